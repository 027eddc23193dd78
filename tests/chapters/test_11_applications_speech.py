"""Chapter 11, speech: batches, the pipeline by hand, the sound that is rebuilt, the figure."""

import pytest
import torch

from course_lib.chapters.ch11_applications import figures, listening, pipeline
from course_lib.chapters.ch11_applications.sound import sound
from course_lib.data.corpora.speech import BANDS, EASY, HOP, NOISY, utterances, voices


def test_a_batch_holds_every_frame_and_every_digit():
    spoken = utterances("zh", "train", 5, EASY, seed=1)
    batch = listening.collate(spoken)
    for row, length, gold, one in zip(batch.source, batch.source_lengths, batch.gold, spoken, strict=True):
        assert length == -(-len(one.frames) // listening.STACK)
        flat = row.reshape(-1, BANDS)
        assert torch.equal(flat[: len(one.frames)], one.frames) and not flat[len(one.frames) :].any()
        assert listening.VOCAB.decode(gold.tolist()) == listening.written(one)


def test_a_training_lowers_the_loss():
    model = listening.build()
    losses = [report.loss for report in listening.fit(model, "zh", 8, 0, 4e-3)]
    assert losses[-1] < losses[0] - 0.1


@pytest.mark.parametrize("distance", [pipeline.nearest, pipeline.warped])
def test_the_pipeline_reads_its_own_voices_in_silence(distance):
    known = pipeline.templates(voices("zh", "train"))
    spoken = utterances("zh", "train", 12, EASY, 1, 2, seed=5)
    said = [pipeline.read(one.frames, known, distance) for one in spoken]
    assert listening.digit_error(said, spoken) < 0.35


def test_warping_a_piece_to_itself_costs_nothing():
    one = torch.rand(
        3, pipeline.LENGTH, BANDS, generator=torch.Generator().manual_seed(0), dtype=torch.double
    )
    slower = one[1].clone()
    slower[10:] = one[1][9:-1]  # one frame is held
    distances = pipeline.warped(one, slower)
    assert distances.argmin() == 1 and distances[1] < 0.2 * distances[0]
    assert pipeline.warped(one, one[1])[1] < 1e-5


def test_the_sound_is_as_long_as_the_frames_and_silent_where_they_are():
    spoken = utterances("en", "flite", 1, EASY, 2, 2, seed=0)[0]
    samples = sound(spoken.frames)
    assert len(samples) == (len(spoken.frames) - 1) * HOP and samples.abs().max() == pytest.approx(1)
    (_, first), (second, _) = spoken.spans
    inside = samples[spoken.spans[0][0] * HOP : first * HOP].square().mean()
    between = samples[(first + 2) * HOP : (second - 1) * HOP].square().mean()
    assert between < 1e-3 * inside
    assert torch.equal(samples, sound(spoken.frames))


def test_the_figure_says_what_it_shows(language):
    spoken = utterances(language, "train", 1, NOISY, 3, 3, seed=0)[0]
    found = figures.compute(listening.build(), spoken)
    assert found.weights.shape == (3, -(-len(spoken.frames) // listening.STACK))
    torch.testing.assert_close(found.weights.sum(1), torch.ones(3))
    drawn = figures.listen(found)
    assert listening.written(spoken) in drawn.alt and drawn.png()
