"""Vision Transformer: a picture is a sequence of patches (Dosovitskiy et al. 2021)."""

import torch
from torch import Tensor, nn

from course_lib.data.ranges import choice

from .dropout import Dropout
from .encoder import Memory
from .positions import Positions
from .seq2seq import EncoderDecoder, check_sizes, evaluating
from .transformer import EncoderStack, TransformerDecoder, begin

POOLINGS = ("class", "mean")


def patches(pictures: Tensor, size: int) -> Tensor:
    """Cut (B, H, W) into squares of size x size pixels -> (B, N, size * size), row by row, N = HW / size^2.

    ValueError when the squares do not fill the picture.
    """
    _, height, width = pictures.shape
    if size < 1 or height % size or width % size:
        raise ValueError(f"patches of {size} pixels do not fill {height} x {width} pixels")
    rows = pictures.unflatten(2, (-1, size)).unflatten(1, (-1, size))  # (B, H/P, P, W/P, P)
    return rows.transpose(2, 3).flatten(3).flatten(1, 2)


class VisionTransformer(nn.Module):
    """[class; x_1 E; ...; x_N E] + positions, through the encoder of the Transformer, to class logits.

    Pre-LN and GELU, as in the paper (equations 1 to 4).
    """

    def __init__(
        self,
        side: int = 8,
        patch: int = 4,
        classes: int = 10,
        hidden: int = 64,
        layers: int = 2,
        heads: int = 4,
        inner: int | None = None,
        dropout: float = 0.0,
        seed: int = 0,
        *,
        pooling: str = "class",
        positions: str = "learned",
    ):
        """Pictures of side x side pixels, cut into squares of `patch` pixels. What the head reads: "class", a
        learned token that stands before the patches, or "mean", the patches' mean. positions as in
        `Positions`. Initial weights depend on the arguments alone. ValueError for what does not fit.
        """
        super().__init__()
        choice("pooling", pooling, POOLINGS)
        inner = 4 * hidden if inner is None else inner
        sizes = {"side": side, "patch": patch, "classes": classes, "hidden": hidden, "layers": layers}
        check_sizes(dropout, seed, **sizes, heads=heads, inner=inner)
        if side % patch:
            raise ValueError(f"patches of {patch} pixels do not fill {side} x {side} pixels")
        self.patch, self.pooling = patch, pooling
        tokens = (side // patch) ** 2 + (pooling == "class")
        with torch.random.fork_rng(devices=[]):  # leaves the process's own random numbers untouched
            torch.default_generator.manual_seed(seed)
            self.embedding = nn.Linear(patch * patch, hidden)
            self.token = nn.Parameter(torch.randn(hidden) * 0.02) if pooling == "class" else None
            self.positions = Positions(positions, hidden, tokens)
            self.dropout = Dropout(dropout)
            self.stack = EncoderStack(hidden, layers, heads, inner, dropout, activation="gelu")
            self.head = nn.Linear(hidden, classes)
            begin(self)

    def forward(self, pictures: Tensor) -> Tensor:
        """pictures (B, H, W), 0 to 1 -> logits (B, classes)."""
        return self.read(patches(pictures, self.patch))

    def read(self, squares: Tensor, look: list[Tensor] | None = None) -> Tensor:
        """Patches (B, N, P * P), in any order -> logits (B, classes); weights of each layer go to `look`.

        Raises ValueError for no pictures.
        """
        if not len(squares):
            raise ValueError("there are no pictures to read")
        x = self.embedding(squares)  # (B, N, d)
        if self.token is not None:
            x = torch.cat([self.token.expand(len(x), 1, -1), x], 1)  # (B, 1 + N, d)
        x = self.stack(self.dropout(self.positions(x)), look=look)
        return self.head(x[:, 0] if self.token is not None else x.mean(1))

    @torch.no_grad()
    def look(self, pictures: Tensor) -> list[Tensor]:
        """Attention weights a layer, (B, h, M, M); the class token, where there is one, is place 0 of M."""
        weights: list[Tensor] = []
        with evaluating(self):
            self.read(patches(pictures, self.patch), weights)
        return weights


class PatchEncoder(nn.Module):
    """Patches to Memory: the encoder of the Transformer, with pixels where it had words."""

    def __init__(self, pixels: int, hidden: int, layers: int, heads: int, inner: int, dropout: float):
        super().__init__()
        self.embedding = nn.Linear(pixels, hidden)
        self.positions = Positions("sinusoidal", hidden)
        self.stack = EncoderStack(hidden, layers, heads, inner, dropout, activation="gelu")

    def forward(self, source: Tensor, lengths: Tensor) -> Memory:
        """source (B, N, P * P), lengths (B,) in patches -> Memory without a context: `final` is empty."""
        mask = torch.arange(source.size(1), device=source.device) < lengths.to(source.device)[:, None]
        outputs = self.stack(self.positions(self.embedding(source)), mask)  # (B, N, d)
        return Memory(outputs.masked_fill(~mask[:, :, None], 0.0), mask, ())


class PictureReader(EncoderDecoder):
    """Seq2Seq from patches to tokens: the encoder of a Vision Transformer, the decoder of a Transformer."""

    def __init__(
        self,
        pixels: int,
        target_size: int,
        hidden: int = 64,
        layers: int = 2,
        dropout: float = 0.0,
        seed: int = 0,
        *,
        heads: int = 4,
    ):
        """`pixels` is P * P of a patch; the other arguments are those of `Transformer`."""
        super().__init__()
        sizes = {"pixels": pixels, "target_size": target_size, "hidden": hidden, "layers": layers}
        check_sizes(dropout, seed, **sizes, heads=heads)
        self._config = sizes | {"dropout": dropout, "seed": seed, "heads": heads}
        stack = (hidden, layers, heads, 4 * hidden, dropout)
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(seed)
            self.encoder = PatchEncoder(pixels, *stack)
            self.decoder = TransformerDecoder(target_size, *stack, "sinusoidal")
            self.output = nn.Linear(hidden, target_size)
            begin(self)
