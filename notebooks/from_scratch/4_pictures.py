"""A Vision Transformer that describes pictures, on one page: 3_transformer.py, but for what is marked new.

    python 4_pictures.py

Shapes: B pictures in a batch, S patches of a picture, T target tokens, H hidden, h heads, V vocabulary.
"""

import random

import torch
from torch import nn
from torch.nn.functional import cross_entropy

PAD, BOS, EOS = 0, 1, 2
SIDE, PATCH, RADIUS = 24, 4, 5  # in pixels: a picture, a patch, half of a thing  # new


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


class Patches(nn.Module):  # new
    """Squares of a picture in a row. A matrix makes H numbers of each; a learned vector says its place."""

    def __init__(self, hidden):
        super().__init__()
        self.linear = nn.Linear(3 * PATCH**2, hidden)
        self.places = nn.Parameter(torch.randn((SIDE // PATCH) ** 2, hidden) * 0.02)

    def forward(self, pictures):  # (B, 3, SIDE, SIDE)
        rows = pictures.unflatten(3, (-1, PATCH)).unflatten(2, (-1, PATCH))  # (B, 3, down, P, across, P)
        squares = rows.permute(0, 2, 4, 1, 3, 5).flatten(3).flatten(1, 2)  # (B, S, 3 * P * P)
        return self.linear(squares) + self.places  # (B, S, H)


class Encoder(nn.Module):
    """Reads the picture. What it leaves is a state for each patch; all of them are real."""

    def __init__(self, hidden, layers):  # new
        super().__init__()
        self.embedding = Patches(hidden)  # new
        self.layers = nn.ModuleList(EncoderLayer(hidden) for _ in range(layers))
        self.norm = nn.LayerNorm(hidden)

    def forward(self, pictures):  # (B, 3, SIDE, SIDE)  # new
        x = self.embedding(pictures)  # (B, S, H)  # new
        real = torch.ones(x.shape[:2], dtype=torch.bool)  # (B, S): no patch is padding  # new
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

    def __init__(self, targets, hidden=64, layers=2):  # new
        super().__init__()
        self.encoder = Encoder(hidden, layers)  # new
        self.decoder = Decoder(targets, hidden, layers)
        self.output = nn.Linear(hidden, targets)

    def encode(self, pictures, lengths):  # new
        return self.encoder(pictures)  # memory: states, and which are real  # new

    def start(self, memory):
        return torch.empty(len(memory[0]), 0, dtype=torch.long)  # (B, 0): no token so far

    def advance(self, tokens, state, memory):
        read = torch.cat([state, tokens], 1)  # (B, t + k): the state is what was read so far
        return self.decoder(read, *memory)[:, state.size(1) :], read  # (B, k, H), (B, t + k)

    def project(self, hidden):
        return self.output(hidden)  # (..., V) logits


# Data: two coloured shapes and a sentence on them. Every scene is drawn anew.

LANGUAGE = "en"  # or "zh"
RESERVED = ["<pad>", "<bos>", "<eos>", "<unk>"]
COLOURS = {
    "red": (1, 0, 0),
    "green": (0, 0.8, 0),
    "blue": (0.1, 0.2, 1),
    "yellow": (1, 1, 0),
    "purple": (0.7, 0, 0.9),
    "white": (1, 1, 1),
}
SHAPES = ["circle", "square", "triangle"]
ENGLISH = [*COLOURS, *SHAPES, "left of", "above"]
CHINESE = "红色 绿色 蓝色 黄色 紫色 白色 圆形 方形 三角形 左边 上面".split()
TARGET = [*RESERVED, "a", *ENGLISH, "在", *CHINESE]  # a token's id is its place
NEVER = {("red", "circle"), ("blue", "triangle"), ("yellow", "square")}  # in no picture that it learns from
SEEN = [(colour, shape) for colour in COLOURS for shape in SHAPES if (colour, shape) not in NEVER]


def draw(chance, pairs=SEEN):
    """A scene: two things, each (colour, shape, x, y) with its middle there; the left or upper one first."""
    across = down = 0
    while max(across, down) <= max(2 * RADIUS, 1.5 * min(across, down)):  # until it is clear how they stand
        x, y, right, low = (chance.randrange(RADIUS, SIDE - RADIUS) for _ in range(4))
        across, down = abs(right - x), abs(low - y)
    things = (*chance.choice(pairs), x, y), (*chance.choice(pairs), right, low)
    return tuple(sorted(things, key=lambda thing: thing[2 if across > down else 3]))


def caption(scene):
    """The words that are to be written."""
    (colour, shape, x, y), (other, form, right, low) = scene
    where = "left of" if right - x > low - y else "above"
    if LANGUAGE == "zh":
        chinese = dict(zip(ENGLISH, CHINESE, strict=True))
        return [chinese[colour], chinese[shape], "在", chinese[other], chinese[form], chinese[where]]
    return ["a", colour, shape, where, "a", other, form]


def render(scenes):
    """Scenes -> pictures (B, 3, SIDE, SIDE), black where nothing is."""
    pictures = torch.zeros(len(scenes), 3, SIDE, SIDE)
    rows, columns = torch.arange(SIDE)[:, None], torch.arange(SIDE)
    for picture, scene in zip(pictures, scenes, strict=True):
        for colour, shape, x, y in scene:
            across, down = (columns - x).abs(), rows - y
            inside = {
                "circle": across**2 + down**2 <= RADIUS * (RADIUS + 1),
                "square": torch.maximum(across, down.abs()) <= RADIUS,
                "triangle": (2 * across <= down + RADIUS) & (down <= RADIUS),
            }[shape]
            picture[:, inside] = torch.tensor(COLOURS[colour])[:, None].float()
    return pictures


chance = random.Random("held out")
HELD_OUT = list(dict.fromkeys(draw(chance) for _ in range(400)))  # distinct scenes


def pad(rows):
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD)


def batch(scenes):
    """Scenes -> pictures (B, 3, SIDE, SIDE), their numbers of patches (B,), target (B, T + 1)."""
    targets = [[BOS, *map(TARGET.index, caption(scene)), EOS] for scene in scenes]
    return render(scenes), torch.full((len(scenes),), (SIDE // PATCH) ** 2), pad(targets)


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
    """The share of the held-out pictures whose caption comes out right to the last word."""
    pictures, lengths, target = batch(HELD_OUT)
    gold = [row[1 : row.index(EOS)] for row in target.tolist()]
    said = greedy(model, pictures, lengths, 10)
    return sum(one == other for one, other in zip(said, gold, strict=True)) / len(gold)


if __name__ == "__main__":
    torch.set_num_threads(1)  # so small a model gains nothing from more
    torch.manual_seed(0)
    model = Seq2Seq(len(TARGET))
    for step, loss in enumerate(train(model, 800, rate=2e-3), 1):
        if step % 100 == 0:
            print(f"step {step:4}   loss {loss:.3f}")
    print(f"right: {score(model):.3f} of {len(HELD_OUT)} held-out pictures")
