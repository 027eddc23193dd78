"""Learners of chapter 08."""

import math

import numpy as np
import torch
from torch.nn import functional

from course_lib.chapters.ch08_transformer import exercises as ch08

from . import right, wrong


@right(ch08.MultiHeadAttention)
class HeadsByChunks(ch08.MultiHeadAttention.solve):
    def split(self, x):
        return torch.stack(x.chunk(self.heads, dim=-1), 1)

    def forward(self, x, states, allowed):
        q, k, v = self.split(self.query(x)), self.split(self.key(states)), self.split(self.value(states))
        scores = torch.einsum("bhtd,bhsd->bhts", q, k) / math.sqrt(q.shape[-1])
        weights = torch.where(allowed.unsqueeze(1), scores, torch.tensor(-torch.inf)).softmax(3)
        return self.out(torch.cat([*(weights @ v).unbind(1)], -1)), weights


@right(ch08.MultiHeadAttention)
class HeadsByReshape(ch08.MultiHeadAttention.solve):
    def split(self, x):
        B, S, H = x.shape
        return x.view(B, S, self.heads, H // self.heads).permute(0, 2, 1, 3)

    def forward(self, x, states, allowed):
        q, k, v = self.split(self.query(x)), self.split(self.key(states)), self.split(self.value(states))
        weights = functional.softmax(q @ k.mT * q.size(3) ** -0.5 - 1e9 * ~allowed[:, None], 3)
        return [self.out((weights @ v).transpose(1, 2).reshape(x.shape)), weights]


@wrong(ch08.MultiHeadAttention, "The shape is right, the numbers are not", "形状对，数不对")
class HeadsByView(HeadsByReshape):
    def split(self, x):
        return x.view(len(x), self.heads, x.size(1), -1)


@wrong(ch08.MultiHeadAttention, "You divide by √H", "你除以了 √H")
class HeadsOverTheWholeRoot(HeadsByReshape):
    def forward(self, x, states, allowed):
        q, k, v = self.split(self.query(x)), self.split(self.key(states)), self.split(self.value(states))
        weights = (q @ k.mT / x.size(2) ** 0.5).masked_fill(~allowed[:, None], -torch.inf).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).flatten(2)), weights


@right(ch08.EncoderLayer)
class EncoderLayerInTwoBranches(ch08.EncoderLayer.solve):
    def forward(self, x, real):
        first, second = self.norms
        y = first(x)
        found, _ = self.attention(y, y, real.unsqueeze(1))
        x = found + x
        return self.feed_forward(second(x)) + x


@wrong(ch08.EncoderLayer, "This is Post-LN", "这是后置（Post-LN）")
class EncoderLayerOfThePaper(ch08.EncoderLayer.solve):
    def forward(self, x, real):
        x = self.norms[0](x + self.attention(x, x, real[:, None])[0])
        return self.norms[1](x + self.feed_forward(x))


@right(ch08.EncoderLayer)
class EncoderLayerInPlace(ch08.EncoderLayer.solve):
    def forward(self, x, real):
        y = self.norms[0](x)
        out, _ = self.attention(x=y, states=y, allowed=real[:, None, :].expand(-1, x.size(1), -1))
        x = x + out
        y = self.norms[1](x)
        return x.add(self.feed_forward(y))


@wrong(ch08.EncoderLayer, "The residual sum is missing around attention", "注意力外面没有残差连接")
class EncoderLayerWithoutTheRoad(ch08.EncoderLayer.solve):
    def forward(self, x, real):
        y = self.norms[0](x)
        x, _ = self.attention(y, y, real[:, None])
        return x + self.feed_forward(self.norms[1](x))


@right(ch08.DecoderLayer)
class DecoderLayerWithAMaskOfPlaces(ch08.DecoderLayer.solve):
    def forward(self, x, states, real):
        t = torch.arange(x.size(1))
        ready = self.norms[0](x)
        x = x + self.attention(ready, ready, (t[None] <= t[:, None])[None])[0]
        found, _ = self.cross(self.norms[1](x), states, real.unsqueeze(1))
        x = x + found
        return x + self.feed_forward(self.norms[2](x))


@wrong(ch08.DecoderLayer, "The causal mask is off by one", "因果掩码差了一格")
class DecoderLayerThatPeeps(ch08.DecoderLayer.solve):
    def forward(self, x, states, real):
        ready, T = self.norms[0](x), x.size(1)
        x = x + self.attention(ready, ready, ~torch.ones(1, T, T, dtype=torch.bool).triu(2))[0]
        x = x + self.cross(self.norms[1](x), states, real.unsqueeze(1))[0]
        return x + self.feed_forward(self.norms[2](x))


@right(ch08.DecoderLayer)
class DecoderLayerStepByStep(ch08.DecoderLayer.solve):
    def forward(self, x, states, real):
        T = x.size(1)
        past = torch.tensor([[s <= t for s in range(T)] for t in range(T)])
        for norm, look in zip(self.norms[:2], (self.attention, self.cross), strict=True):
            y = norm(x)
            own = look is self.attention
            x = x + look(y, y if own else states, past[None] if own else real[:, None])[0]
        return x + self.feed_forward(self.norms[2](x))


@wrong(ch08.DecoderLayer, "Padding of the source is not hidden", "源序列的填充没有遮住")
class DecoderLayerThatReadsPadding(ch08.DecoderLayer.solve):
    def forward(self, x, states, real):
        ready, T = self.norms[0](x), x.size(1)
        x = x + self.attention(ready, ready, torch.ones(1, T, T).tril() > 0)[0]
        x = x + self.cross(self.norms[1](x), states, torch.ones(1, 1, states.size(1)) > 0)[0]
        return x + self.feed_forward(self.norms[2](x))


@right(ch08.Embedding)
class EmbeddingByExponentials(ch08.Embedding.solve):
    def forward(self, tokens):
        x = self.table(tokens)
        H = x.size(-1)
        rates = torch.exp(torch.arange(0, H, 2) * (-math.log(10000.0) / H))
        made = torch.zeros(x.shape[1:])
        made[:, 0::2] = torch.sin(torch.arange(x.size(1)).unsqueeze(1) * rates)
        made[:, 1::2] = torch.cos(torch.arange(x.size(1)).unsqueeze(1) * rates)
        return x + made


@right(ch08.Embedding)
class EmbeddingInLoops(ch08.Embedding.solve):
    def forward(self, tokens):
        x = self.table(tokens)
        made = np.zeros(x.shape[1:])
        for t in range(x.size(1)):
            for i in range(x.size(2) // 2):
                angle = t / 10000 ** (2 * i / x.size(2))
                made[t, 2 * i], made[t, 2 * i + 1] = math.sin(angle), math.cos(angle)
        return x + torch.tensor(made).float()


@wrong(ch08.Embedding, "stand in two halves", "分成了前后两半")
class EmbeddingInHalves(ch08.Embedding.solve):
    def forward(self, tokens):
        x = self.table(tokens)
        angles = torch.arange(x.size(1))[:, None] * 10_000 ** (-torch.arange(0, x.size(2), 2) / x.size(2))
        return x + torch.cat([angles.sin(), angles.cos()], 1)


@wrong(ch08.Embedding, "The hands get faster", "指针越来越快了")
class EmbeddingThatSpeedsUp(ch08.Embedding.solve):
    def forward(self, tokens):
        x = self.table(tokens)
        angles = torch.arange(x.size(1))[:, None] * 10_000 ** (torch.arange(0, x.size(2), 2) / x.size(2))
        return x + torch.stack((torch.sin(angles), torch.cos(angles)), 2).view(x.size(1), -1)


@right(ch08.Seq2Seq)
class VerbsWithNames(ch08.Seq2Seq.solve):
    def start(self, memory):
        states, _ = memory
        return states.new_zeros(states.size(0), 0, dtype=torch.long)

    def advance(self, tokens, state, memory):
        states, real = memory
        read = torch.hstack([state, tokens])
        return self.decoder(read, states, real)[:, -tokens.size(1) :], read


@wrong(ch08.Seq2Seq, "You hand on hidden for all t + k tokens", "你把全部 t + k 个词元的 hidden 都交出去了")
class VerbsThatHandOnAll(ch08.Seq2Seq.solve):
    def advance(self, tokens, state, memory):
        read = torch.cat([state, tokens], 1)
        return self.decoder(read, *memory), read


@right(ch08.Seq2Seq)
class VerbsWithAnEmptySlice(ch08.Seq2Seq.solve):
    def start(self, memory):
        return memory[1][:, :0].long()

    def advance(self, tokens, state, memory):
        k = tokens.shape[1]
        state = torch.cat((state, tokens), dim=-1)
        return [self.decoder(state, memory[0], memory[1])[:, -k:], state]


@wrong(ch08.Seq2Seq, "The decoder reads the new tokens alone", "解码器只读了新的词元")
class VerbsThatForget(ch08.Seq2Seq.solve):
    def advance(self, tokens, state, memory):
        return self.decoder(tokens, *memory), torch.cat([state, tokens], 1)


@right(ch08.look_left)
def looked_left_by_torch(query, key, value):
    return functional.scaled_dot_product_attention(query, key, value, is_causal=True)


@right(ch08.look_left)
def looked_left_by_exponents(query, key, value):
    scores = (query @ key.mT / math.sqrt(query.shape[-1])).exp().tril()
    return scores / scores.sum(-1, keepdim=True) @ value


@wrong(ch08.look_left, "The mask is gone", "掩码没了")
def looked_everywhere(query, key, value):
    return functional.scaled_dot_product_attention(query, key, value)


@wrong(ch08.look_left, "That is the other triangle", "这是另外那个三角")
def looked_right(query, key, value):
    return looked_left_by_torch(*(part.flip(1) for part in (query, key, value))).flip(1)


@right(ch08.cached_step)
def step_by_torch(x, keys, values, W_q, W_k, W_v):
    keys = torch.vstack([keys, x @ W_k])
    values = torch.vstack([values, x @ W_v])
    q, k, v = ((t if t.dim() > 1 else t[None])[None] for t in (x @ W_q, keys, values))
    return [functional.scaled_dot_product_attention(q, k, v)[0, 0], keys, values]


@right(ch08.cached_step)
def step_in_numpy(x, keys, values, W_q, W_k, W_v):
    x, keys, values, W_q, W_k, W_v = (a.numpy() for a in (x, keys, values, W_q, W_k, W_v))
    keys, values = np.vstack([keys, x @ W_k]), np.vstack([values, x @ W_v])
    e = np.exp(keys @ (x @ W_q) / math.sqrt(len(x)))
    return e / e.sum() @ values, keys, values


@wrong(ch08.cached_step, "The scores are not divided by √d", "分数没有除以 √d")
def step_unscaled(x, keys, values, W_q, W_k, W_v):
    keys, values = torch.vstack([keys, x @ W_k]), torch.vstack([values, x @ W_v])
    return torch.softmax(keys @ (x @ W_q), 0) @ values, keys, values


@wrong(ch08.cached_step, "equally many axes", "维数相同")
def step_without_an_axis(x, keys, values, W_q, W_k, W_v):
    keys, values = torch.cat([keys, x @ W_k]), torch.cat([values, x @ W_v])
    return torch.softmax(keys @ (x @ W_q) / len(x) ** 0.5, 0) @ values, keys, values


@wrong(ch08.cached_step, "At `[0][0]`", "在 `[0][0]` 处")
def step_with_transposed_matrices(x, keys, values, W_q, W_k, W_v):
    return ch08.cached_step.solve(x, keys, values, W_q.T, W_k.T, W_v.T)
