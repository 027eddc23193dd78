"""The Transformer on one page. Data, training and greedy are those of 2_attention.py. It needs only PyTorch.

    python 3_transformer.py

Shapes: B sentences in a batch, S source tokens, T target tokens, H hidden, h heads, V vocabulary.
"""

import random

import torch
from torch import nn
from torch.nn.functional import cross_entropy

PAD, BOS, EOS = 0, 1, 2


class MultiHeadAttention(nn.Module):
    """Several small attentions side by side. Each has a slice of the H numbers to itself."""

    def __init__(self, hidden, heads=4):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(hidden, hidden) for _ in range(4))

    def split(self, x):
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, S, H) -> (B, h, S, H / h)

    def forward(self, x, states, allowed):  # (B, T, H) asks, (B, S, H) answers, (B, T, S) or less
        query = self.split(self.query(x))  # (B, h, T, H / h)
        key = self.split(self.key(states))  # (B, h, S, H / h)
        value = self.split(self.value(states))
        scores = query @ key.transpose(-1, -2) / query.size(-1) ** 0.5  # (B, h, T, S)
        weights = scores.masked_fill(~allowed[:, None], float("-inf")).softmax(-1)  # (B, h, T, S)
        return self.out((weights @ value).transpose(1, 2).flatten(2)), weights  # (B, T, H)


def feed_forward(hidden):
    """A small network that works on each token alone."""
    return nn.Sequential(nn.Linear(hidden, 4 * hidden), nn.ReLU(), nn.Linear(4 * hidden, hidden))


class EncoderLayer(nn.Module):
    """Tokens look at each other, then each thinks alone. Both times the layer only adds to x."""

    def __init__(self, hidden):
        super().__init__()
        self.attention = MultiHeadAttention(hidden)
        self.feed_forward = feed_forward(hidden)
        self.norms = nn.ModuleList(nn.LayerNorm(hidden) for _ in range(2))

    def forward(self, x, real):  # (B, S, H), (B, S)
        ready = self.norms[0](x)
        x = x + self.attention(ready, ready, real[:, None])[0]
        return x + self.feed_forward(self.norms[1](x))  # (B, S, H)


class DecoderLayer(nn.Module):
    """Tokens look at those before them, then at the source, then each thinks alone."""

    def __init__(self, hidden):
        super().__init__()
        self.attention = MultiHeadAttention(hidden)
        self.cross = MultiHeadAttention(hidden)
        self.feed_forward = feed_forward(hidden)
        self.norms = nn.ModuleList(nn.LayerNorm(hidden) for _ in range(3))

    def forward(self, x, states, real):  # (B, T, H), (B, S, H), (B, S)
        past = torch.ones(x.size(1), x.size(1)).tril() > 0  # (T, T): row t is allowed columns 0 to t
        ready = self.norms[0](x)
        x = x + self.attention(ready, ready, past[None])[0]
        x = x + self.cross(self.norms[1](x), states, real[:, None])[0]
        return x + self.feed_forward(self.norms[2](x))  # (B, T, H)


class Embedding(nn.Module):
    """Which token, plus at which place: a learned vector, plus waves from fast to slow."""

    def __init__(self, vocabulary, hidden):
        super().__init__()
        self.table = nn.Embedding(vocabulary, hidden, padding_idx=PAD)

    def forward(self, tokens):  # (B, S)
        x = self.table(tokens)  # (B, S, H)
        rates = 10_000 ** (-torch.arange(0, x.size(2), 2) / x.size(2))  # (H / 2,) radians a place
        angles = torch.arange(x.size(1))[:, None] * rates  # (S, H / 2)
        return x + torch.stack([angles.sin(), angles.cos()], -1).flatten(1)  # (B, S, H)


class Encoder(nn.Module):
    """Reads the source. What it leaves is a state for each token, and which of them are real."""

    def __init__(self, vocabulary, hidden, layers):
        super().__init__()
        self.embedding = Embedding(vocabulary, hidden)
        self.layers = nn.ModuleList(EncoderLayer(hidden) for _ in range(layers))
        self.norm = nn.LayerNorm(hidden)

    def forward(self, source):  # (B, S)
        x, real = self.embedding(source), source != PAD  # (B, S, H), (B, S)
        for layer in self.layers:
            x = layer(x, real)
        return self.norm(x), real


class Decoder(nn.Module):
    """Reads all target tokens so far. After each of them it knows what it would say next."""

    def __init__(self, vocabulary, hidden, layers):
        super().__init__()
        self.embedding = Embedding(vocabulary, hidden)
        self.layers = nn.ModuleList(DecoderLayer(hidden) for _ in range(layers))
        self.norm = nn.LayerNorm(hidden)

    def forward(self, tokens, states, real):  # (B, T), (B, S, H), (B, S)
        x = self.embedding(tokens)  # (B, T, H)
        for layer in self.layers:
            x = layer(x, states, real)
        return self.norm(x)  # (B, T, H)


class Seq2Seq(nn.Module):
    """Encoder and decoder behind four verbs: encode, start, advance, project."""

    def __init__(self, sources, targets, hidden=64, layers=2):
        super().__init__()
        self.encoder = Encoder(sources, hidden, layers)
        self.decoder = Decoder(targets, hidden, layers)
        self.output = nn.Linear(hidden, targets)

    def encode(self, source, lengths):
        return self.encoder(source)  # memory: states, and which are real

    def start(self, memory):
        return torch.empty(len(memory[0]), 0, dtype=torch.long)  # (B, 0): no token so far

    def advance(self, tokens, state, memory):
        read = torch.cat([state, tokens], 1)  # (B, t + k): the state is what was read so far
        return self.decoder(read, *memory)[:, state.size(1) :], read  # (B, k, H), (B, t + k)

    def project(self, hidden):
        return self.output(hidden)  # (..., V) logits


# Data: number words and digits. Every line is drawn anew, and none of the held-out lines is trained on.

NUMBERS = 3  # in a line
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
    torch.set_num_threads(1)  # so small a model gains nothing from more
    torch.manual_seed(0)
    model = Seq2Seq(len(SOURCE), len(TARGET))
    for step, loss in enumerate(train(model, 1000, rate=3e-3), 1):
        if step % 100 == 0:
            print(f"step {step:4}   loss {loss:.3f}")
    print(f"right: {score(model):.3f} of {len(HELD_OUT)} held-out lines")
