"""Attention on one page: 1_seq2seq.py, and what is new is marked. It needs PyTorch and nothing else.

    python 2_attention.py

Shapes: B sentences in a batch, S source tokens, T target tokens, E embedding, H hidden, V vocabulary.
"""

import random

import torch
from torch import nn
from torch.nn.functional import cross_entropy

PAD, BOS, EOS = 0, 1, 2


class Attention(nn.Module):  # new, the whole class
    """Each query takes a weighted mean of the source's states. Padding gets no weight."""

    def forward(self, query, states, real):  # (B, k, H), (B, S, H), (B, S)
        scores = query @ states.transpose(1, 2)  # (B, k, S): one dot product a pair
        scores = scores.masked_fill(~real[:, None], float("-inf"))
        weights = scores.softmax(-1)  # (B, k, S): each row sums to 1
        return weights @ states, weights  # (B, k, H), (B, k, S)


class Encoder(nn.Module):
    """Reads the source. What it leaves is every state, which of them are real, and the last real one."""

    def __init__(self, vocabulary, embedding, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding, padding_idx=PAD)
        self.rnn = nn.GRU(embedding, hidden, batch_first=True)

    def forward(self, source, lengths):  # (B, S), (B,)
        states, _ = self.rnn(self.embedding(source))  # (B, S, H)
        rows = torch.arange(len(source))  # (B,)
        real = source != PAD  # (B, S)  # new
        return states, real, states[rows, lengths - 1]  # (B, S, H), (B, S), (B, H)  # new


class Decoder(nn.Module):
    """Reads k target tokens, one or many, and looks back at the source after each of them."""

    def __init__(self, vocabulary, embedding, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding, padding_idx=PAD)
        self.rnn = nn.GRU(embedding, hidden, batch_first=True)
        self.attention = Attention()  # new
        self.combine = nn.Linear(2 * hidden, hidden, bias=False)  # new

    def forward(self, tokens, state, states, real):  # (B, k), (B, H), (B, S, H), (B, S)  # new
        x = self.embedding(tokens)  # (B, k, E)
        hidden, last = self.rnn(x, state[None])  # (B, k, H), (1, B, H)
        context, weights = self.attention(hidden, states, real)  # (B, k, H), (B, k, S)  # new
        mixed = self.combine(torch.cat([context, hidden], -1)).tanh()  # (B, k, H)  # new
        return mixed, last[0], weights  # (B, k, H), (B, H), (B, k, S)  # new


class Seq2Seq(nn.Module):
    """Encoder and decoder behind four verbs: encode, start, advance, project. And where it looked."""

    def __init__(self, sources, targets, embedding=32, hidden=96):
        super().__init__()
        self.encoder = Encoder(sources, embedding, hidden)
        self.decoder = Decoder(targets, embedding, hidden)
        self.output = nn.Linear(hidden, targets)

    def encode(self, source, lengths):
        return self.encoder(source, lengths)  # memory: states, which are real, the last  # new

    def start(self, memory):
        return memory[2]  # the last state is the decoder's first  # new

    def advance(self, tokens, state, memory):
        return self.decoder(tokens, state, memory[0], memory[1])[:2]  # new

    def project(self, hidden):
        return self.output(hidden)  # (..., V) logits

    def alignment(self, tokens, memory):  # new
        return self.decoder(tokens, self.start(memory), memory[0], memory[1])[2]  # (B, T, S)  # new


# Data: number words and digits. Every line is drawn anew, and none of the held-out lines is trained on.

NUMBERS = 3  # in a line  # new
RESERVED = ["<pad>", "<bos>", "<eos>", "<unk>"]
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SMALL = """one two three four five six seven eight nine ten
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen""".split()
SOURCE = [*RESERVED, ",", "and", "hundred", "thousand", *SMALL, *TENS]  # a token's id is its place
TARGET = [*RESERVED, ",", *"0123456789"]


def words(n):
    """305 -> ["three", "hundred", "and", "five"]; 0 has no words."""
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if n >= size:
            link = ["and"] if 0 < n % size < 100 else []
            return [*words(n // size), name, *link, *words(n % size)]
    if n >= 20:
        return [TENS[n // 10 - 2], *words(n % 10)]
    return SMALL[n - 1 : n]


def draw(chance):
    """A line: NUMBERS numbers from 1 to 999,999, short ones more often than they would come by chance."""
    return tuple(chance.randrange(1, 10 ** chance.randint(3, 6)) for _ in range(NUMBERS))


chance = random.Random("held out")
HELD_OUT = list(dict.fromkeys(draw(chance) for _ in range(450)))[:400]  # distinct lines


def pad(rows):
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD)


def batch(lines):
    """Lines of numbers -> source (B, S), its lengths (B,), target (B, T + 1) with BOS and EOS."""
    sources = [
        [*map(SOURCE.index, " , ".join(" ".join(words(n)) for n in line).split()), EOS] for line in lines
    ]
    targets = [[BOS, *map(TARGET.index, ",".join(str(n) for n in line)), EOS] for line in lines]
    return pad(sources), torch.tensor([len(row) for row in sources]), pad(targets)


# Training, decoding, and the score.


def loss_of(model, source, lengths, target):
    """Mean cross-entropy in nats for each real target token, the right tokens given."""
    inputs, gold = target[:, :-1], target[:, 1:]  # (B, T) each
    memory = model.encode(source, lengths)
    hidden, _ = model.advance(inputs, model.start(memory), memory)  # (B, T, H)
    real = gold != PAD  # (B, T)
    return cross_entropy(model.project(hidden[real]), gold[real])


def train(model, steps, rate=5e-3, seed=0):
    """One loss a step, so that a loop can watch it, and stop."""
    chance = random.Random(seed)
    optimizer = torch.optim.Adam(model.parameters())
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = rate * min(1, 3 - 3 * step / steps)  # it falls over the last third
        lines = [line for line in (draw(chance) for _ in range(32)) if line not in HELD_OUT]
        loss = loss_of(model, *batch(lines))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item()


@torch.no_grad()
def greedy(model, source, lengths, limit=40):
    """The likeliest token at each step -> a list of ids a row, without BOS and EOS."""
    memory = model.encode(source, lengths)
    state = model.start(memory)
    tokens = torch.full((len(source), 1), BOS)  # (B, 1)
    said = []
    for _ in range(limit):
        hidden, state = model.advance(tokens, state, memory)  # (B, 1, H)
        tokens = model.project(hidden).argmax(-1)  # (B, 1)
        said.append(tokens)
    rows = torch.cat(said, 1).tolist()
    return [row[: row.index(EOS)] if EOS in row else row for row in rows]


def score(model):
    """The share of the held-out lines that come out right to the last digit."""
    source, lengths, target = batch(HELD_OUT)
    gold = [row[1 : row.index(EOS)] for row in target.tolist()]
    said = greedy(model, source, lengths)
    return sum(one == other for one, other in zip(said, gold, strict=True)) / len(gold)


if __name__ == "__main__":
    torch.manual_seed(0)
    model = Seq2Seq(len(SOURCE), len(TARGET))
    for step, loss in enumerate(train(model, 1500), 1):
        if step % 150 == 0:
            print(f"step {step:4}   loss {loss:.3f}")
    print(f"right: {score(model):.3f} of {len(HELD_OUT)} held-out lines")
