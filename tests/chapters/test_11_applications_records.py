"""What the records on spoken digits say, and what the chapter says of them."""

import pytest

from course_lib.chapters.ch11_applications import listening, pipeline, strings
from course_lib.chapters.ch11_applications.experiments import spoken, spoken_by_hand
from course_lib.data.corpora.speech import NOISY, utterances, voices
from course_lib.kit import records
from course_lib.training.checkpoint import BEST

NETWORK, CHAIN, QUIET = (records.load(name) for name in ("spoken", "spoken_by_hand", "spoken_quiet"))


def wrong(record: records.Record, voices: str, condition: str, **settings) -> list[float]:
    """Wrong digits of a hundred, a value a run."""
    return [100 * run["errors"][voices][condition] for run in record.where(**settings)]


def test_test_strings_are_the_same_for_both_and_none_is_of_the_training():
    for _, _, found in strings.tests("en", 30):
        assert all(len(one.digits) == 1 or sum(one.digits) % 5 == 0 for one in found)
    first, again = (list(strings.tests("zh", 5)) for _ in range(2))
    assert [(v, c) for v, c, _ in first] == [
        (v, c) for v in ("known", "new") for c in ("easy", "noisy")
    ]  # no other synthesiser speaks Chinese
    for (_, _, one), (_, _, other) in zip(first, again, strict=True):
        assert all((a.frames == b.frames).all() for a, b in zip(one, other, strict=True))
    heard = {one.voice for _, _, found in strings.tests("en", 60) for one in found}
    assert heard & voices("en", "held out").keys() and heard & voices("en", "flite").keys()
    lengths = dict(strings.by_length("en", 3))
    assert list(lengths) == list(range(1, strings.LONGEST + 1)) and strings.LONGEST > listening.MOST
    assert all(len(one.digits) == length for length, found in lengths.items() for one in found)


@pytest.mark.parametrize("of", ["en", "zh"])
def test_the_model_that_is_kept_in_16_bits_says_what_was_recorded(of):
    (run,) = NETWORK.where(language=of, seed=0)
    model = NETWORK.fill(spoken.build(0, of), language=of, seed=0)
    assert (records.FOLDER / "spoken" / run["model"] / BEST).stat().st_size < 500_000
    assert sum(weight.numel() for weight in model.parameters()) == run["weights"]
    for group, condition, found in strings.tests(of, 200):
        error = listening.digit_error(listening.heard(model, found), found)
        assert error == pytest.approx(run["errors"][group][condition], abs=0.004)  # two digits of 600


@pytest.mark.parametrize("of", ["en", "zh"])
def test_the_chain_reads_today_what_was_recorded(of):
    (run,) = CHAIN.where(language=of, distance="nearest")
    found = spoken_by_hand.run(of, "nearest", 0, asked=200)
    for what in ("errors", "given", "cut"):
        for group, by_condition in run[what].items():
            assert found[what][group] == pytest.approx(by_condition, abs=0.004)


def test_given_pieces_are_read_instead_of_those_that_were_found():
    known = pipeline.templates(voices("en", "train"))
    one = utterances("en", "train", 1, NOISY, 4, 4, seed=3)[0]
    assert len(pipeline.read(one.frames, known, spans=one.spans[:3])) == 3
    assert pipeline.read(one.frames, known, spans=[]) == ""
    assert pipeline.read(one.frames, known, spans=pipeline.segments(one.frames)) == pipeline.read(
        one.frames, known
    )
