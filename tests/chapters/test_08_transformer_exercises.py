"""Exercises of chapter 08: our answers against torch's and the library's."""

import torch
from torch.nn.functional import cross_entropy, scaled_dot_product_attention

from course_lib.chapters.ch08_transformer import exercises as ch08
from course_lib.models.multi_head import MultiHeadAttention
from course_lib.models.positions import sinusoids

close = torch.testing.assert_close


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0), dtype=torch.double)


def test_heads_are_the_librarys():
    x, attention = drawn(2, 5, 12), MultiHeadAttention(12, 3).double()
    keys, values = attention.keys_values(x)
    close(ch08.split_heads.solve(attention.key(x), 3), keys)
    close(ch08.split_heads.solve(attention.value(x), 3), values)


def test_waves_are_the_librarys():
    close(ch08.waves.solve(30, 16), sinusoids(30, 16))


def test_the_smoothed_loss_is_torchs():
    logits, labels = drawn(7, 5), torch.tensor([0, 1, 2, 3, 4, 0, 1])
    for share in (0.0, 0.1, 1.0):
        close(
            ch08.smoothed_loss.solve(logits, labels, share),
            cross_entropy(logits, labels, label_smoothing=share),
        )


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
