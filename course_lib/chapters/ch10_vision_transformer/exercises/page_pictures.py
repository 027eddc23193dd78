"""Two parts of 4_pictures.py: Patches and Encoder."""

import torch

from course_lib.kit.from_scratch import page, settle
from course_lib.kit.practice.exercise import Exercise, tenths

_PAGE = page("4_pictures")
P = _PAGE.PATCH


def _tokens(part, pictures):
    """patches(pictures), where patches = Patches(8)"""
    return settle(part(8))(pictures)


def _memory(part, pictures):
    """encoder(pictures), where encoder = Encoder(8, 2)"""
    return settle(part(8, 2))(pictures)


def _pictures(seed: int, B: int) -> torch.Tensor:
    return tenths(seed, B, 3, _PAGE.SIDE, _PAGE.SIDE)


Patches = Exercise(
    "build",
    _PAGE.Patches,
    minutes=15,
    module=__name__,
    use=_tokens,
    title=("the page: Patches", "一页模型：Patches"),
    statement=(
        "Write `forward(self, pictures)` of `Patches`. `pictures` is (B, 3, 24, 24): channels, rows, columns "
        "of pixels. Cut each into squares of `PATCH` × `PATCH`. The squares follow each other row by row, as "
        "one reads. The numbers of one square are first all its red, then its green, then its blue, each row "
        "by row. That gives (B, S, 3 · PATCH²). Then `self.linear` makes H numbers of each square, and "
        "`self.places` (S, H) is added. Return (B, S, H).",
        "写出 `Patches` 的 `forward(self, pictures)`。`pictures` 是 (B, 3, 24, 24)：通道、像素的行、像素的"
        "列。把每张切成 `PATCH` × `PATCH` 的方块。方块像读书那样逐行排列。一个方块里的数，先是全部的红，再是"
        "绿，再是蓝，每种颜色也逐行排列。这样得到 (B, S, 3 · PATCH²)。然后 `self.linear` 把每个方块变成 H "
        "维，再加上 `self.places` (S, H)。返回 (B, S, H)。",
    ),
    hints=[
        (
            "Split one axis in two: `pictures.unflatten(3, (-1, PATCH))` is (B, 3, 24, 6, 4), which square "
            "across and which pixel in it. Do the same with axis 2: (B, 3, 6, 4, 6, 4).",
            "把一维拆成两维：`pictures.unflatten(3, (-1, PATCH))` 是 (B, 3, 24, 6, 4)，"
            "也就是横着第几块、块里第几个像素。第 2 维也这样拆：(B, 3, 6, 4, 6, 4)。",
        ),
        (
            "Now the axes have to be put into another order: B, which square down, which square across, then "
            "what belongs to one square: channel, row, column. That is `permute(0, 2, 4, 1, 3, 5)`.",
            "然后调换各维的次序：B，竖着第几块，横着第几块，后面才是一个方块里的东西：通道、行、列。"
            "也就是 `permute(0, 2, 4, 1, 3, 5)`。",
        ),
        (
            "`.flatten(3)` puts the numbers of a square into one axis. `.flatten(1, 2)` then puts the "
            "squares into one.",
            "`.flatten(3)` 把一个方块的数放进同一维，`.flatten(1, 2)` 再把各个方块放进同一维。",
        ),
    ],
    cases=[(_pictures(0, 1),), (_pictures(1, 2),), (_pictures(2, 3),)],
)


def _patches(cut=None, mix=None) -> type:
    """The page's class with another way to cut, or another last step."""

    def squares(pictures):
        rows = pictures.unflatten(3, (-1, P)).unflatten(2, (-1, P))  # (B, 3, down, P, across, P)
        return rows.permute(0, 2, 4, 1, 3, 5).flatten(3).flatten(1, 2)

    def forward(self, pictures):
        found = (cut or squares)(pictures)
        return mix(self, found) if mix else self.linear(found) + self.places

    return type("Patches", (_PAGE.Patches,), {"forward": forward})


def _ordered(*axes: int):
    """Squares from pictures whose axes (B, 3, down, P, across, P) stand in that order."""

    def cut(pictures):
        rows = pictures.unflatten(3, (-1, P)).unflatten(2, (-1, P))
        return rows.permute(*axes).flatten(3).flatten(1, 2)

    return cut


Patches.wrong(
    "You only reshape. The shape is right, but these are stripes: a patch holds 48 numbers that follow each "
    "other in memory, two whole rows of red. Split the axes, then change their order.",
    "你只用了 reshape。形状对，可是切出来的是条，不是方块：一块里是内存中相连的 48 个数，也就是两整行的红。"
    "要先拆开各维，再调换次序。",
    _patches(lambda pictures: pictures.reshape(len(pictures), -1, 3 * P * P)),
)
Patches.wrong(
    "The squares follow each other down the columns. They go row by row, as one reads.",
    "你的方块是先往下排的。应当逐行排，像读书那样。",
    _patches(_ordered(0, 4, 2, 1, 3, 5)),
)
Patches.wrong(
    "Inside a square the three channels take turns, pixel by pixel. Here all red comes first, then all "
    "green, then all blue.",
    "一个方块里，三个通道一个像素一个像素地轮流排了。这里要先放全部的红，再放绿，再放蓝。",
    _patches(_ordered(0, 2, 4, 3, 5, 1)),
)
Patches.wrong(
    "Inside a square rows and columns are exchanged: each square lies on its side.",
    "一个方块里，行和列对调了：每个方块都倒了个方向。",
    _patches(_ordered(0, 2, 4, 1, 5, 3)),
)
Patches.wrong(
    "The places are missing. Without them the encoder gets a bag of patches.",
    "漏了 `self.places`。没有位置，编码器拿到的只是一袋图像块。",
    _patches(mix=lambda self, squares: self.linear(squares)),
)
Patches.wrong(
    "You multiply by the places. They are added.",
    "你乘上了位置。应当是加。",
    _patches(mix=lambda self, squares: self.linear(squares) * self.places),
)

Encoder = Exercise(
    "build",
    _PAGE.Encoder,
    minutes=6,
    module=__name__,
    use=_memory,
    title=("the page: Encoder", "一页模型：Encoder"),
    statement=(
        "Write `forward(self, pictures)` of `Encoder`. Let `self.embedding`, your `Patches`, make tokens of "
        "the pictures. Send them through all of `self.layers`: a layer takes the tokens and `real`, (B, S), "
        "which says where a token is real. In chapter 08 that came from PAD. Which patches are padding? "
        "Return two things: the tokens after `self.norm`, (B, S, H), and `real`.",
        "写出 `Encoder` 的 `forward(self, pictures)`。先用 `self.embedding`，也就是你的 `Patches`，"
        "把图片变成词元，再依次通过 `self.layers` 里的每一层。一层要两样：词元，以及 `real` (B, S)，"
        "说明哪里是真的词元。在第 08 章，它由 PAD 得到。那么，哪些图像块是填充呢？"
        "返回两样：经过 `self.norm` 的词元 (B, S, H)，以及 `real`。",
    ),
    hints=[
        (
            "Pictures are all of one size, so no patch is padding: `real` is `True` everywhere.",
            "图片一样大，所以没有一块是填充：`real` 处处是 `True`。",
        ),
        (
            "`real = torch.ones(x.shape[:2], dtype=torch.bool)`, then `for layer in self.layers: "
            "x = layer(x, real)`.",
            "`real = torch.ones(x.shape[:2], dtype=torch.bool)`，然后 `for layer in self.layers: "
            "x = layer(x, real)`。",
        ),
    ],
    cases=[(_pictures(3, 1),), (_pictures(4, 2),), (_pictures(5, 3),)],
)


def _encoder(read) -> type:
    return type("Encoder", (_PAGE.Encoder,), {"forward": read})


def _through(self, x, layers, real=None):
    real = torch.ones(x.shape[:2], dtype=torch.bool) if real is None else real
    for layer in layers:
        x = layer(x, real)
    return x, real


def _plain(self, pictures):
    return _through(self, self.embedding(pictures), self.layers)


Encoder.wrong(
    "The norm at the very end is missing. No norm touched the sum of the layers.",
    "漏了最末尾的归一化。各层加起来的和，还没有归一化过。",
    _encoder(_plain),
)
Encoder.wrong(
    "Only the first layer is used. Go through all of them.",
    "只用了第一层。要依次通过每一层。",
    _encoder(
        lambda self, pictures: (lambda x, real: (self.norm(x), real))(
            *_through(self, self.embedding(pictures), self.layers[:1])
        )
    ),
)
Encoder.wrong(
    "The norm stands inside the loop: each layer's tokens are normalised, and the free road is gone.",
    "归一化放进了循环里：每一层之后都归一化，那条畅通的主路就没有了。",
    _encoder(
        lambda self, pictures: _through(
            self,
            self.embedding(pictures),
            [lambda x, real, one=one: self.norm(one(x, real)) for one in self.layers],
        )
    ),
)
Encoder.wrong(
    "`real` has three axes, (B, S, H). It says of each patch, not of each number, whether it is "
    "real: (B, S).",
    "`real` 有三维，(B, S, H)。它说的是每一块真不真，不是每个数：(B, S)。",
    _encoder(
        lambda self, pictures: (
            _PAGE.Encoder.forward(self, pictures)[0],
            self.embedding(pictures) > -torch.inf,
        )
    ),
)
Encoder.wrong(
    "Black patches count as padding in your `real`. They are real: that nothing is there is what they say.",
    "你把黑的图像块当成了填充。它们是真的：“这里什么也没有”，正是它们说的话。",
    _encoder(
        lambda self, pictures: (
            _PAGE.Encoder.forward(self, pictures)[0],
            pictures[:, 0].unflatten(2, (-1, P)).unflatten(1, (-1, P)).sum((2, 4)).flatten(1) > 0,
        )
    ),
)
Encoder.wrong(
    "Only the tokens come back. The decoder wants `real`, too.",
    "只返回了词元。解码器还要 `real`。",
    _encoder(lambda self, pictures: _PAGE.Encoder.forward(self, pictures)[0]),
)
