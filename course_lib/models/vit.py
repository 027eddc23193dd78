"""Vision Transformer: a picture is a sequence of patches (Dosovitskiy et al. 2021)."""

from dataclasses import replace

import torch
from torch import Tensor, nn

from course_lib.data.ranges import choice, real, whole

from .dropout import Dropout
from .encoder import Memory, mask_of
from .positions import Positions
from .seq2seq import EncoderDecoder, checked, evaluating, seeded
from .transformer import EncoderStack, TransformerDecoder, init_weights
from .transformer_layers import LayerSettings

POOLINGS = ("class", "mean")


def patches(pictures: Tensor, size: int) -> Tensor:
    """Cut pictures into squares of `size` pixels a side, row by row -> (B, N, C * size^2), N = HW / size^2.

    Grey pictures are (B, H, W), coloured ones (B, C, H, W); of a square all of the first channel comes first,
    as in the window of a convolution. ValueError when the squares do not fill the picture.
    """
    pictures = pictures[:, None] if pictures.dim() == 3 else pictures
    height, width = pictures.shape[2:]
    if size < 1 or height % size or width % size:
        raise ValueError(f"patches of {size} pixels do not fill {height} x {width} pixels")
    rows = pictures.unflatten(3, (-1, size)).unflatten(2, (-1, size))  # (B, C, H/P, P, W/P, P)
    return rows.permute(0, 2, 4, 1, 3, 5).flatten(3).flatten(1, 2)


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
        d_ff: int | None = None,
        dropout: float = 0.0,
        seed: int = 0,
        *,
        pooling: str = "class",
        positions: str = "learned",
        channels: int = 1,
        eps: float = 1e-5,
    ):
        """Pictures of side x side pixels in `channels` colours, cut into squares of `patch` pixels.

        What the head reads: "class", a learned token that stands before the patches, or "mean", the patches'
        mean. positions as in `Positions`; `eps` is what the norms add to a variance. Initial weights depend
        on the arguments alone. ValueError for what does not fit.
        """
        super().__init__()
        choice("pooling", pooling, POOLINGS)
        d_ff = 4 * whole("hidden", hidden) if d_ff is None else d_ff
        checked(locals())
        if side % patch:
            raise ValueError(f"patches of {patch} pixels do not fill {side} x {side} pixels")
        self.patch, self.pooling = patch, pooling
        settings = LayerSettings(hidden, heads, d_ff, dropout, activation="gelu", eps=real("eps", eps))
        tokens = (side // patch) ** 2 + (pooling == "class")
        with seeded(seed):
            self.embedding = nn.Linear(channels * patch * patch, hidden)
            self.token = nn.Parameter(torch.randn(hidden) * 0.02) if pooling == "class" else None
            self.positions = Positions(positions, hidden, tokens)
            self.dropout = Dropout(dropout)
            self.stack = EncoderStack(layers, settings)
            self.head = nn.Linear(hidden, classes)
            init_weights(self)

    def forward(self, pictures: Tensor) -> Tensor:
        """pictures (B, H, W), or with colours (B, C, H, W) -> logits (B, classes)."""
        return self.read(patches(pictures, self.patch))

    def read(self, squares: Tensor, weights: list[Tensor] | None = None) -> Tensor:
        """Patches (B, N, C * P * P), in any order -> logits (B, classes).

        A list given as `weights` gets the attention weights (B, h, M, M) of each layer appended.

        Raises ValueError for no pictures.
        """
        if not len(squares):
            raise ValueError("there are no pictures to read")
        x = self.embedding(squares)  # (B, N, d)
        if self.token is not None:
            x = torch.cat([self.token.expand(len(x), 1, -1), x], 1)  # (B, 1 + N, d)
        x = self.stack(self.dropout(self.positions(x)), weights=weights)
        return self.head(x[:, 0] if self.token is not None else x.mean(1))

    @torch.no_grad()
    def attention_weights(self, pictures: Tensor) -> list[Tensor]:
        """Attention weights a layer, (B, h, M, M); the class token, where there is one, is place 0 of M."""
        weights: list[Tensor] = []
        with evaluating(self):
            self.read(patches(pictures, self.patch), weights)
        return weights


class PatchEncoder(nn.Module):
    """Patches to Memory: the encoder of the Transformer, with pixels where it had words."""

    def __init__(self, pixels: int, layers: int, settings: LayerSettings, positions: str, places: int):
        super().__init__()
        self.embedding = nn.Linear(pixels, settings.width)
        self.positions = Positions(positions, settings.width, places)
        self.stack = EncoderStack(layers, settings)

    def forward(self, source: Tensor, lengths: Tensor) -> Memory:
        """source (B, N, P * P), lengths (B,) in patches -> Memory without a context: `final` is empty."""
        mask = mask_of(source, lengths)
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
        activation: str = "gelu",
        positions: str = "sinusoidal",
        places: int = 512,
    ):
        """`pixels` is how many numbers a patch has. activation, "gelu" or "relu", and positions, as in
        `Positions` with that many `places`, are the encoder's; the others are those of `Transformer`. Raises
        ValueError for another activation or kind of positions.
        """
        super().__init__()
        self._config = checked(locals())
        settings = LayerSettings(hidden, heads, 4 * hidden, dropout)
        with seeded(seed):
            self.encoder = PatchEncoder(
                pixels, layers, replace(settings, activation=activation), positions, places
            )
            self.decoder = TransformerDecoder(target_size, layers, "sinusoidal", settings)
            self.output = nn.Linear(hidden, target_size)
            init_weights(self)
