"""What the encoder gets: class token, embedded patches, positions."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, B: int, N: int, pixels: int, d: int) -> tuple:
    squares, E = tenths(seed, B, N, pixels), tenths(seed + 1, pixels, d)
    return squares, E, tenths(seed + 2, d), tenths(seed + 3, N + 1, d)


@exercise(
    "core",
    title=("what the encoder gets", "送进编码器的序列"),
    statement=(
        "Write `first_sequence(squares, E, token, positions)`, equation 1 of the paper (Dosovitskiy et al. "
        "2021): [class; x₁E; …; x_N E] + positions. `squares` is (B, N, P²), `E` (P², d), `token` (d,), "
        "`positions` (N + 1, d). The class token stands first in every sequence, and has a position, too. "
        "Return (B, N + 1, d).\n\n"
        "    first_sequence(tensor([[[1., 2.]]]), tensor([[1.], [1.]]), tensor([5.]), tensor([[.1], [.2]]))\n"
        "    ->  tensor([[[5.1], [3.2]]])",
        "写一个函数 `first_sequence(squares, E, token, positions)`，即论文的式 1（Dosovitskiy 等 2021）："
        "[类别; x₁E; …; x_N E] + 位置。`squares` 是 (B, N, P²)，`E` 是 (P², d)，`token` 是 (d,)，"
        "`positions` 是 (N + 1, d)。类别词元在每个序列的最前面，它也有位置。返回 (B, N + 1, d)。\n\n"
        "    first_sequence(tensor([[[1., 2.]]]), tensor([[1.], [1.]]), tensor([5.]), tensor([[.1], [.2]]))\n"
        "    ->  tensor([[[5.1], [3.2]]])",
    ),
    hints=[
        (
            "`squares @ E` is (B, N, d). The token has to become (B, 1, d) before the two can be joined.",
            "`squares @ E` 是 (B, N, d)。词元要先变成 (B, 1, d)，才能接到一起。",
        ),
        (
            "`token.expand(len(squares), 1, -1)`, then `torch.cat([…, …], 1)`, and only then + positions.",
            "`token.expand(len(squares), 1, -1)`，再 `torch.cat([…, …], 1)`，最后才加 positions。",
        ),
    ],
    cases=[
        (
            torch.tensor([[[1.0, 2.0]]]),
            torch.ones(2, 1),
            torch.tensor([5.0]),
            torch.tensor([[0.1], [0.2]]),
        ),
        _case(0, 2, 3, 4, 2),
        _case(10, 3, 1, 1, 3),
        _case(20, 1, 4, 4, 4),
    ],
)
def first_sequence(squares, E, token, positions):
    first = token.expand(len(squares), 1, -1)  # (B, 1, d)
    return torch.cat([first, squares @ E], 1) + positions  # (B, N + 1, d)


first_sequence.wrong(
    "No positions are added: the encoder would see a bag of patches.",
    "没有加位置：编码器看到的就只是一袋图像块。",
    lambda squares, E, token, positions: first_sequence.solve(squares, E, token, torch.zeros_like(positions)),
)


@first_sequence.wrong(
    "The class token stands at the end. Here it is first: place 0.",
    "类别词元放到了最后。这里它在最前面，是第 0 个位置。",
)
def token_at_the_end(squares, E, token, positions):
    return torch.cat([squares @ E, token.expand(len(squares), 1, -1)], 1) + positions


@first_sequence.wrong(
    "You added the positions before the class token was in place: each patch has the position of the place "
    "before it, and the class token has none. First join, then add.",
    "你在放类别词元之前就加了位置：图像块用的都是前一格的位置，类别词元却没有。先接起来，再加。",
)
def positions_one_early(squares, E, token, positions):
    x = squares @ E + positions[:-1]
    return torch.cat([token.expand(len(squares), 1, -1), x], 1)


@first_sequence.wrong(
    "The class token has no position added. It has one as well: row 0.",
    "类别词元没有加位置。它也有一个，就是第 0 行。",
)
def token_without_a_place(squares, E, token, positions):
    x = first_sequence.solve(squares, E, token, positions)
    return torch.cat([token.expand(len(squares), 1, -1), x[:, 1:]], 1)


first_sequence.wrong(
    "The token is missing: you return N vectors a picture, and N + 1 are asked for.",
    "缺了类别词元：每张图你返回 N 个向量，应当是 N + 1 个。",
    lambda squares, E, token, positions: squares @ E + positions[1:],
)
