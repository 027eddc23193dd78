"""Exercises of chapter 08: our answers against torch's."""

import torch
from torch.nn.functional import scaled_dot_product_attention

from course_lib.chapters.ch08_transformer import exercises as ch08

close = torch.testing.assert_close


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0), dtype=torch.double)


def test_the_mended_mask_is_torchs():
    x = drawn(3, 2, 6, 4)
    close(ch08.look_left.solve(*x), scaled_dot_product_attention(*x, is_causal=True))


def test_steps_with_a_cache_equal_one_causal_call():
    x, matrices = drawn(6, 4), [drawn(3, 4, 4)[k] for k in range(3)]
    keys = values = torch.zeros(0, 4).double()
    outputs = []
    for token in x:
        output, keys, values = ch08.cached_step.solve(token, keys, values, *matrices)
        outputs.append(output)
    query, key, value = (x @ matrix for matrix in matrices)
    at_once = scaled_dot_product_attention(query[None], key[None], value[None], is_causal=True)[0]
    close(torch.stack(outputs), at_once)
