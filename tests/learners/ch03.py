"""Learners of chapter 03."""

import math

import numpy as np
import torch
from torch.nn import functional
from torch.nn.functional import cross_entropy

from course_lib.chapters.ch03_decoder import exercises as ch03

from . import right, wrong


@right(ch03.inputs_and_gold)
def shifted_in_a_tensor(target):
    row = torch.tensor([1, *target, 2])
    return torch.stack([row[:-1], row[1:]])


@right(ch03.inputs_and_gold)
def shifted_by_insert(target):
    read, said = target.copy(), target.copy()
    read.insert(0, 1)
    said.append(2)
    return np.array(read), said


@wrong(ch03.inputs_and_gold, "`append` and `insert` change the list", "`append` 和 `insert` 会改动")
def alias(target):
    gold = target
    gold += [2]
    return [1, *target[:-1]], gold


@wrong(ch03.inputs_and_gold, "EOS (2) is missing", "缺少 EOS")
def no_end(target):
    return [1] + target, target + []  # noqa: RUF005


@right(ch03.masked_loss)
def loss_in_numpy(logits, gold):
    logits, gold = logits.numpy().astype(float), gold.numpy()
    logits = logits - logits.max(-1, keepdims=True)
    logp = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    b, t = np.nonzero(gold)
    return -logp[b, t, gold[b, t]].mean()


@right(ch03.masked_loss)
def loss_of_real_places(logits, gold):
    real = gold > 0
    return cross_entropy(logits[real].double(), gold[real])


@right(ch03.masked_loss)
def loss_by_logsumexp(logits, gold):
    picked = logits.gather(2, gold.unsqueeze(2))[..., 0]
    return ((logits.logsumexp(-1) - picked) * (gold != 0)).sum() / (gold != 0).sum()


@right(ch03.masked_loss)
def loss_by_nll(logits, gold):
    return functional.nll_loss(logits.softmax(-1).log().mT, gold, ignore_index=0)


@wrong(ch03.masked_loss, "exp(1000)", "exp(1000)")
def loss_of_a_naive_softmax(logits, gold):
    p = logits.exp() / logits.exp().sum(-1, keepdim=True)
    return -p.gather(2, gold[:, :, None])[..., 0][gold != 0].log().mean()


@wrong(ch03.masked_loss, "wants the vocabulary in the second axis", "要求词表在第二维")
def cross_entropy_as_it_is(logits, gold):
    return cross_entropy(logits, gold)


@wrong(ch03.masked_loss, "The padding counts", "填充也算进去了")
def flat_without_mask(logits, gold):
    return cross_entropy(logits.flatten(0, 1), gold.flatten())


@wrong(ch03.masked_loss, "flatten", "展平")
def flat_on_one_side(logits, gold):
    return cross_entropy(logits.flatten(0, 1), gold, ignore_index=0)


@wrong(ch03.masked_loss, "softmax is applied twice", "softmax 做了两遍")
def softmax_before(logits, gold):
    return cross_entropy(logits.softmax(2).flatten(0, 1), gold.flatten(), ignore_index=0)


@wrong(ch03.masked_loss, "Expected type Tensor, you returned list", "应为 Tensor，你返回的是 list")
def a_list_of_losses(logits, gold):
    return [cross_entropy(logits[i], gold[i], ignore_index=0).item() for i in range(len(gold))]


@right(ch03.greedy_batch)
def greedy_in_a_tensor(step, states, limit):
    tokens, rows = torch.ones(len(states), dtype=torch.long), torch.zeros(len(states), 0).long()
    while rows.size(1) < limit and not (rows == 2).any(1).all():
        logits, states = step(tokens, states)
        tokens = torch.softmax(logits, -1).max(-1).indices
        rows = torch.cat([rows, tokens[:, None]], 1)
    return tuple(row[: [*row.tolist(), 2].index(2)] for row in rows)


@right(ch03.greedy_batch)
def greedy_of_arrays(step, states, limit):
    said, tokens = [], torch.tensor([1] * len(states))
    for _ in range(limit):
        logits, states = step(tokens, states)
        tokens = torch.from_numpy(logits.numpy().argmax(-1))
        said.append(tokens.numpy())
    rows = np.stack(said, 1)
    return [row[: (row == 2).argmax() if 2 in row else None] for row in rows]


@wrong(ch03.greedy_batch, "All sentences stop as soon as one", "所有句子就都停了")
def stopped_together(step, states, limit):
    rows, tokens = [[] for _ in states], torch.ones(len(states)).long()
    for _ in range(limit):
        logits, states = step(tokens, states)
        tokens = logits.argmax(-1)
        if (tokens == 2).any():
            break
        for row, token in zip(rows, tokens.tolist(), strict=True):
            row.append(token)
    return rows


@wrong(ch03.greedy_batch, "EOS is in the lists", "列表里有 EOS")
def stopped_after_the_end(step, states, limit):
    rows = []
    for state in states:
        token, row, state = torch.tensor([1]), [], state[None]
        for _ in range(limit):
            logits, state = step(token, state)
            token = logits.argmax(-1)
            row.append(token.item())
            if row[-1] == 2:
                break
        rows.append(row)
    return rows


@right(ch03.sample_token)
def sampled_in_numpy(logits, temperature, u):
    z = logits.numpy() / temperature
    p = np.exp(z - z.max())
    return np.searchsorted(np.cumsum(p / p.sum()), u, side="right")


@right(ch03.sample_token)
def sampled_by_bisecting(logits, temperature, u):
    z = [x / temperature for x in logits.double().tolist()]
    total, so_far = sum(math.exp(x - max(z)) for x in z), 0.0
    for i, x in enumerate(z):
        so_far += math.exp(x - max(z)) / total
        if so_far > u:
            return torch.tensor(i)
    return len(z) - 1


@wrong(ch03.sample_token, "exp(1000)", "exp(1000)")
def sampled_naively(logits, temperature, u):
    p = torch.exp(logits / temperature)
    return int(((p / p.sum()).cumsum(0) <= u).sum())


@wrong(ch03.sample_token, "The result overflows", "结果溢出了")
def sampled_naively_in_python(logits, temperature, u):
    p = [math.exp(x / temperature) for x in logits.tolist()]
    so_far = 0
    for i, x in enumerate(p):
        so_far += x / sum(p)
        if so_far > u:
            return i


@wrong(ch03.sample_token, "greedy decoding. u must have a say", "结果应当由 u 来决定")
def likeliest(logits, temperature, u):
    return torch.softmax(logits / temperature, 0).argmax().item()


@wrong(ch03.sample_token, "The value differs", "值不同")
def by_its_own_chance(logits, temperature, u):
    return torch.multinomial((logits / temperature).softmax(0), 1).item()


@wrong(ch03.sample_token, "nan is greater than nothing", "nan 和什么比都不算大")
def token_in_a_loop_that_overflows(logits, temperature, u):
    weights = (logits / temperature).exp()
    total = 0.0
    for i, p in enumerate((weights / weights.sum()).tolist()):
        total += p
        if total > u:
            return i
