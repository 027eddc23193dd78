"""The patch embedding under its other name."""

from course_lib.kit.practice.exercise import exercise, tenths


@exercise(
    "core",
    title=("one calculation, two names", "一种计算，两个名字"),
    statement=(
        "Write `as_convolution(E, size)`. `E` is the matrix (size², d) of a patch embedding. Return the "
        "kernel (d, 1, size, size) of the convolution that gives the same numbers, so that "
        "`conv2d(pictures[:, None], kernel, stride=size)` has at row r and column c what `patch @ E` gives "
        "for the patch in row r and column c.\n\n"
        "    as_convolution(tensor([[1.], [2.], [3.], [4.]]), 2)  ->  tensor([[[[1., 2.], [3., 4.]]]])",
        "写一个函数 `as_convolution(E, size)`。`E` 是图像块嵌入的矩阵 (size², d)。"
        "返回算出同样的数的那个卷积的核，形状 (d, 1, size, size)："
        "`conv2d(pictures[:, None], kernel, stride=size)` 在第 r 行第 c 列的值，"
        "就是第 r 行第 c 列那一块的 `patch @ E`。\n\n"
        "    as_convolution(tensor([[1.], [2.], [3.], [4.]]), 2)  ->  tensor([[[[1., 2.], [3., 4.]]]])",
    ),
    hints=[
        (
            "Output number k of a patch is its pixels times column k of E. So column k, laid out as a "
            "square, is kernel k.",
            "一块的第 k 个输出，是它的像素乘以 E 的第 k 列。所以第 k 列摆成方块，就是第 k 个核。",
        ),
        (
            "Turn E first, then cut: `E.T` is (d, size²), and reshape cuts its rows into squares. torch's "
            "conv2d does not flip the kernel.",
            "先转置 E，再切：`E.T` 是 (d, size²)，reshape 把它的每一行摆成方块。torch 的 conv2d 不会翻转核。",
        ),
    ],
    cases=[(tenths(0, 4, 1), 2), (tenths(1, 4, 3), 2), (tenths(2, 9, 2), 3), (tenths(3, 16, 4), 4)],
)
def as_convolution(E, size):
    return E.T.reshape(-1, 1, size, size)


as_convolution.wrong(
    "You reshape E without turning it: each kernel then holds numbers of several columns. Turn first.",
    "你没有转置就 reshape 了 E：每个核里混进了好几列的数。先转置。",
    lambda E, size: E.reshape(-1, 1, size, size),
)
as_convolution.wrong(
    "Each kernel is turned on its side: rows and columns inside the square are exchanged.",
    "每个核都倒了个方向：方块里的行和列对调了。",
    lambda E, size: E.T.reshape(-1, 1, size, size).transpose(2, 3),
)
as_convolution.wrong(
    "You flip the kernel, as mathematicians' convolution does. torch's conv2d does not flip.",
    "你把核翻转了，数学里的卷积是这样的。torch 的 conv2d 不翻转。",
    lambda E, size: E.T.reshape(-1, 1, size, size).flip(2, 3),
)
as_convolution.wrong(
    "The axes are (1, d, …): that is a convolution of d channels into one. It is one channel, grey, into d.",
    "维度成了 (1, d, …)：那是把 d 个通道卷成一个。这里是一个灰度通道变成 d 个。",
    lambda E, size: E.T.reshape(1, -1, size, size),
)
as_convolution.wrong(
    "The kernels are not squares yet: conv2d wants four axes, (d, 1, size, size).",
    "核还没有摆成方块：conv2d 要四个维度，(d, 1, size, size)。",
    lambda E, size: E.T[:, None],
)
