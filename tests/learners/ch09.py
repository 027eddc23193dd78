"""Learners of chapter 09."""

import numpy as np
import torch
from torch.nn import functional

from course_lib.chapters.ch09_norm import exercises as ch09

from . import right, wrong


@right(ch09.batch_norm)
def batch_norm_of_torch(x, lengths):
    mask = torch.arange(x.size(1)) < lengths[:, None]
    real = x[mask]
    return functional.batch_norm(x.mT, real.mean(0), real.var(0, correction=0)).mT


@right(ch09.batch_norm)
def batch_norm_by_sums(x, lengths):
    mask = (torch.arange(x.size(1)) < lengths[:, None])[..., None].float()
    count = lengths.sum()
    mean = (x * mask).sum((0, 1)) / count
    return (x - mean) / torch.sqrt((((x - mean) * mask) ** 2).sum((0, 1)) / count + 1e-5)


@wrong(ch09.batch_norm, "Padding is counted", "填充也算进去了")
def batch_norm_of_all(x, lengths):
    flat = x.flatten(0, 1)
    return functional.batch_norm(flat, None, None, training=True).view_as(x)


@wrong(ch09.batch_norm, "divides by N − 1", "除以了 N − 1")
def batch_norm_by_std(x, lengths):
    real = torch.cat([row[:n] for row, n in zip(x, lengths, strict=True)])
    return (x - real.mean(0)) / (real.std(0).square() + 1e-5).sqrt()


@wrong(ch09.batch_norm, "Shape expected", "形状应为")
def batch_norm_of_the_real_only(x, lengths):
    real = torch.cat([row[:n] for row, n in zip(x, lengths, strict=True)])
    return (real - real.mean(0)) / (real.var(0, correction=0) + 1e-5).sqrt()


@right(ch09.layer_twice)
def layer_in_four_lines(x, attention, feed_forward, norm, placement):
    if placement == "post":
        y = norm(x + attention(x))
        return norm(y + feed_forward(y)).numpy()
    y = x + attention(norm(x))
    return y + feed_forward(norm(y))


@right(ch09.layer_twice)
def layer_by_recursion(x, attention, feed_forward, norm, placement):
    def sub(x, f):
        return {"post": lambda: norm(f(x) + x), "pre": lambda: f(norm(x)) + x}[placement]()

    return sub(sub(x, attention), feed_forward).float()


@wrong(ch09.layer_twice, "One norm for the whole layer", "整层只归一化了一次")
def layer_normed_once(x, attention, feed_forward, norm, placement):
    if placement == "pre":
        x = x + attention(norm(x))
        return x + feed_forward(norm(x))
    y = x + attention(x)
    return norm(y + feed_forward(y))


@wrong(ch09.layer_twice, "At `[0]`", "在 `[0]` 处")
def layer_always_pre(x, attention, feed_forward, norm, placement):
    x = x + attention(norm(x))
    return x + feed_forward(norm(x))


@wrong(ch09.layer_twice, "The residual sum is missing", "缺了残差连接")
def layer_as_a_chain(x, attention, feed_forward, norm, placement):
    if placement == "post":
        return norm(feed_forward(norm(attention(x))))
    return feed_forward(norm(attention(norm(x))))


@right(ch09.power_norm)
def power_by_lerp(batches, alpha):
    square, made = torch.ones(batches[0].shape[1]).double(), ()
    for batch in batches:
        made += (batch * square.rsqrt(),)
        square = torch.lerp(batch.pow(2).mean(0), square, alpha)
    return made


@right(ch09.power_norm)
def power_in_numpy(batches, alpha):
    square, made = np.ones(batches[0].shape[1]), []
    for batch in (b.numpy() for b in batches):
        made.append(batch / np.sqrt(square))
        square = alpha * square + (1 - alpha) * (batch**2).mean(0)
    return made


@wrong(ch09.power_norm, "Alpha is the share that stays", "alpha 是留下的那一份")
def power_alpha_exchanged(batches, alpha):
    square, made = 1.0, []
    for batch in batches:
        made.append(batch / square**0.5)
        square = (1 - alpha) * square + alpha * (batch**2).mean(0)
    return made


@wrong(ch09.power_norm, "divided by what it has itself changed", "除的是自己改过的")
def power_too_early(batches, alpha):
    square, made = torch.ones_like(batches[0][0]), []
    for batch in batches:
        square = alpha * square + (1 - alpha) * (batch * batch).mean(0)
        made.append(batch / square.sqrt())
    return made


@wrong(ch09.power_norm, "changed what it was given", "改动了传入的数据")
def power_in_place(batches, alpha):
    made = power_by_lerp(batches, alpha)
    for i, batch in enumerate(made):
        batches[i] = batch
    return batches


@right(ch09.pre_ln_stack)
def stack_with_a_name_for_the_branch(x, sublayers, norm):
    for sublayer in sublayers:
        branch = sublayer(norm(x))
        x = branch + x
    return norm(x).numpy()


@right(ch09.pre_ln_stack)
def stack_by_recursion(x, sublayers, norm):
    if not sublayers:
        return norm(x).float()
    return stack_by_recursion(x + sublayers[0](norm(x)), sublayers[1:], norm)


@wrong(ch09.pre_ln_stack, "So far it is the code as it came", "还是原来的代码")
def stack_that_norms_the_road(x, sublayers, norm):
    for sublayer in sublayers:
        normed = norm(x)
        x = normed + sublayer(normed)
    return norm(x)


@wrong(ch09.pre_ln_stack, "the norm at the very end is gone", "最末尾的归一化没了")
def stack_without_an_end(x, sublayers, norm):
    for sublayer in sublayers:
        x = x + sublayer(norm(x))
    return x


@wrong(ch09.pre_ln_stack, "That is Post-LN", "这是后置")
def stack_of_post_ln(x, sublayers, norm):
    for sublayer in sublayers:
        x = norm(x + sublayer(x))
    return norm(x)


@wrong(ch09.pre_ln_stack, "Expected type Tensor", "应为张量")
def stack_as_a_list(x, sublayers, norm):
    for sublayer in sublayers:
        x = x + sublayer(norm(x))
    return norm(x).tolist()
