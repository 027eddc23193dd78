"""Figures and tables of chapter 10: what their words say."""

import warnings

import pytest
import torch

from course_lib.chapters.ch10_vision_transformer import figures, tables


@pytest.mark.parametrize(
    ("shares", "told"), [([0.383, 0.113, 0.2], "11–38"), ([0.5, 0.499], "50"), ([1.0], "100")]
)
def test_shares_are_told_by_the_lowest_and_the_highest(shares, told):
    assert tables.of_100(shares) == told


def test_a_caption_stands_in_three_lines(language):
    words = {
        "en": ["a", "red", "square", "left of", "a", "blue", "circle"],
        "zh": ["红色", "方形", "在", "蓝色", "圆形", "左边"],
    }[language]
    drawn = figures.scenes(torch.rand(2, 3, 24, 24), [words, words])
    said = {"en": "a red square\nleft of\na blue circle", "zh": "红色方形\n在\n蓝色圆形左边"}[language]
    assert [axes.get_xlabel() for axes in drawn.axes] == [said, said]
    assert said.replace("\n", {"en": " ", "zh": ""}[language]) in drawn.alt


def test_the_brightest_patch_is_told_and_a_map_without_one_is_dark():
    weights = torch.zeros(2, 36)
    weights[0, 7], weights[1] = 0.6, -0.001
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)  # a division by the brightest
        drawn = figures.looks(torch.ones(3, 24, 24), weights, ["red", "circle"])
    assert "red: most at row 2, column 2" in drawn.alt
    bright, dark = (torch.tensor(axes.images[0].get_array()[:, :, 0]) for axes in drawn.axes)
    assert bright[4:8, 4:8].eq(1).all() and bright.gt(0.5).sum() == 16
    torch.testing.assert_close(dark, torch.full_like(dark, 0.15))
