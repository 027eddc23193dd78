"""Chat: does a model that learned from conversations say something, or the same safe thing to everybody?

The data are a package of their own: see `conversations`.
"""

from collections import Counter
from typing import Any

import torch

from course_lib.chapters.ch11_applications import conversations
from course_lib.chapters.ch11_applications.replies import Nearest, alike
from course_lib.data.batching import IdPair, encode_pairs, pad_sources
from course_lib.data.vocab import Vocab
from course_lib.decoding import decode_pairs, sample
from course_lib.kit import tasks
from course_lib.models import EncoderDecoder
from course_lib.training import forced_loss

MODEL: dict[str, Any] = {
    "cell": "gru",
    "bidirectional": True,
    "attention": "additive",
    "embedding": 96,
    "hidden": 128,
}
RATES = (2e-3, 4e-3)
ASKED = "what is your favorite food ?"
SETTINGS = tasks.grid(rate=RATES, seed=range(3))


def run(rate: float, seed: int, steps: int = 1200) -> dict[str, Any]:
    """Train on replies -> the loss on the pairs that choose the rate; for new prompts, how much the replies
    of people, of retrieval, and of the model by its three ways of writing are alike; the loss with the own
    prompt and with a neighbour's; the commonest reply; and what the first seed replies when ASKED.
    """
    parts = conversations.load()
    task = tasks.task(parts.train, parts.test, "word", "word")
    model = task.model(**MODEL, seed=seed)
    tasks.through(model, task.train, steps, learning_rate=rate, seed=seed)
    sources = [source for source, _ in task.valid]
    nearest = Nearest(parts.train)
    likeliest = said(model, task.target_vocab, sources)
    asked = [task.source_vocab.encode(ASKED)] if seed == 0 else []
    replies = {
        "people": [reply for _, reply in parts.test],
        "nearest": [nearest.reply(prompt) for prompt, _ in parts.test],
        "greedy": likeliest,
        "beam": said(model, task.target_vocab, sources, beam=5),
        "drawn": drawn(model, task.target_vocab, sources, seed),
    }
    tuned_on = encode_pairs(parts.valid, task.source_vocab, task.target_vocab)
    return {
        "pairs": len(parts.train),
        "words": len(task.target_vocab),
        "weights": tasks.weights(model),
        "alike": {who: alike(found) for who, found in replies.items()},
        "valid": forced_loss(model, tuned_on),
        "loss": losses(model, task.valid),
        "commonest": Counter(likeliest).most_common(1)[0][0],
        "asked": {
            "greedy": said(model, task.target_vocab, asked),
            "drawn": drawn(model, task.target_vocab, asked, seed) if asked else [],
        },
    }


def losses(model: EncoderDecoder, pairs: list[IdPair]) -> dict[str, float]:
    """Nats a token of what people replied: after their own prompt, and after the prompt of the next pair."""
    others = [source for source, _ in pairs[1:] + pairs[:1]]
    swapped = [(source, target) for source, (_, target) in zip(others, pairs, strict=True)]
    return {"own": forced_loss(model, pairs), "other": forced_loss(model, swapped)}


def said(model: EncoderDecoder, vocab: Vocab, sources: list[list[int]], beam: int = 1) -> list[str]:
    """The model's likeliest replies."""
    return [vocab.decode(ids) for ids in decode_pairs(model, sources, beam=beam)]


def drawn(model: EncoderDecoder, vocab: Vocab, sources: list[list[int]], seed: int) -> list[str]:
    """Replies whose tokens are drawn from the model's distribution as it is, at temperature 1."""
    generator = torch.Generator().manual_seed(seed)
    return [vocab.decode(ids) for ids in sample(model, *pad_sources(sources), generator=generator)]
