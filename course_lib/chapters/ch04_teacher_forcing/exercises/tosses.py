"""What one toss of the coin decides."""

from course_lib.kit.practice.exercise import exercise

_TABLE = [[0.9, 0.2, 0.6, 0.1], [0.3, 0.8, 0.4, 0.7], [0.5, 0.1, 0.9, 0.2]]
_LUCKY = [[0.1, 0.7, 0.25, 0.6, 0.0], [0.8, 0.3, 0.6, 0.2, 0.9]]


@exercise(
    "core",
    minutes=9,
    title=("four coins", "四种硬币"),
    statement=(
        "Write `coin_pattern(uniform, ratio, kind)`. `uniform` is a table of random numbers, 0 ≤ u < 1: "
        "B rows (sentences) of T numbers (positions). Return a table of booleans of the same "
        "size: `True` where the decoder reads gold.\n\n"
        "A number u means gold if u < ratio. Which number decides at row b, position t?\n\n"
        "    'token'     uniform[b][t]    each place has its own coin\n"
        "    'step'      uniform[0][t]    one coin a position, for all rows\n"
        "    'sequence'  uniform[b][0]    one coin a row\n"
        "    'batch'     uniform[0][0]    one coin for everything\n\n"
        "Position 0 reads BOS and is always `True`. With ratio 0.5 and\n\n"
        "    uniform = [[0.2, 0.9, 0.4],\n"
        "               [0.8, 0.3, 0.7]]\n\n"
        "    'token'     ->  [[True, False, True], [True, True, False]]\n"
        "    'step'      ->  [[True, False, True], [True, False, True]]\n"
        "    'sequence'  ->  [[True, True, True], [True, False, False]]\n"
        "    'batch'     ->  [[True, True, True], [True, True, True]]",
        "写一个函数 `coin_pattern(uniform, ratio, kind)`。`uniform` 是一张随机数表，每个数不小于 0、小于 1，"
        "共 B 行（句子），每行 T 个（位置）。返回同样大小的布尔值表：解码器读标准答案的地方为 `True`。\n\n"
        "随机数 u < ratio 就读标准答案。第 b 行、位置 t 由哪个数决定？\n\n"
        "    'token'     uniform[b][t]    每个位置各有一枚硬币\n"
        "    'step'      uniform[0][t]    每个时间步一枚，所有行共用\n"
        "    'sequence'  uniform[b][0]    每行一枚\n"
        "    'batch'     uniform[0][0]    整批只有一枚\n\n"
        "位置 0 读的是 BOS，总是 `True`。设 ratio 为 0.5，且\n\n"
        "    uniform = [[0.2, 0.9, 0.4],\n"
        "               [0.8, 0.3, 0.7]]\n\n"
        "    'token'     ->  [[True, False, True], [True, True, False]]\n"
        "    'step'      ->  [[True, False, True], [True, False, True]]\n"
        "    'sequence'  ->  [[True, True, True], [True, False, False]]\n"
        "    'batch'     ->  [[True, True, True], [True, True, True]]",
    ),
    hints=[
        (
            "For each row, first find the T numbers that decide there; only then compare and set position 0.",
            "先为每一行找出起决定作用的 T 个数，再去比较，最后处理位置 0。",
        ),
        (
            "For `'step'` the deciding numbers are `uniform[0]` in every row; for `'sequence'` they are "
            "`[row[0]] * len(row)`.",
            "`'step'` 时每一行都用 `uniform[0]`；`'sequence'` 时用 `[row[0]] * len(row)`。",
        ),
        (
            "With the deciding numbers in `tossed`, the row of the answer is "
            "`[True] + [u < ratio for u in tossed[1:]]`.",
            "设起决定作用的数在 `tossed` 里，答案的这一行就是 `[True] + [u < ratio for u in tossed[1:]]`。",
        ),
    ],
    cases=[
        *((_TABLE, 0.5, kind) for kind in ("token", "step", "sequence", "batch")),
        *((_LUCKY, 0.25, kind) for kind in ("token", "step", "sequence", "batch")),
        (_LUCKY, 0.0, "step"),
        (_LUCKY, 1.0, "token"),
    ],
)
def coin_pattern(uniform, ratio, kind):
    pattern = []
    for row in uniform:
        tossed = {
            "token": row,
            "step": uniform[0],
            "sequence": [row[0]] * len(row),
            "batch": [uniform[0][0]] * len(row),
        }[kind]
        pattern.append([True] + [u < ratio for u in tossed[1:]])
    return pattern


_solved = coin_pattern.solve  # wrong answers spoil a right one


coin_pattern.wrong(
    "The coin is upside down: with ratio 1 you would never read gold. A number below the ratio means gold.",
    "硬币反了：照这样，比率为 1 时反而从不读标准答案。小于比率才表示读标准答案。",
    lambda uniform, ratio, kind: [
        [True] + [not gold for gold in row[1:]] for row in _solved(uniform, ratio, kind)
    ],
)


@coin_pattern.wrong(
    "Position 0 depends on a coin. Nothing has been said before it, so there is no own token to read: BOS "
    "always stands there.",
    "位置 0 也由硬币决定了。在它之前什么都还没有说，没有自己的词元可读：那里总是 BOS。",
)
def first_position_tossed(uniform, ratio, kind):
    pattern = _solved(uniform, ratio, kind)
    decides = [row[0] if kind in ("token", "sequence") else uniform[0][0] for row in uniform]
    return [[u < ratio, *row[1:]] for u, row in zip(decides, pattern, strict=True)]


coin_pattern.wrong(
    "“step” and “sequence” are exchanged. A step is one position across all rows: a column. A sequence is "
    "one sentence: a row.",
    "step 和 sequence 弄反了。step 是所有行的同一个位置，即一列；sequence 是一个句子，即一行。",
    lambda uniform, ratio, kind: _solved(
        uniform, ratio, {"step": "sequence", "sequence": "step"}.get(kind, kind)
    ),
)
coin_pattern.wrong(
    "You toss for each place, whatever the kind. Under “step” all rows must agree, under “sequence” all "
    "positions of a row, under “batch” everything.",
    "不管是哪一种，你都给每个位置单独抛了硬币。step 要求各行一致，sequence 要求一行之内一致，batch "
    "要求全部一致。",
    lambda uniform, ratio, kind: _solved(uniform, ratio, "token"),
)
coin_pattern.wrong(
    "One number decides everything, whatever the kind. Only “batch” is like that.",
    "不管是哪一种，你都让同一个数决定了一切。只有 batch 才是这样。",
    lambda uniform, ratio, kind: _solved(uniform, ratio, "batch"),
)
coin_pattern.wrong(
    "All rows of yours are one and the same list: `[[False] * T] * B` repeats the list, and what you write "
    "into one row is in all. Make a new list for each row.",
    "你的各行其实是同一个列表：`[[False] * T] * B` 只是把它重复引用，改一行就改了所有行。每一行都要新建列表。"
    "",
    lambda uniform, ratio, kind: [_solved(uniform, ratio, kind)[-1]] * len(uniform),
)
coin_pattern.wrong(
    "You compare with `<=`. The numbers begin at 0, so with ratio 0 a lucky 0.0 would still read gold. With "
    "`<` ratio 0 is never and ratio 1 always.",
    "你用了 `<=`。随机数可以正好是 0，于是比率为 0 时碰上 0.0 仍会读标准答案。"
    "用 `<`，比率 0 就是从不，比率 1 就是总是。",
    lambda uniform, ratio, kind: _solved(uniform, ratio + 1e-12, kind),
)
