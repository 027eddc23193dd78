"""Parallel: several processes end with the weights of one, from the same batches."""

import random

import pytest
import tiny
import torch
import torch.distributed as dist
from torch import multiprocessing

from course_lib.data.batching import collate
from course_lib.training import loss_of, parallel, train
from course_lib.training.teacher_forcing import COINS, unroll

chance = random.Random(0)
PAIRS = [([chance.randrange(4, 8) for _ in range(n)], list(range(4, 4 + n % 4))) for n in range(16)]
SIZE = 5  # so that the last batch of an epoch has fewer rows than there are processes
MODELS = [*tiny.recurrent()[::17], *tiny.transformers()[::3]]
MODELS = [one for one in MODELS if one.get("norm") in (None, "layer", "rms")]  # others mix a batch's rows
WAYS = [{"teacher_forcing": 0.5, "coin": coin, "choose": "sample"} for coin in COINS]
WAYS += [{"teacher_forcing": 0.5}, {"label_smoothing": 0.1}]


def trained(i: int) -> tuple[list[float], torch.Tensor]:
    """Nine steps of the i-th model -> their losses, and the weights after them."""
    learner = tiny.model(**MODELS[i])
    reports = train(learner, PAIRS, steps=9, batch_size=SIZE, learning_rate=1e-2, **WAYS[i % len(WAYS)])
    losses = [report.loss for report in reports]
    return losses, torch.cat([weights.detach().flatten() for weights in learner.parameters()])


def worker(rank: int, size: int, folder: str) -> None:
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=rank, world_size=size)
    torch.save([trained(i) for i in range(len(MODELS))], f"{folder}/{rank}.pt")
    dist.destroy_process_group()


def test_two_processes_end_with_the_weights_of_one(tmp_path):
    """Every coin, smoothed labels, rows of unequal length, and a batch with one row for two processes."""
    assert len(PAIRS) % SIZE == 1
    multiprocessing.spawn(worker, (2, str(tmp_path)), nprocs=2)
    both = [torch.load(tmp_path / f"{rank}.pt") for rank in (0, 1)]
    for i in range(len(MODELS)):
        losses, weights = trained(i)
        for found in both:
            torch.testing.assert_close(found[i][0], losses, atol=1e-9, rtol=0)
            torch.testing.assert_close(found[i][1], weights, atol=1e-9, rtol=0)


@pytest.mark.parametrize("coin", COINS)
def test_the_chance_of_some_rows_is_that_of_all(coin):
    model, batch = tiny.model(sharpen=5.0), tiny.batch(rows=7)

    def read(part: slice) -> torch.Tensor:
        return unroll(model, batch, 0.5, coin, "sample", torch.Generator().manual_seed(1), part)

    for part in (slice(0, None, 3), slice(1, None, 3), slice(4, 5)):
        mine = batch.part(part).gold != 0
        torch.testing.assert_close(read(part)[mine], read(slice(None))[part][mine])


def test_one_process_has_all_rows_and_changes_nothing():
    batch, model = collate(PAIRS), tiny.model()
    assert parallel.mine(batch.gold) == (slice(None), 1.0)
    loss = loss_of(model, batch, unroll(model, batch, 1.0))
    assert parallel.gathered(model, loss) is loss and parallel.shared(3) == 3
    with parallel.joined() as rank:
        assert rank == 0 and not dist.is_initialized()
