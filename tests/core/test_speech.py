"""Speech: the voices, the strings that are made of them, and the model that reads vectors."""

import random
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from course_lib.data.corpora import speech
from course_lib.data.corpora.speech import BANDS, EASY, NOISY, utterance, utterances, voices
from course_lib.data.vocab import BOS
from course_lib.decoding import beam_search, greedy
from course_lib.models.speech import SpeechReader, stacked

PARTS = {"en": ("train", "held out", "flite"), "zh": ("train", "held out")}


def test_no_voice_is_in_two_parts_and_none_sounds_like_another():
    counts, heard = {}, []
    for language, parts in PARTS.items():
        names = [name for part in parts for name in voices(language, part)]
        assert len(set(names)) == len(names)
        assert set(speech.HELD_OUT[language]) == set(voices(language, "held out"))
        for part in parts:
            counts[language, part] = len(voices(language, part))
            for voice in voices(language, part).values():
                assert len(voice) == 10
                assert all(10 <= len(d) <= 100 and d.size(1) == BANDS and d.max() == 1 for d in voice)
                heard += [digit.numpy().tobytes() for digit in voice]
    assert list(counts.values()) == [19, 5, 4, 11, 3]
    assert len(set(heard)) == len(heard)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(0, 2**32), st.booleans())
def test_a_digit_sounds_inside_its_span_and_only_there(digits, seed, loud):
    name, voice = next(iter(voices("zh", "train").items()))
    conditions = replace(NOISY, noise=None, level=0.0) if loud else EASY
    made = utterance(digits, name, voice, conditions, random.Random(seed))
    assert made.digits == digits and len(made.spans) == len(digits)
    silent, last = torch.ones(len(made.frames), dtype=torch.bool), 0
    for digit, (start, end) in zip(digits, made.spans, strict=True):
        low, high = conditions.gap
        assert low <= start - last <= high
        assert abs((end - start) / len(voice[digit]) - 1) <= conditions.stretch + 1 / len(voice[digit])
        assert made.frames[start:end].max() > 0.5
        silent[start:end], last = False, end
    assert made.frames[silent].abs().max() == 0 and 0 <= made.frames.min() <= made.frames.max() <= 1
    again = utterance(digits, name, voice, conditions, random.Random(seed))
    assert torch.equal(again.frames, made.frames)


def test_noise_fills_the_silence_at_the_level_asked_for():
    noise = speech.noisy(torch.zeros(400, BANDS), -30.0, random.Random(0))
    power = 10 ** ((noise - 1) * speech.DECIBELS / 10)
    assert power.mean().log10().item() * 10 == pytest.approx(-30, abs=0.3)


@pytest.mark.parametrize("language", PARTS)
def test_strings_of_the_tests_are_in_no_training(language):
    train, asked = (utterances(language, "train", 300, EASY, seed=3, unseen=u) for u in (False, True))
    strings = [{tuple(one.digits) for one in made if len(one.digits) > 1} for made in (train, asked)]
    assert not strings[0] & strings[1]
    assert {len(one.digits) for one in asked} == {1, 2, 3, 4, 5}
    assert all(sum(len(one.digits) == n for one in asked) > 30 for n in range(1, 6))
    assert {one.voice for one in asked} <= set(voices(language, "train"))


def test_what_there_is_not_is_refused():
    for call in (
        lambda: voices("fr", "train"),
        lambda: voices("en", "x"),
        lambda: utterances("zh", "flite", 1),
    ):
        with pytest.raises(ValueError):
            call()


@pytest.mark.parametrize("factor", [0.5, 0.85, 1.0, 1.5])
def test_faster_and_slower_speech_has_the_same_ends(factor):
    frames = torch.rand(20, BANDS, generator=torch.Generator().manual_seed(0))
    made = speech.stretched(frames, factor)
    assert made.shape == (round(20 * factor), BANDS)
    assert_close(made[[0, -1]], frames[[0, -1]])


def test_what_is_louder_than_the_noise_stays_as_it_is():
    frames = 0.2 + 0.8 * torch.rand(5, BANDS, generator=torch.Generator().manual_seed(0))
    assert_close(speech.noisy(frames, -200, random.Random(0)), frames)


@pytest.mark.parametrize("shift", [0, 1, -2])
def test_bands_move(shift):
    frames = torch.rand(5, BANDS, generator=torch.Generator().manual_seed(0))
    moved = speech.shifted(frames, shift)
    inner = slice(4, BANDS - 4)
    assert_close(moved[:, inner], frames.roll(shift, 1)[:, inner])


def test_stacking_keeps_every_frame_in_order():
    frames = torch.arange(14.0).view(7, 2)
    assert stacked(frames, 4).tolist() == [[*range(8)], [8, 9, 10, 11, 12, 13, 0, 0]]
    assert torch.equal(stacked(frames[:4], 4), frames[:4].reshape(1, 8))


@pytest.fixture(scope="module")
def model() -> SpeechReader:
    return SpeechReader(6, 14, 5, 7, seed=1).double().eval()


def random_source(rows: int, places: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(rows, places, 6, generator=torch.Generator().manual_seed(seed), dtype=torch.double)


def test_padding_never_leaks(model):
    source, lengths = random_source(3, 9), torch.tensor([9, 4, 1])
    tokens = torch.tensor([[BOS, 5, 9]] * 3)
    other = source.clone()
    for row, length in enumerate(lengths.tolist()):
        other[row, length:] = 1e6
    memories = [model.encode(one, lengths) for one in (source, other)]
    whole, wild = (model.advance(tokens, model.start(memory), memory)[0] for memory in memories)
    assert_close(wild, whole, rtol=0, atol=1e-12)
    for row, length in enumerate(lengths.tolist()):
        alone = model.encode(source[row : row + 1, :length], lengths[row : row + 1])
        assert_close(
            model.advance(tokens[:1], model.start(alone), alone)[0][0], whole[row], rtol=0, atol=1e-12
        )


def test_one_token_at_a_time_is_all_at_once(model):
    memory = model.encode(random_source(2, 5), torch.tensor([5, 3]))
    tokens, state, steps = torch.tensor([[BOS, 4, 8], [BOS, 7, 7]]), model.start(memory), []
    for one in tokens.split(1, 1):
        hidden, state = model.advance(one, state, memory)
        steps.append(hidden)
    assert_close(torch.cat(steps, 1), model.advance(tokens, model.start(memory), memory)[0])
    weights = model.alignment(tokens, memory)
    assert_close(weights.sum(-1), torch.ones(2, 3, dtype=torch.double))
    assert weights[1, :, 3:].abs().max() == 0


def test_greedy_is_a_beam_of_one_and_the_config_makes_the_model_anew(model):
    source, lengths = random_source(4, 6, 2), torch.tensor([6, 5, 2, 6])
    said = greedy(model, source, lengths, 6)
    beams = beam_search(model, source, lengths, beam=1, max_length=6)
    assert [row[0].tokens for row in beams] == said
    twin = SpeechReader(**model.config).double().eval()
    assert greedy(twin, source, lengths, 6) == said
