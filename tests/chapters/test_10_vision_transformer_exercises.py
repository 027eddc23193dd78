"""Exercises of chapter 10: our answers against torch's and the library's."""

import random

import pytest
import torch
from torch.nn.functional import unfold

from course_lib.chapters.ch10_vision_transformer import exercises as ch10
from course_lib.kit.from_scratch import page
from course_lib.models.vit import patches

close = torch.testing.assert_close


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


def test_mended_squares_are_torchs_and_in_grey_the_librarys():
    pictures = drawn(2, 3, 6, 9)
    close(ch10.to_squares.solve(pictures, 3), unfold(pictures, 3, stride=3).mT)
    close(ch10.to_squares.solve(pictures[:, :1], 3), patches(pictures[:, 0], 3))


def test_each_copy_lacks_its_own_patch_and_nothing_else():
    picture = drawn(3, 24, 24)
    lost = ch10.to_squares.solve(picture - ch10.painted_out.solve(picture, 4), 4)  # (S, S, 48)
    whole = ch10.to_squares.solve(picture[None], 4)[0]  # (S, 48)
    close(lost, torch.diag_embed(whole.T).permute(1, 2, 0))


@pytest.mark.parametrize(
    ("colour", "shape", "option"),
    [([0.99], [0.4], 1), ([0.9], [0.9], 0), ([0.2], [0.7], 2), ([0.1], [0.2], 3)],
)
def test_what_is_mostly_wrong(colour, shape, option):
    assert ch10.mostly_wrong(colour, shape) == option


@pytest.mark.parametrize(("where", "same", "option"), [(0, 0, 0), (0, 1, 1), (1, 0, 2), (1, 1, 3)])
def test_who_leads_is_told_by_the_two_tasks(where, same, option):
    assert ch10.who_leads(([0.5], [float(where)]), ([0.5], [float(same)])) == option


def test_captions_name_the_left_or_upper_thing_first_in_both_languages(monkeypatch):
    world, chance = page("4_pictures"), random.Random(0)
    for scene in (world.draw(chance) for _ in range(50)):
        (one, shape, x, y), (other, form, right, low) = scene
        across = abs(right - x) > abs(low - y)
        assert right > x if across else low > y
        monkeypatch.setattr(world, "LANGUAGE", "en")
        assert world.caption(scene) == ["a", one, shape, "left of" if across else "above", "a", other, form]
        monkeypatch.setattr(world, "LANGUAGE", "zh")
        words = dict(zip(world.ENGLISH, world.CHINESE, strict=True))
        chinese = [words[one], words[shape], "在", words[other], words[form], "左边" if across else "上面"]
        assert world.caption(scene) == chinese and {*chinese} <= {*world.TARGET}


def test_a_scene_holds_two_things_that_do_not_overlap():
    world, chance = page("4_pictures"), random.Random(1)
    for scene in (world.draw(chance) for _ in range(50)):
        alone = [world.render([(thing,)])[0] for thing in scene]
        both = world.render([scene])[0]
        assert not ((alone[0].amax(0) > 0) & (alone[1].amax(0) > 0)).any()
        close(both, alone[0] + alone[1])
        assert {thing[:2] for thing in scene} <= {*world.SEEN}


def test_positions_of_the_same_grid_stay_and_a_ramp_stays_a_ramp():
    table = drawn(10, 4)
    close(ch10.resized_positions.solve(table, 3), table)
    row, column = torch.arange(4.0).repeat_interleave(4), torch.arange(4.0).repeat(4)
    ramp = torch.cat([torch.tensor([[9.0, 9.0]]), torch.stack([row, column], 1)])  # (17, 2)
    found = ch10.resized_positions.solve(ramp, 8)
    assert found[0].tolist() == [9, 9]
    inside = found[1:].view(8, 8, 2)[1:-1, 1:-1]
    close(inside[..., 0], (torch.arange(1.0, 7.0) / 2 - 0.25)[:, None].expand(6, 6))
    close(inside[..., 1], (torch.arange(1.0, 7.0) / 2 - 0.25)[None].expand(6, 6))
