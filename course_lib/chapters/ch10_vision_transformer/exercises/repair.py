"""A repair: squares that are stripes."""

from course_lib.kit.practice.exercise import exercise, tenths


@exercise(
    "repair",
    minutes=5,
    title=("patches that show nothing", "什么也看不出来的图像块"),
    statement=(
        "**The symptom.** A model with these patches trains without an error, and its loss falls. Then its "
        "author loads weights that somebody trained with proper patches, and every caption is nonsense. The "
        "figure above shows nine of its patches: each should be a square piece of it.\n\n"
        "`to_squares(pictures, size)` takes (B, C, H, W). It shall return (B, S, C · size²), as your "
        "`Patches` cut them. Find the fault, and repair it.",
        "**症状**：用这样的图像块，训练不报错，损失也在降。后来作者载入了别人用正常的图像块训练好的权重，"
        "写出的描述全是胡话。上面的图是其中九块：每一块本来都应当是图片的一小块方形。\n\n"
        "`to_squares(pictures, size)` 拿到 (B, C, H, W)，应当返回 (B, S, C · size²)，"
        "和你的 `Patches` 切的一样。请找出毛病，把它修好。",
    ),
    hints=[
        (
            "Take one grey picture of 4 × 4 with the numbers 1 to 16. What is in the first patch of 2 × 2?",
            "拿一张 4 × 4 的灰度图，里面是 1 到 16。第一个 2 × 2 的块里是什么？",
        ),
        (
            "`reshape` never changes the order in memory. Split the axes H and W with `unflatten`, then "
            "`permute`, then `flatten`.",
            "`reshape` 不会改变内存里的次序。先用 `unflatten` 拆开 H 和 W，再 `permute`，最后 `flatten`。",
        ),
    ],
    cases=[
        (tenths(0, 1, 1, 4, 4), 2),
        (tenths(1, 2, 3, 4, 4), 2),
        (tenths(2, 1, 3, 6, 4), 2),
        (tenths(3, 2, 2, 6, 6), 3),
    ],
    broken=(
        """
        def to_squares(pictures, size):
            B, C, H, W = pictures.shape
            return pictures.reshape(B, -1, C * size * size)
        """,
        "So far it is the code as it came. Cut a 4 × 4 picture of the numbers 1 to 16: the first patch holds "
        "1, 2, 3, 4. What should it hold?",
        "现在还是原来的代码。切一张 1 到 16 的 4 × 4 图片：第一块里是 1、2、3、4。它应当是什么？",
    ),
)
def to_squares(pictures, size):
    rows = pictures.unflatten(3, (-1, size)).unflatten(2, (-1, size))  # (B, C, down, P, across, P)
    return rows.permute(0, 2, 4, 1, 3, 5).flatten(3).flatten(1, 2)


def _ordered(*axes):
    def cut(pictures, size):
        rows = pictures.unflatten(3, (-1, size)).unflatten(2, (-1, size))
        return rows.permute(*axes).flatten(3).flatten(1, 2)

    return cut


to_squares.wrong(
    "The squares follow each other down the columns. They go row by row.",
    "方块是先往下排的。应当逐行排。",
    _ordered(0, 4, 2, 1, 3, 5),
)
to_squares.wrong(
    "Inside a square rows and columns are exchanged.",
    "一个方块里，行和列对调了。",
    _ordered(0, 2, 4, 1, 5, 3),
)
to_squares.wrong(
    "The channels take turns, pixel by pixel. Each channel comes as a whole: the channel stands before row "
    "and column.",
    "通道一个像素一个像素地轮流排了。每个通道要整个放在一起：通道在行和列之前。",
    _ordered(0, 2, 4, 3, 5, 1),
)
to_squares.wrong(
    "The bands of rows are right, but inside a band you still cut stripes. The axis that says which square "
    "across must stand before channel, row and column.",
    "横带是对的，可是带里切的还是条。“横着第几块”这一维，要排在通道、行、列的前面。",
    lambda pictures, size: (
        pictures.unflatten(2, (-1, size))
        .transpose(1, 2)
        .reshape(len(pictures), -1, pictures.size(1) * size**2)
    ),
)
