"""A part of 1_seq2seq.py: the steps of a training."""

import random

import torch

from course_lib.kit.from_scratch import page
from course_lib.kit.practice.exercise import Exercise

from .page_parts import small

_PAGE = page("1_seq2seq")


def _trained(answer, steps, seed):
    """list(train(model, steps, seed=seed)), where model is a small Seq2Seq"""
    losses = answer(small(), steps, seed=seed)
    if losses is None or isinstance(losses, float | torch.Tensor):  # no generator: nothing was handed out
        return losses
    return [loss if isinstance(loss, float) else "no plain number" for loss in losses]


train = Exercise(
    "build",
    _PAGE.train,
    minutes=9,
    module=__name__,
    use=_trained,
    title=("the page: train", "一页模型：train"),
    statement=(
        "Fill the hole in `train`: what happens in one step, five lines. Compute the loss of the batch with "
        "`loss_of`; `batch(lines)` gives the source, its lengths and the target. Clear the old gradients, "
        "compute the new ones, let the optimizer take its step. Last, hand the loss out as a plain number "
        "with `yield`: whoever loops over `train` sees one number a step, and may stop at any time.",
        "补全 `train` 里的空：一步里做的事，一共五行。用 `loss_of` 算出这一批的损失（`batch(lines)` 给出源序"
        "列、长度和目标序列）；清掉旧的梯度，算出新的梯度，让优化器走一步。最后用 `yield` 把损失作为一个普通"
        "的数交出去：这样，用循环来运行 `train` 的人，每一步都看得到一个数，也随时可以停下。",
    ),
    hints=[
        (
            "Gradients add up until they are cleared. So clear them before you compute new ones.",
            "梯度会一直累加，直到被清掉。所以要在算新梯度之前清。",
        ),
        (
            "`loss = loss_of(model, *batch(lines))`, `optimizer.zero_grad()`, `loss.backward()`, "
            "`optimizer.step()`.",
            "`loss = loss_of(model, *batch(lines))`、`optimizer.zero_grad()`、`loss.backward()`、"
            "`optimizer.step()`。",
        ),
        (
            "Last `yield loss.item()`: `.item()` makes a plain number, so that nothing keeps the graph "
            "alive.",
            "最后 `yield loss.item()`：`.item()` 得到一个普通的数，计算图就不会一直留在内存里。",
        ),
    ],
    cases=[(4, 0), (12, 1), (9, 2), (1, 3)],
    distractors=(
        "        loss = loss_of(model, *batch(HELD_OUT))",
        "        loss.zero_grad()",
    ),
)


def _steps(model, steps, seed, each, rate=5e-3, falls=True):
    """A training whose step is each(optimizer, loss): what it returns is handed out."""
    chance = random.Random(seed)
    optimizer = torch.optim.Adam(model.parameters())
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = rate * (min(1, 3 - 3 * step / steps) if falls else 1)
        lines = [one for one in (_PAGE.draw(chance) for _ in range(32)) if one not in _PAGE.HELD_OUT]
        yield each(optimizer, _PAGE.loss_of(model, *_PAGE.batch(lines)))


def _wrongly(each, **settings):
    return lambda model, steps, seed=0: _steps(model, steps, seed, each, **settings)


def _right(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def _never_cleared(optimizer, loss):
    loss.backward()
    optimizer.step()
    return loss.item()


def _never_stepped(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def _whole(optimizer, loss):
    _right(optimizer, loss)
    return loss


def _stepped_first(optimizer, loss):
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


train.wrong(
    "The old gradients are never cleared: each step adds to all that came before. `optimizer.zero_grad()` "
    "belongs before `loss.backward()`.",
    "旧的梯度从没清掉：每一步都加在以前所有的上面。`optimizer.zero_grad()` 要放在 `loss.backward()` 之前。",
    _wrongly(_never_cleared),
)
train.wrong(
    "The weights never change: either the step is missing, or the gradients are cleared after they were "
    "computed. The order is clear, compute, step.",
    "权重从没变过：要么没有走那一步，要么刚算好的梯度又被清掉了。顺序是：清掉、计算、走一步。",
    _wrongly(_never_stepped),
)
train.wrong(
    "You step before the gradients of this batch are there: each step uses those of the batch before.",
    "这一批的梯度还没算，你就走了一步：每一步用的都是上一批的梯度。",
    _wrongly(_stepped_first),
)
train.wrong(
    "What you hand out is a tensor that still holds the whole computation. `.item()` makes a plain number.",
    "交出去的是一个张量，整个计算过程都还挂在上面。用 `.item()` 变成普通的数。",
    _wrongly(_whole),
)
train.wrong(
    "`return` ends the whole training after its first step. `yield` hands out a loss, and goes on.",
    "`return` 走完第一步就结束了整个训练。`yield` 交出一个损失，然后接着走。",
    lambda model, steps, seed=0: next(_steps(model, steps, seed, _right)),
)
train.wrong(
    "The learning rate never falls: keep the line that sets it for each step.",
    "学习率一直没有降：每一步设学习率的那一行要留着。",
    _wrongly(_right, falls=False),
)
