"""Replies: the nearest old prompt's answer, and how much many replies are alike."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from course_lib.data.corpora.corpus import Pair


class Nearest:
    """Retrieval: the reply that was once given to the most similar prompt.

    Similar is the cosine of TF-IDF (Salton and Buckley 1988): words in common count, rare ones more.
    """

    def __init__(self, pairs: Sequence[Pair]):
        """`pairs` of texts, their tokens between spaces."""
        self.pairs = pairs
        in_prompts = Counter(token for prompt, _ in pairs for token in set(prompt.split()))
        self.rarity = {token: math.log(len(pairs) / n) for token, n in in_prompts.items()}
        self.weights = [self._weigh(prompt) for prompt, _ in pairs]
        self.having: dict[str, list[int]] = {}
        for k, weights in enumerate(self.weights):
            for token in weights:
                self.having.setdefault(token, []).append(k)

    def _weigh(self, text: str) -> dict[str, float]:
        """Token -> its count by its rarity, all of them scaled to length 1."""
        counts = Counter(token for token in text.split() if self.rarity.get(token, 0.0))
        raw = {token: count * self.rarity[token] for token, count in counts.items()}
        length = math.sqrt(sum(value * value for value in raw.values()))
        return {token: value / length for token, value in raw.items()}

    def reply(self, prompt: str) -> str:
        """The answer to the most similar prompt; of equally similar ones, and with no word in common, to the
        first."""
        alike = Counter[int]()
        for token, weight in self._weigh(prompt).items():
            for k in self.having[token]:
                alike[k] += weight * self.weights[k][token]
        best = max(alike, key=lambda k: (round(alike[k], 9), -k), default=0)
        return self.pairs[best][1]


def alike(replies: Sequence[str], beginning: int = 3) -> dict[str, Any]:
    """How much replies are alike: the share (0 to 1) that is distinct, the share of the most frequent one,
    the share of distinct beginnings of so many tokens, and the mean number of tokens.

    Li et al. (2016) count distinct words and pairs of words; a whole reply is easier to picture.
    Raises ValueError for no replies.
    """
    if not replies:
        raise ValueError("there are no replies to compare")
    counts = Counter(replies)
    begun = {" ".join(reply.split()[:beginning]) for reply in replies}
    return {
        "distinct": len(counts) / len(replies),
        "most": max(counts.values()) / len(replies),
        "beginnings": len(begun) / len(replies),
        "tokens": sum(len(reply.split()) for reply in replies) / len(replies),
    }
