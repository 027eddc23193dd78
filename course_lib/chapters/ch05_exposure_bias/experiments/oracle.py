"""Accumulated error against an oracle: two tiny languages of three symbols each, their chances known.

The source symbol names the language. A model that slips into the other language stands where the oracle never
stood; the grammar still says what is right there, to go back. Beside it Huszár's toy: a language of two
tokens, whose scheduled optimum is known.
"""

from typing import Any

import torch

from course_lib.analysis.oracle import FIRST, Chain, accumulated, after_prefixes
from course_lib.kit import tasks
from course_lib.models import Seq2Seq
from course_lib.training import train

AT = (100, 200, 400)  # steps
SETTINGS = tasks.grid(ratio=(1.0, 0.5, 0.0), seed=range(5))
TOY = Chain(torch.tensor([[0.6, 0.4]]), torch.tensor([[[0.9, 0.1], [0.2, 0.8]]]), 2)


def languages(length: int = 6) -> Chain:
    """Source 0 speaks symbols 0 to 2, source 1 symbols 3 to 5: mostly 0 1 2 0 1 2 or 3 4 5 3 4 5."""
    start, follow = torch.zeros(2, 6), torch.zeros(2, 6, 6)
    for x in range(2):
        start[x, 3 * x : 3 * x + 3] = torch.tensor([0.7, 0.2, 0.1])
        for previous in range(6):
            for ahead, chance in enumerate((0.1, 0.75, 0.15)):
                follow[x, previous, 3 * x + (previous + ahead) % 3] = chance
    return Chain(start, follow, length)


def learn(
    chain: Chain, ratio: float, seed: int, at: tuple[int, ...], cooldown: float = 0.0
) -> dict[int, torch.Tensor]:
    """Train a GRU of 16 on 1000 sentences, own tokens drawn, a coin a token -> `after_prefixes` at steps."""
    sources, symbols = chain.start.shape
    model = Seq2Seq(sources + FIRST, symbols + FIRST, embedding=8, hidden=16, seed=seed)
    settings: dict[str, Any] = {"batch_size": 32, "learning_rate": 5e-3, "cooldown": cooldown, "seed": seed}
    chance: dict[str, Any] = {"teacher_forcing": ratio, "coin": "token", "choose": "sample"}
    reports = train(model, chain.draw(1000, seed), steps=max(at), **settings, **chance)
    shape = (sources, symbols, chain.length)
    return {report.step: after_prefixes(model, *shape) for report in reports if report.step in at}


def run(ratio: float, seed: int, at: tuple[int, ...] = AT) -> dict[str, Any]:
    """AccErr and %ExAccErr by length at some steps, for a decoder that draws and a greedy one, and the joint
    (w_1, w_2) that a model trained on the toy has learned."""
    chain = languages()
    found: dict[str, dict] = {"sample": {}, "greedy": {}}
    for step, said in learn(chain, ratio, seed, at).items():
        for decoder, outcomes in found.items():
            measured = accumulated(chain.after_prefixes(), said, decoder)
            outcomes[step] = {name: value.tolist() for name, value in measured._asdict().items()}
    toy = learn(TOY, ratio, seed, at[-1:])[at[-1]][0]  # (2, 2, 2): [prefix, time, symbol]
    return {**found, "toy": (toy[0, 0, :, None] * toy[:, 1]).tolist()}
