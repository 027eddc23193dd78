"""Learners of chapter 03."""

import math
import random

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.nn.functional import cross_entropy

from course_lib.chapters.ch03_decoder import exercises as ch03
from course_lib.kit.from_scratch import page

from . import right, wrong

PAGE = page("1_seq2seq")


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


@wrong(ch03.masked_loss, "rounds to 0, and ln 0 is infinite", "会舍入成 0")
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


@wrong(
    ch03.masked_loss, "Expected type Tensor, you returned list", "应为张量（Tensor），你返回的是列表（list）"
)
def a_list_of_losses(logits, gold):
    return [cross_entropy(logits[i], gold[i], ignore_index=0).item() for i in range(len(gold))]


@right(ch03.greedy)
def greedy_in_a_tensor(model, source, lengths, limit=40):
    tokens, rows = torch.ones(len(source), 1, dtype=torch.long), torch.zeros(len(source), 0).long()
    memory = model.encode(source, lengths)
    state = model.start(memory)
    while rows.size(1) < limit and not (rows == 2).any(1).all():
        hidden, state = model.advance(tokens, state, memory)
        tokens = torch.softmax(model.project(hidden), -1).max(-1).indices
        rows = torch.cat([rows, tokens], 1)
    return tuple(row[: [*row.tolist(), 2].index(2)] for row in rows)


@wrong(ch03.greedy, "All sentences stop as soon as one", "所有句子就都停了")
def stopped_together(model, source, lengths, limit=40):
    rows, tokens = [[] for _ in source], torch.ones(len(source), 1).long()
    memory = model.encode(source, lengths)
    state = model.start(memory)
    for _ in range(limit):
        hidden, state = model.advance(tokens, state, memory)
        tokens = model.project(hidden).argmax(-1)
        if (tokens == 2).any():
            break
        for row, token in zip(rows, tokens[:, 0].tolist(), strict=True):
            row.append(token)
    return rows


@wrong(ch03.greedy, "EOS is in the lists", "列表里有 EOS")
def stopped_after_the_end(model, source, lengths, limit=40):
    rows = []
    for i in range(len(source)):
        memory = model.encode(source[i : i + 1], lengths[i : i + 1])
        token, row, state = torch.tensor([[1]]), [], model.start(memory)
        for _ in range(limit):
            hidden, state = model.advance(token, state, memory)
            token = model.project(hidden).argmax(-1)
            row.append(token.item())
            if row[-1] == 2:
                break
        rows.append(row)
    return rows


@right(ch03.Encoder)
class EncoderByGather(ch03.Encoder.solve):
    def forward(self, source, lengths):
        states, _ = self.rnn(self.embedding(source))
        last = (lengths - 1)[:, None, None].expand(-1, 1, states.size(2))
        return states.gather(1, last).squeeze(1)


@right(ch03.Encoder)
class EncoderThatPacks(ch03.Encoder.solve):
    def forward(self, source, lengths):
        x = self.embedding(source)
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        return self.rnn(packed)[1][0]


@wrong(ch03.Encoder, "The padding bug of chapter 02", "第 02 章的填充错误")
class EncoderOfTheLastState(ch03.Encoder.solve):
    def forward(self, source, lengths):
        _, last = self.rnn(self.embedding(source))
        return last[0]


@right(ch03.Decoder)
class DecoderByCells(ch03.Decoder.solve):
    def forward(self, tokens, state):
        steps = []
        for x in self.embedding(tokens).unbind(1):
            state = torch.gru_cell(x, state, *self.rnn.parameters())
            steps.append(state)
        return torch.stack(steps, 1), state


@wrong(ch03.Decoder, "The state is not used", "没有用上 `state`")
class DecoderWithoutContext(ch03.Decoder.solve):
    def forward(self, tokens, state):
        hidden, last = self.rnn(self.embedding(tokens))
        return hidden, last[0]


@right(ch03.loss_of)
def loss_by_ignore_index(model, source, lengths, target):
    memory = model.encode(source, lengths)
    hidden, _ = model.advance(target[:, :-1], model.start(memory), memory)
    logits = model.project(hidden).flatten(0, 1)
    return cross_entropy(logits, target[:, 1:].flatten(), ignore_index=0)


@wrong(ch03.loss_of, "flatten", "展平")
def loss_without_flattening(model, source, lengths, target):
    memory = model.encode(source, lengths)
    hidden, _ = model.advance(target[:, :-1], model.start(memory), memory)
    return cross_entropy(model.project(hidden), target[:, 1:], ignore_index=0)


@right(ch03.train)
def trained_in_another_order(model, steps, rate=5e-3, seed=0):
    chance = random.Random(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = rate * min(1, 3 - 3 * step / steps)
        drawn = [PAGE.draw(chance) for _ in range(32)]
        loss = PAGE.loss_of(model, *PAGE.batch([line for line in drawn if line not in PAGE.HELD_OUT]))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        yield float(loss.detach())


@wrong(ch03.train, "The weights never change", "权重从没变过")
def trained_and_cleared_too_late(model, steps, rate=5e-3, seed=0):
    chance = random.Random(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    for _ in range(steps):
        drawn = [PAGE.draw(chance) for _ in range(32)]
        loss = PAGE.loss_of(model, *PAGE.batch([line for line in drawn if line not in PAGE.HELD_OUT]))
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        yield loss.item()


@right(ch03.token_accuracy)
def accuracy_by_counting(logits, gold):
    rows = zip(logits.argmax(-1).flatten().tolist(), gold.flatten().tolist(), strict=True)
    pairs = [(said, wanted) for said, wanted in rows if wanted]
    return sum(said == wanted for said, wanted in pairs) / len(pairs)


@right(ch03.token_accuracy)
def accuracy_with_an_impossible_gold(logits, gold):
    real = (gold > 0).sum()
    return torch.true_divide((logits.argmax(-1) == gold.masked_fill(gold == 0, -1)).sum(), real).item()


@wrong(ch03.token_accuracy, "Print `right` for a short sentence", "把 `right` 打印出来")
def accuracy_of_all_places(logits, gold):
    return (torch.softmax(logits, -1).argmax(-1) == gold).double().mean().item()


@wrong(ch03.token_accuracy, "Padding is out of the sum", "填充不在总和里")
def accuracy_divided_by_all(logits, gold):
    right = (logits.argmax(-1) == gold) * (gold != 0)
    return right.sum().item() / gold.numel()


@right(ch03.greedy)
def greedy_row_by_row(model, source, lengths, limit=40):
    rows = []
    for one, length in zip(source, lengths, strict=True):
        memory = model.encode(one[None, :length], length[None])
        token, row, state = 1, [], model.start(memory)
        while len(row) < limit:
            hidden, state = model.advance(torch.tensor([[token]]), state, memory)
            token = int(model.project(hidden)[0, 0].argmax())
            if token == 2:
                break
            row.append(token)
        rows.append(row)
    return rows


@wrong(ch03.Encoder, "the last token, EOS, is left out", "漏掉了最后一个词元")
class EncoderOneTooEarly(ch03.Encoder.solve):
    def forward(self, source, lengths):
        states, _ = self.rnn(self.embedding(source))
        return torch.stack([row[n - 2] for row, n in zip(states, lengths, strict=True)])


@right(ch03.Decoder)
class DecoderThatSlices(ch03.Decoder.solve):
    def forward(self, tokens, state):
        hidden, _ = self.rnn(self.embedding(tokens), state.unsqueeze(0).contiguous())
        return hidden, hidden[:, -1]


@wrong(ch03.Decoder, "The last state has an axis too many", "最后的状态多了一维")
class DecoderOfTorchsState(ch03.Decoder.solve):
    def forward(self, tokens, state):
        out, h = self.rnn(self.embedding(tokens), state.unsqueeze(0))
        return out, h


@right(ch03.loss_of)
def loss_in_the_second_axis(model, source, lengths, target):
    memory = model.encode(source, lengths)
    hidden, _ = model.advance(target[:, :-1], model.start(memory), memory)
    losses = cross_entropy(model.project(hidden).mT, target[:, 1:], reduction="none")
    real = (target[:, 1:] != 0).float()
    return (losses * real).sum() / real.sum()


@wrong(ch03.loss_of, "The answer leaks", "答案漏了")
def loss_that_shows_the_answer(model, source, lengths, target):
    gold, memory = target[:, 1:], model.encode(source, lengths)
    hidden, _ = model.advance(gold, model.start(memory), memory)
    return cross_entropy(model.project(hidden).flatten(0, 1), gold.flatten(), ignore_index=0)


@right(ch03.train)
def trained_by_clearing_the_model(model, steps, rate=5e-3, seed=0):
    chance, optimizer = random.Random(seed), torch.optim.Adam(model.parameters(), rate)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, 3 * (1 - step / steps))
        model.zero_grad()
        drawn = [PAGE.draw(chance) for _ in range(32)]
        loss = PAGE.loss_of(model, *PAGE.batch([line for line in drawn if line not in PAGE.HELD_OUT]))
        loss.backward()
        optimizer.step()
        yield loss.item()


@wrong(ch03.train, "The old gradients are never cleared", "旧的梯度从没清掉")
def trained_on_all_gradients(model, steps, rate=5e-3, seed=0):
    chance, optimizer = random.Random(seed), torch.optim.Adam(model.parameters(), rate)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = rate * min(1, 3 - 3 * step / steps)
        drawn = [PAGE.draw(chance) for _ in range(32)]
        loss = PAGE.loss_of(model, *PAGE.batch([line for line in drawn if line not in PAGE.HELD_OUT]))
        loss.backward()
        optimizer.step()
        yield loss.item()


@right(ch03.answer_all)
def answers_that_copy_the_state(step, contexts, limit):
    answers = []
    for i in range(len(contexts)):
        state, token, said = contexts[i].clone(), 1, []
        while token != 2 and len(said) < limit:
            logits, state = step(token, state)
            token = int(torch.argmax(logits))
            if token != 2:
                said.append(token)
        answers.append(said)
    return answers


@wrong(ch03.answer_all, "Print what the second sentence says", "把第二句说的和该说的")
def answers_of_one_state(step, contexts, limit):
    answers, state = [], contexts[0]
    for _ in contexts:
        token, said = 1, []
        for _ in range(limit):
            logits, state = step(token, state)
            token = logits.argmax().item()
            if token == 2:
                break
            said += [token]
        answers += [said]
    return answers


@wrong(ch03.answer_all, "every step begins anew with the context", "每一步都重新从上下文向量开始")
def answers_that_begin_anew(step, contexts, limit):
    answers = []
    for context in contexts:
        token, said = 1, []
        while len(said) < limit:
            logits, _ = step(token, context)
            token = int(logits.argmax())
            if token == 2:
                break
            said.append(token)
        answers.append(said)
    return answers


@right(ch03.answer_all)
def answers_by_a_helper(step, contexts, limit):
    def answer(state):
        token, said = 1, []
        for _ in range(limit):
            logits, state = step(token, state)
            token = logits.argmax().item()
            said.append(token)
        return said[: said.index(2)] if 2 in said else said

    return [answer(context) for context in contexts]


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
