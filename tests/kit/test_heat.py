"""Heat: how a weight is written."""

import pytest
import torch

from course_lib.kit.heat import chips, heat, number
from course_lib.language import set_language


@pytest.mark.parametrize(
    "weight, english, chinese",
    [(0.243, ".24", "0.24"), (0.006, ".01", "0.01"), (0.004, "0", "0"), (0.996, "1", "1")],
)
def test_a_weight_is_written_as_the_readers_of_each_language_write_it(weight, english, chinese):
    try:
        assert number(weight) == english
        set_language("zh")
        assert number(weight) == chinese
    finally:
        set_language("en")


def test_tokens_and_grids_show_the_weights_so(language):
    wanted = {"en": ">.25<", "zh": ">0.25<"}[language]
    weights = torch.tensor([[0.25, 0.75]])
    assert wanted in chips(["a", "b"], weights[0].tolist())
    assert wanted in heat(weights, ["a", "b"], ["c"], 0, ("over", "beside"))
