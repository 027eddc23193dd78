"""Self-recovery on real sentences: German to English, a wrong word planted into the right prefix.

He et al. (2021) corrupt what a model reads and watch what comes after. A second translation may be as good
as the reference, so what the model says after a wrong word is set beside what it says after the right one.
"""

from typing import Any

import torch
from torch.nn.functional import cross_entropy

from course_lib.analysis.exposure import Distances, by_distance, right_by_alignment
from course_lib.analysis.prefixes import complete, likeliest_mistakes
from course_lib.data.batching import IdPair, collate, encode_pairs
from course_lib.data.corpora import load
from course_lib.data.corpora.corpus import Pair
from course_lib.data.vocab import EOS, PAD, UNK, Vocab
from course_lib.decoding import decode_pairs
from course_lib.kit import tasks
from course_lib.kit.score_card import score_card
from course_lib.models import EncoderDecoder
from course_lib.models.seq2seq import evaluating
from course_lib.training import forced_loss, steps_per_epoch
from course_lib.training.teacher_forcing import unroll

SETTINGS = [{"seed": seed} for seed in range(2)]
EPOCHS, BATCH = 4, 128
SIZES = {"embedding": 256, "hidden": 256, "dropout": 0.3, "bidirectional": True, "attention": "general"}
PLACES = (3, 6)  # where words are planted: in the fourth place and in the seventh
SPAN = 8  # words after the planted one that are looked at
QUOTED, LONG = 10, 8  # quoted are the first 10 test sentences whose reference has at least 8 words


def course(pairs: list[Pair], test: list[Pair]) -> tasks.Task:
    """The task, with words that training has seen at least twice; the test sentences are what is held out."""
    sources, targets = (Vocab.build((pair[side] for pair in pairs), "text-word", 2) for side in (0, 1))
    return tasks.Task(
        encode_pairs(pairs, sources, targets), encode_pairs(test, sources, targets), sources, targets
    )


def wrong_words(
    model: EncoderDecoder, pairs: list[IdPair], at: int, seen: list[IdPair], seed: int
) -> dict[str, list[int]]:
    """What is put at place `at`: the right word, as the control; another word of the targets of `seen`,
    each as likely as it is frequent there; the model's likeliest mistake. A full stop is a word here,
    reserved tokens are never wrong ones. Raises ValueError when a target has no token there."""
    chance = torch.Generator().manual_seed(seed)
    words = torch.tensor([word for _, target in seen for word in target if word > UNK])
    right = torch.tensor([target[at] for _, target in pairs])
    drawn = right
    while (same := drawn == right).any():
        again = words[torch.randint(len(words), right.shape, generator=chance)]
        drawn = torch.where(same, again, drawn)
    return {
        "nothing": right.tolist(),
        "random": drawn.tolist(),
        "likeliest": likeliest_mistakes(model, pairs, at),
    }


@torch.inference_mode()
def read_on(model: EncoderDecoder, pairs: list[IdPair], at: int, planted: list[int]) -> dict[str, list]:
    """How well the model knows the gold words after a planted one, all gold but that one being read.

    Entry d - 1 of each list belongs to d words after place `at`, up to SPAN: "rows" that have a word there,
    "nats" (mean -log p of the gold word) and "right" (share where it is the likeliest). EOS is left out.
    """
    found: dict[str, list] = {"rows": [], "nats": [], "right": []}
    batch = collate(pairs).to(next(model.parameters()).device)
    target = batch.target.clone()  # (B, T + 1)
    target[:, at + 1] = torch.tensor(planted)  # after BOS
    with evaluating(model):
        hidden = unroll(model, batch._replace(target=target), ratio=1.0)  # (B, T, H)
    for t in range(at + 1, min(at + 1 + SPAN, hidden.size(1))):
        rows = (batch.gold[:, t] != PAD) & (batch.gold[:, t] != EOS)  # (B,)
        if rows.any():
            logits, gold = model.project(hidden[rows, t]), batch.gold[rows, t]  # (B', V), (B',)
            found["rows"].append(len(gold))
            found["nats"].append(cross_entropy(logits, gold).item())
            found["right"].append((logits.argmax(-1) == gold).double().mean().item())
    return found


def said_later(outputs: list[list[int]], targets: list[list[int]], at: int) -> Distances:
    """The share of the targets' words that are not found in the outputs, aligned, by distance from `at`."""
    rows, wrong = by_distance(right_by_alignment(outputs, targets), [at] * len(targets))
    return Distances(rows[: SPAN + 1], wrong[: SPAN + 1])


def planted(
    model: EncoderDecoder, pairs: list[IdPair], at: int, words: dict[str, list[int]]
) -> dict[str, Any]:
    """What follows each kind of word at place `at`, the gold prefix before it.

    "given" is `read_on`. "free" is the model alone: how far the rest of the reference ("reference"), and of
    what it says after the right word ("nothing"), is found again, as `said_later` counts. "outputs" are
    the sentences.
    """
    sources, targets = ([pair[side] for pair in pairs] for side in (0, 1))
    found: dict[str, Any] = {"given": {}, "free": {}, "outputs": {}}
    for kind, chosen in words.items():
        begun = [[*target[:at], word] for target, word in zip(targets, chosen, strict=True)]
        outputs = found["outputs"][kind] = complete(model, sources, begun)
        control = found["outputs"]["nothing"]  # the first kind
        found["given"][kind] = read_on(model, pairs, at, chosen)
        found["free"][kind] = {
            "reference": said_later(outputs, targets, at)._asdict(),
            "nothing": said_later(outputs, control, at)._asdict(),
        }
    return found


def run(seed: int, epochs: int = EPOCHS) -> dict[str, Any]:
    """Train as `python -m course_lib train multi30k-de-en --epochs 4` does -> how good it is, and how it
    goes on after wrong words. Multi30k is downloaded when it is not there: see its module."""
    corpus = load("multi30k-de-en")
    task = course(corpus.train, corpus.test)
    model = task.model(**SIZES, seed=seed)
    steps = epochs * steps_per_epoch(task.train, BATCH)
    tasks.through(model, task.train, steps, batch_size=BATCH, pool=250, seed=seed)
    return measure(model, task, corpus.test, seed)


def measure(model: EncoderDecoder, task: tasks.Task, test: list[Pair], seed: int) -> dict[str, Any]:
    """`score_card` of greedy and of beam search, the curves of `planted` at each place, seed 0's quotes."""
    decode = task.target_vocab.decode
    sources, references = [source for source, _ in task.valid], [text for _, text in test]
    systems = {}
    for name, beam in (("greedy", 1), ("beam 5", 5)):
        said = [decode(ids) for ids in decode_pairs(model, sources, beam=beam)]
        systems[name] = score_card(said, references)
    found: dict[str, Any] = {
        "systems": systems,
        "forced_loss": forced_loss(model, task.valid),
        "planted": {},
        "quoted": [],
    }
    for at in PLACES:
        long = [i for i, (_, target) in enumerate(task.valid) if len(target) > at]
        pairs = [task.valid[i] for i in long]
        words = wrong_words(model, pairs, at, task.train, seed)
        came = planted(model, pairs, at, words)
        outputs = came.pop("outputs")
        found["planted"][at] = came
        if seed == 0 and at == PLACES[0]:
            shown = [k for k, (_, target) in enumerate(pairs) if len(target) >= LONG][:QUOTED]
            found["quoted"] = [
                {
                    "source": test[long[k]][0],
                    "reference": test[long[k]][1],
                    "planted": {kind: decode([chosen[k]]) for kind, chosen in words.items()},
                    "outputs": {kind: decode(said[k]) for kind, said in outputs.items()},
                }
                for k in shown
            ]
    return found
