"""Learners of chapter 00."""

from collections import Counter, defaultdict
from itertools import zip_longest

from course_lib.chapters.ch00_welcome import exercises as ch00

from . import right, wrong


@right(ch00.first_mistakes)
def counted(answers, outputs):
    pairs = zip(answers, outputs, strict=True)
    differ = ([x == y for x, y in zip_longest(answer, output)] for answer, output in pairs)
    return Counter(same.index(False) + 1 for same in differ if False in same)


@right(ch00.first_mistakes)
def counted_in_a_loop(answers, outputs):
    counts = defaultdict(int)
    for i in range(len(answers)):
        answer, output = answers[i] + ".", outputs[i] + "."
        for k in range(min(len(answer), len(output))):
            if answer[k] != output[k]:
                counts[k + 1] += 1
                break
    return counts


@wrong(ch00.first_mistakes, "Your places begin at 0", "从 0 数起")
def counted_from_zero(answers, outputs):
    counts = {}
    for answer, output in zip(answers, outputs, strict=True):
        for k, (x, y) in enumerate(zip_longest(answer, output)):
            if x != y:
                counts[k] = counts.get(k, 0) + 1
                break
    return counts


@wrong(ch00.first_mistakes, "You count every wrong digit", "每个错的数字")
def counted_without_break(answers, outputs):
    counts = {}
    for answer, output in zip(answers, outputs, strict=True):
        for k, (x, y) in enumerate(zip_longest(answer, output), 1):
            if x != y:
                counts[k] = counts.get(k, 0) + 1
    return counts


@wrong(ch00.first_mistakes, "stops at the shorter", "较短的那个")
def zipped(answers, outputs):
    counts = {}
    for answer, output in zip(answers, outputs, strict=True):
        for k, (x, y) in enumerate(zip(answer, output, strict=False), 1):
            if x != y:
                counts[k] = counts.get(k, 0) + 1
                break
    return counts


@wrong(ch00.first_mistakes, "does not return", "没有返回")
def printed(answers, outputs):
    print(ch00.first_mistakes.solve(answers, outputs))
