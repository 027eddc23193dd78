"""The story's own training loop is that of `train` but for the loss, and the recorded runs tell the story."""

import pytest
import tiny
import torch

from course_lib.chapters.ch05_exposure_bias.experiments.story import BATCH, CHOICES, KEPT, with_loss
from course_lib.data.batching import collate
from course_lib.data.corpora.sentences import STORY
from course_lib.decoding import decode_pairs
from course_lib.kit import records
from course_lib.training import adam, loss_of
from course_lib.training.teacher_forcing import unroll

PAIRS = [([4 + i % 5, 5], [4 + (i * k) % 4 for k in range(1, 4)]) for i in range(BATCH)]  # one batch


def after_one_step(loss: str, pairs=PAIRS) -> list[torch.Tensor]:
    model = tiny.model()
    with_loss(model, pairs, 1, loss, seed=0)
    return list(model.parameters())


def test_a_sentence_mean_is_the_token_mean_where_all_are_equally_long():
    model = tiny.model()
    optimizer = adam(model, 5e-3)
    batch = collate(PAIRS)
    loss_of(model, batch, unroll(model, batch, 1.0)).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    torch.testing.assert_close(list(model.parameters()), after_one_step("sentence mean"))


@pytest.mark.parametrize("other", ["smoothing", "sentence mean"])
def test_each_loss_is_another(other):
    uneven = [(source, target[: 1 + i % 3]) for i, (source, target) in enumerate(PAIRS)]
    plain, changed = after_one_step("token mean", uneven), after_one_step(other, uneven)
    assert any(not torch.allclose(a, b) for a, b in zip(plain, changed, strict=True))


def test_the_base_says_what_the_notes_say_and_attention_cures_it():
    record = records.load("story")
    says = {choice: record.values("free", choice=choice) for choice in CHOICES}
    assert says["base"].count("我喜欢自动化处理") >= 5
    assert record.values("forced", choice="base").count("我喜欢自动语言处理") >= 5
    assert says["attention"].count(STORY) >= 5


@pytest.mark.parametrize(("choice", "seed"), sorted(KEPT))
def test_a_kept_model_says_what_was_recorded(choice, seed):
    record = records.load("story")
    model, source_vocab, target_vocab, *_ = record.model(choice=choice, seed=seed)
    (output,) = decode_pairs(model, [source_vocab.encode(STORY)])
    assert [target_vocab.decode(output)] == record.values("free", choice=choice, seed=seed)
