"""How much worse than the sum of its parts: accumulated error (Arora et al. 2022)."""

from course_lib.kit.practice.exercise import exercise


@exercise(
    "core",
    minutes=6,
    title=("accumulated error", "累积的误差"),
    statement=(
        "Right or wrong is not the only way to see an error. The risk of a step says how far the model's "
        "probabilities for the next token are from the true ones: 0 where they agree, larger the further "
        "apart (the KL divergence, averaged over many prefixes; you need not compute it). It was measured "
        "twice: `own_risks[t]` after prefixes that the model wrote itself, `gold_risks[t]` after true ones. "
        "Arora et al. (2022) "
        "compare them over all l steps:\n\n"
        "    R       =  sum of the own risks\n"
        "    ε       =  mean of the gold risks\n"
        "    AccErr  =  R / ε                        (exactly l when nothing accumulates)\n"
        "    ExAccErr, in percent  =  100 · (R − l · ε) / (l · ε)\n\n"
        "Write `excess_error(own_risks, gold_risks)`; it returns AccErr and the percentage. Both lists have "
        "length l.\n\n"
        "    excess_error([0.1, 0.2, 0.6], [0.1, 0.1, 0.1])  ->  (9.0, 200.0)\n"
        "    R = 0.9, ε = 0.1, l = 3",
        "误差不只有对和错两种。一步的风险说的是：模型给下一个词元的概率，离真实的概率有多远，"
        "相同就是 0，差得越远越大（即 KL 散度，对许多前缀取平均；这里不用你算）。"
        "它量了两次：`own_risks[t]` 是接在模型自己写的前缀之后，`gold_risks[t]` 是接在真实的前缀之后。"
        "Arora 等（2022）在全部 l 步上比较两者：\n\n"
        "    R       =  自己前缀上各步风险之和\n"
        "    ε       =  真实前缀上各步风险的平均\n"
        "    AccErr  =  R / ε                        （没有累积时正好等于 l）\n"
        "    ExAccErr（百分数）  =  100 · (R − l · ε) / (l · ε)\n\n"
        "写一个函数 `excess_error(own_risks, gold_risks)`，返回 AccErr 和这个百分数。两个列表的长度都是 l。"
        "\n\n"
        "    excess_error([0.1, 0.2, 0.6], [0.1, 0.1, 0.1])  ->  (9.0, 200.0)\n"
        "    R = 0.9，ε = 0.1，l = 3",
    ),
    hints=[
        (
            "Four lines, one for each name: l, R, ε, and the pair that is returned.",
            "一共四行：l、R、ε，最后是要返回的两个数。",
        ),
        (
            "R is a sum and ε a mean, so l · ε is what R would be if own prefixes did no harm.",
            "R 是和，ε 是平均，所以 l · ε 就是“自己的前缀毫无害处”时的 R。",
        ),
        (
            "`steps = len(own_risks)`, `total = sum(own_risks)`, `mean = sum(gold_risks) / steps`; then "
            "`total / mean` and `100 * (total - steps * mean) / (steps * mean)`.",
            "`steps = len(own_risks)`，`total = sum(own_risks)`，`mean = sum(gold_risks) / steps`；"
            "然后是 `total / mean` 和 `100 * (total - steps * mean) / (steps * mean)`。",
        ),
    ],
    cases=[
        ([0.1, 0.2, 0.6], [0.1, 0.1, 0.1]),
        ([0.2, 0.3, 0.5, 0.6], [0.2, 0.1, 0.3, 0.2]),
        ([0.05, 0.15, 0.1], [0.05, 0.15, 0.1]),
        ([0.4, 0.2], [0.4, 0.8]),
        ([0.01, 0.04, 0.09, 0.16, 0.2], [0.01, 0.02, 0.02, 0.03, 0.02]),
    ],
)
def excess_error(own_risks, gold_risks):
    steps = len(own_risks)
    total = sum(own_risks)  # R
    mean = sum(gold_risks) / steps  # epsilon
    return total / mean, 100 * (total - steps * mean) / (steps * mean)


def _mean(risks):
    return sum(risks) / len(risks)


@excess_error.wrong(
    "You treat both lists alike: R is a mean as well, or ε a sum as well. R adds up all l steps "
    "(“accumulated”), ε is the mean of a single step.",
    "你对两个列表用了同样的算法：不是 R 也取了平均，就是 ε 也取了和。R 是 l 步之和（所以叫“累积”），"
    "ε 是一步的平均。",
)
def both_alike(own_risks, gold_risks):
    steps, total, mean = len(own_risks), _mean(own_risks), _mean(gold_risks)
    return total / mean, 100 * (total - steps * mean) / (steps * mean)


@excess_error.wrong(
    "In the percentage l is missing. R adds up l steps; compare it with l · ε, not with the ε of a single "
    "step.",
    "百分数里漏了 l。R 是 l 步加起来的，要和 l · ε 比，不能和一步的 ε 比。",
)
def steps_forgotten(own_risks, gold_risks):
    total, mean = sum(own_risks), _mean(gold_risks)
    return total / mean, 100 * (total - mean) / mean


@excess_error.wrong(
    "The second number is a fraction. Asked for is percent: times 100.",
    "第二个数是小数，要求的是百分数：乘以 100。",
)
def no_percent(own_risks, gold_risks):
    ratio, percent = excess_error.solve(own_risks, gold_risks)
    return ratio, percent / 100


excess_error.wrong(
    "The two lists are exchanged. R comes from the model's own prefixes, ε from the true ones.",
    "两个列表弄反了。R 来自模型自己的前缀，ε 来自真实的前缀。",
    lambda own_risks, gold_risks: excess_error.solve(gold_risks, own_risks),
)


@excess_error.wrong(
    "The percentage is right, but AccErr is l times too small: without accumulation it would be 1, "
    "and should "
    "be l. Either you made R a mean, or ε a sum; R is the sum of the own risks, ε the mean of the gold ones.",
    "百分数对了，AccErr 却小了 l 倍：没有累积时它会是 1，应当是 l。不是 R 取了平均，就是 ε 取了和；"
    "R 是自己前缀上的风险之和，ε 是真实前缀上的平均。",
)
def divided_by_the_sum(own_risks, gold_risks):
    _, percent = excess_error.solve(own_risks, gold_risks)
    return sum(own_risks) / sum(gold_risks), percent


@excess_error.wrong(
    "You give the excess itself. Relative to what? Divide it by l · ε, else two models of different quality "
    "cannot be compared.",
    "你给出的是多出来的量本身。相对于什么？要除以 l · ε，否则好坏不同的模型没法比较。",
)
def not_relative(own_risks, gold_risks):
    total, mean = sum(own_risks), _mean(gold_risks)
    return total / mean, 100 * (total - len(own_risks) * mean)


@excess_error.wrong(
    "The percentage is that of the whole, not of the excess: without any accumulation it would be 100. "
    "Subtract l · ε first, so that it is 0.",
    "你算的是整体的百分数，不是多出来的部分：没有累积时它会是 100。要先减去 l · ε，这样才是 0。",
)
def nothing_subtracted(own_risks, gold_risks):
    total, mean = sum(own_risks), _mean(gold_risks)
    return total / mean, 100 * total / (len(own_risks) * mean)
