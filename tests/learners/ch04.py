"""Learners of chapter 04."""

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from course_lib.chapters.ch04_teacher_forcing import exercises as ch04

from . import right, wrong


@right(ch04.fed)
def fed_in_an_array(gold, own, coins):
    read = np.where(coins[1:], gold[:-1], own[:-1])
    return np.array(["BOS", *read])


@right(ch04.fed)
def fed_as_a_tuple(gold, own, coins):
    return ("BOS", *tuple((own, gold)[coins[t]][t - 1] for t in range(1, len(gold))))


@wrong(ch04.fed, "the very token that the decoder is asked to say", "正是要求解码器在那里说出的词元")
def fed_unshifted_array(gold, own, coins):
    read = np.where(coins, gold, own)
    read[0] = "BOS"
    return read[: len(gold)]


@wrong(ch04.fed, "upside down", "硬币反了")
def fed_the_other(gold, own, coins):
    return ["BOS"] + [own[t - 1] if coins[t] else gold[t - 1] for t in range(1, len(gold))]


@wrong(ch04.fed, "Length 4 expected", "长度应为 4")
def fed_joined(gold, own, coins):
    return [" ".join(ch04.fed.solve(gold, own, coins))]


@right(ch04.mixed_loss)
def loss_with_the_coins_in_a_float(model, source, lengths, target, coins):
    gold, memory = target[:, 1:], model.encode(source, lengths)
    state, read, total, count = model.start(memory), target[:, :1], 0.0, 0
    for t in range(gold.size(1)):
        hidden, state = model.advance(read, state, memory)
        logits, real = model.project(hidden)[:, 0], gold[:, t] != 0
        total = total + cross_entropy(logits[real], gold[real, t], reduction="sum")
        count += int(real.sum())
        if t + 1 < gold.size(1):
            heads = coins[:, t + 1].long()
            read = (heads * gold[:, t] + (1 - heads) * logits.argmax(-1))[:, None]
    return total / count


@right(ch04.mixed_loss)
def loss_row_by_row(model, source, lengths, target, coins):
    losses = []
    for i in range(len(source)):
        memory = model.encode(source[i : i + 1, : lengths[i]], lengths[i : i + 1])
        state, read = model.start(memory), target[i, 0]
        for t in range(target.size(1) - 1):
            if target[i, t + 1] == 0:
                break
            hidden, state = model.advance(read.view(1, 1), state, memory)
            logits = model.project(hidden)[0, 0]
            losses.append(cross_entropy(logits, target[i, t + 1]))
            more = t + 2 < target.size(1)
            read = target[i, t + 1] if more and coins[i, t + 1] else logits.argmax()
    return torch.stack(losses).mean()


def _unrolled(model, source, lengths, target, choose):
    """The loss when place t reads `choose(t, right, own)`."""
    memory = model.encode(source, lengths)
    state, said = model.start(memory), []
    for t in range(target.size(1) - 1):
        right_one = target[:, t : t + 1]
        read = choose(t, right_one, said[-1].argmax(-1)) if t else right_one
        hidden, state = model.advance(read, state, memory)
        said.append(model.project(hidden))
    logits, gold = torch.cat(said, 1), target[:, 1:]
    return cross_entropy(logits.flatten(0, 1), gold.flatten(), ignore_index=0)


@right(ch04.mixed_loss)
def loss_with_a_mask(model, source, lengths, target, coins):
    def choose(t, right_one, own):
        return right_one.where(coins[:, t, None], own)

    return _unrolled(model, source, lengths, target, choose)


@wrong(ch04.mixed_loss, "One row decides for all", "一行替所有行做了主")
def loss_of_the_lesson(model, source, lengths, target, coins):
    return _unrolled(model, source, lengths, target, lambda t, a, b: a if coins[0][t] else b)


@wrong(ch04.mixed_loss, "upside down", "硬币反了")
def loss_with_the_arguments_swapped(model, source, lengths, target, coins):
    def choose(t, right_one, own):
        return torch.where(coins[:, t : t + 1], own, right_one)

    return _unrolled(model, source, lengths, target, choose)


@right(ch04.tokens_right)
def tokens_counted_in_a_list(step, contexts, answers):
    hits = []
    for i in range(len(answers)):
        state, said = contexts[i], torch.tensor(1)
        for wanted in answers[i]:
            logits, state = step(int(said), state)
            said = torch.argmax(logits)
            hits.append(float(said == wanted))
    return np.mean(hits)


@right(ch04.tokens_right)
def tokens_written_first(step, contexts, answers):
    flat, wanted = [], [token for answer in answers for token in answer]
    for state, answer in zip(contexts, answers, strict=True):
        token = 1
        for _ in range(len(answer)):
            logits, state = step(token, state)
            token = logits.argmax().item()
            flat.append(token)
    return (torch.tensor(flat) == torch.tensor(wanted)).float().mean()


@wrong(ch04.tokens_right, "code as it came", "还是原来的代码")
def tokens_still_forced(step, contexts, answers):
    hits, total = 0, sum(len(answer) for answer in answers)
    for state, answer in zip(contexts, answers, strict=True):
        for read, wanted in zip([1, *answer[:-1]], answer, strict=True):
            logits, state = step(read, state)
            hits += logits.argmax().item() == wanted
    return hits / total


@wrong(ch04.tokens_right, "right as a whole", "整句全对的比例")
def whole_sentences(step, contexts, answers):
    good = 0
    for state, answer in zip(contexts, answers, strict=True):
        token, row = 1, []
        for _ in answer:
            logits, state = step(token, state)
            token = int(logits.argmax())
            row.append(token)
        good += row == answer
    return good / len(answers)


@right(ch04.two_pass)
def passes_in_arrays(gold, table, coins):
    says = np.vectorize(table.get, otypes=[object])
    first = says(np.array(["BOS", *gold[:-1]], dtype=object))
    read = np.array(["BOS", *np.where(coins[1:], gold[:-1], first[:-1])], dtype=object)
    return read, says(read)


@right(ch04.two_pass)
def passes_by_fed(gold, table, coins):
    own = list(map(table.get, ["BOS", *gold]))[:-1]
    read = ch04.fed.solve(gold, own, coins)
    return [read, [table[r] for r in read]]


@wrong(ch04.two_pass, "come out of pass 2 itself", "第二遍自己刚说的词元")
def one_after_the_other(gold, table, coins):
    read = ["BOS"]
    for t, token in enumerate(gold[:-1], 1):
        read.append(token if coins[t] else table[read[-1]])
    return read, [table[r] for r in read]


@wrong(ch04.two_pass, "upside down", "硬币反了")
def coins_mixed_up(gold, table, coins):
    first = [table[token] for token in ["BOS", *gold]]
    read = ["BOS", *(o if c else g for g, o, c in zip(gold, first, coins[1:], strict=False))]
    return read, [table[r] for r in read]
