"""Exercises of chapter 10: our answers against torch's and the library's."""

import torch
from torch.nn.functional import conv2d

from course_lib.chapters.ch10_vision_transformer import exercises as ch10
from course_lib.models import VisionTransformer
from course_lib.models.vit import patches

close = torch.testing.assert_close


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


def test_patches_are_the_librarys():
    close(ch10.cut_patches.solve(drawn(6, 9), 3), patches(drawn(6, 9)[None], 3)[0])


def test_the_first_sequence_is_what_the_librarys_encoder_gets():
    model = VisionTransformer(patch=4, hidden=8, heads=2)
    seen = []
    model.stack.register_forward_pre_hook(lambda stack, given: seen.append(given[0]))
    squares = patches(drawn(3, 8, 8), 4)
    model.read(squares)
    found = ch10.first_sequence.solve(squares, model.embedding.weight.T, model.token, model.positions.table)
    close(found + torch.cat([torch.zeros(1, 8), model.embedding.bias.expand(4, 8)]), seen[0])


def test_the_convolution_is_the_patch_embedding():
    pictures, E = drawn(2, 6, 9), drawn(9, 5)
    maps = conv2d(pictures[:, None], ch10.as_convolution.solve(E, 3), stride=3)  # (2, 5, 2, 3)
    close(maps.flatten(2).transpose(1, 2), patches(pictures, 3) @ E)


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
