"""What the records on spoken digits say, and what the chapter says of them."""

import pytest
import torch

from course_lib.chapters.ch11_applications import listening, pipeline, strings, tables
from course_lib.chapters.ch11_applications.experiments import spoken
from course_lib.data.corpora.speech import HELD_OUT, NOISY, utterances, voices
from course_lib.kit import records
from course_lib.training.checkpoint import BEST

NETWORK, CHAIN, QUIET = (records.load(name) for name in ("spoken", "spoken_by_hand", "spoken_quiet"))
NEAREST, IN_NOISE = "nearest", "nearest, templates in noise"


def wrong(
    record: records.Record, group: str, condition: str, what: str = "errors", **settings
) -> list[float]:
    """Wrong digits of a hundred, a value a run."""
    return [100 * run[what][group][condition] for run in record.where(**settings)]


def test_the_strings_are_the_same_at_each_call_and_in_no_training():
    for _, _, found in strings.tests("en", 30):
        assert all(len(one.digits) == 1 or sum(one.digits) % 5 == 0 for one in found)
    first, again = (list(strings.tests("zh", 5)) for _ in range(2))
    # No other synthesiser speaks Chinese.
    assert [(v, c) for v, c, _ in first] == [(v, c) for v in ("known", "new") for c in ("easy", "noisy")]
    for (_, _, one), (_, _, other) in zip(first, again, strict=True):
        assert all(a.frames.equal(b.frames) for a, b in zip(one, other, strict=True))
    for group, part in strings.PARTS.items():
        spoken_by = {one.voice for v, _, found in strings.tests("en", 60) if v == group for one in found}
        assert spoken_by <= voices("en", part).keys() and len(spoken_by) > 3
    lengths = dict(strings.by_length("en", 3))
    assert list(lengths) == list(range(1, strings.LONGEST + 1)) and strings.LONGEST > listening.MOST
    assert all(len(one.digits) == length for length, found in lengths.items() for one in found)


def test_strings_by_voice_are_of_that_voice_and_of_all_new_voices():
    found = list(strings.by_voice("en", 4))
    assert {name for name, _, _ in found} == {*HELD_OUT["en"], *voices("en", "flite")}
    assert all(one.voice == name and sum(one.digits[1:]) >= 0 for name, _, made in found for one in made)
    assert [c for _, c, _ in found[:2]] == ["easy", "noisy"] and all(len(made) == 4 for _, _, made in found)


@pytest.mark.parametrize("of", ["en", "zh"])
def test_the_model_that_is_kept_in_16_bits_says_what_was_recorded(of):
    (run,) = NETWORK.where(language=of, seed=0)
    model = NETWORK.fill(spoken.build(0, of), language=of, seed=0)
    assert (records.FOLDER / "spoken" / run["model"] / BEST).stat().st_size < 500_000
    assert sum(weight.numel() for weight in model.parameters()) == run["weights"]
    found = strings.errors(lambda asked: listening.heard(model, asked), of, 200)
    for group, by_condition in run["errors"].items():
        assert found[group] == pytest.approx(by_condition, abs=0.004)  # two digits of 600


@pytest.mark.parametrize("of", ["en", "zh"])
def test_the_chain_reads_today_what_was_recorded(of):
    (run,) = CHAIN.where(language=of, distance=NEAREST)
    train, new = voices(of, "train"), voices(of, "held out") | voices(of, "flite")
    known = pipeline.templates(train)
    for group, condition, asked in strings.tests(of, 200):
        if group != "new":
            continue  # a part is enough
        for what, spans in (
            ("errors", [None] * len(asked)),
            ("given", [one.spans for one in asked]),
        ):
            said = [pipeline.read(a.frames, known, spans=b) for a, b in zip(asked, spans, strict=True)]
            assert listening.digit_error(said, asked) == pytest.approx(run[what][group][condition], abs=0.004)
    for one in run["voices"]:
        assert one["apart"] == pytest.approx(pipeline.apart(new[one["voice"]], train), abs=1e-3)


def test_pieces_that_are_given_are_read():
    known = pipeline.templates(voices("en", "train"))
    one = utterances("en", "train", 1, NOISY, 4, 4, seed=3)[0]
    assert len(pipeline.read(one.frames, known, spans=one.spans[:3])) == 3
    assert pipeline.read(one.frames, known, spans=[]) == ""
    found = pipeline.segments(one.frames)
    assert pipeline.read(one.frames, known, spans=found) == pipeline.read(one.frames, known)


def test_templates_that_have_heard_noise_read_better_in_noise():
    train = voices("zh", "train")
    asked = utterances("zh", "train", 40, NOISY, seed=6)
    known = pipeline.templates(train), pipeline.templates_in_noise(train, copies=2)
    assert len(known[1].digits) > 1.9 * len(known[0].digits)
    plain, noisy = (
        listening.digit_error([pipeline.read(one.frames, own) for one in asked], asked) for own in known
    )
    assert noisy < 0.7 * plain


def test_a_voice_is_as_far_as_its_nearest_neighbour():
    train, new = voices("zh", "train"), voices("zh", "held out")
    name, voice = next(iter(train.items()))
    assert pipeline.apart(voice, train) == 0
    assert pipeline.apart(voice, {name: voice, **new}) == 0 < pipeline.apart(voice, new)
    assert pipeline.apart([piece * 0.5 for piece in voice], train) == pytest.approx(
        0, abs=1e-4
    )  # more softly
    mixed = [*voice[1:], voice[0]]
    assert pipeline.apart(mixed, {name: voice}) > 3 * pipeline.apart(new["cmn+f2"], train)


@pytest.mark.parametrize("of", ["en", "zh"])
def test_in_quiet_the_chain_reads_new_voices_no_worse_and_in_noise_much_worse(of):
    (by_hand,) = CHAIN.where(language=of, distance=NEAREST)
    assert by_hand["errors"]["new"]["easy"] < 0.005
    assert min(wrong(NETWORK, "new", "easy", language=of)) >= (10 if of == "zh" else 0.2)
    assert 100 * by_hand["errors"]["new"]["noisy"] > 1.5 * max(wrong(NETWORK, "new", "noisy", language=of))


@pytest.mark.parametrize("of", ["en", "zh"])
def test_the_chain_loses_by_its_cuts_though_their_number_is_right(of):
    (run,) = CHAIN.where(language=of, distance=NEAREST)
    for group in ("known", "new"):
        assert run["given"][group]["noisy"] < 0.6 * run["errors"][group]["noisy"]
        assert run["given"][group]["noisy"] < max(wrong(NETWORK, group, "noisy", language=of)) / 100
        assert run["cut"][group]["noisy"] > 0.85


def test_templates_that_have_heard_noise_draw_level_in_chinese_but_not_in_english():
    fair = {of: wrong(CHAIN, "new", "noisy", language=of, distance=IN_NOISE)[0] for of in ("en", "zh")}
    plain = {of: wrong(CHAIN, "new", "noisy", language=of, distance=NEAREST)[0] for of in ("en", "zh")}
    assert all(fair[of] < 0.75 * plain[of] for of in fair)
    assert fair["en"] > 1.6 * max(wrong(NETWORK, "new", "noisy", language="en"))
    assert fair["zh"] < 1.3 * max(wrong(NETWORK, "new", "noisy", language="zh"))


@pytest.mark.parametrize("of", ["en", "zh"])
def test_a_network_that_never_heard_noise_is_lost_in_it(of):
    assert min(wrong(QUIET, "known", "noisy", language=of)) > 5 * max(
        wrong(NETWORK, "known", "noisy", language=of)
    )
    assert max(wrong(QUIET, "known", "easy", language=of)) < 2


@pytest.mark.parametrize("of", ["en", "zh"])
def test_near_twins_of_the_training_are_read_and_a_stranger_is_not(of):
    (by_hand,) = CHAIN.where(language=of, distance=NEAREST)
    apart = {one["voice"]: one["apart"] for one in by_hand["voices"]}
    new = sorted(HELD_OUT[of], key=apart.__getitem__)
    assert apart[new[1]] < 0.15 < 0.3 < apart[new[-1]]  # two twins, and steph
    for run in NETWORK.where(language=of):
        assert [one["voice"] for one in run["voices"]] == list(apart)
        quiet, noisy = ({one["voice"]: one[c] for one in run["voices"]} for c in ("easy", "noisy"))
        for twin in new[:2]:
            assert quiet[twin] < 0.005 and noisy[twin] < 0.05
        assert noisy[new[-1]] > max(0.15, 2 * max(noisy[name] for name in new[:-1]))
        assert of == "en" or quiet[new[-1]] > 0.25
        assert all(quiet[name] > 0.1 for name in apart if name not in new)  # another synthesiser


@pytest.mark.parametrize("of", ["en", "zh"])
def test_it_writes_five_digits_whatever_is_spoken(of):
    (by_hand,) = CHAIN.where(language=of, distance=NEAREST)
    for run in NETWORK.where(language=of):
        for length, found in run["lengths"].items():
            assert found["written"] == pytest.approx(min(int(length), listening.MOST), abs=0.1)
            missing = max(0, int(length) - listening.MOST) / int(length)
            assert found["error"] == pytest.approx(missing, abs=0.02)
    assert max(by_hand["lengths"].values()) < 0.02


@pytest.mark.parametrize("of", ["en", "zh"])
def test_attention_lies_inside_the_digit_and_moves_on(of):
    for run in NETWORK.where(language=of):
        assert run["inside"] > 0.9 and run["forward"] > 0.99


def test_the_other_synthesiser_is_hard_for_both_and_warping_helps_in_quiet():
    network = wrong(NETWORK, "other", "easy", language="en")
    assert min(network) > 5 * max(wrong(NETWORK, "new", "easy", language="en"))
    (plain,), (warped,) = (
        wrong(CHAIN, "other", "easy", language="en", distance=d) for d in (NEAREST, "warped")
    )
    assert plain > 30 and warped < 0.7 * min(network)


def test_tables_show_what_was_recorded(language):
    (run,) = CHAIN.where(language=language, distance=NEAREST)
    made = tables.cuts(CHAIN, language)
    shown = [
        [round(100 * run[what]["new"][c]) for c in ("easy", "noisy")] for what in ("cut", "errors", "given")
    ]
    assert [[int(cell) for cell in row[1:]] for row in made.rows] == shown
    made = tables.by_voice(NETWORK, CHAIN, language)
    distances = [float(row[1]) for row in made.rows]
    assert distances == sorted(distances) and len(made.rows) == len(run["voices"])
    last = max(run["voices"], key=lambda one: one["apart"])
    assert made.rows[-1][0] == last["voice"] and made.rows[-1][2] == f"{100 * last['easy']:.0f}"
    made = tables.heard_noise(NETWORK, QUIET, CHAIN, language)
    noisy = [
        wrong(record, "new", "noisy", language=language, **settings)
        for record, settings in (
            (CHAIN, {"distance": NEAREST}),
            (QUIET, {}),
            (CHAIN, {"distance": IN_NOISE}),
            (NETWORK, {}),
        )
    ]
    assert [row[2] for row in made.rows] == [tables.wrong([v / 100 for v in values]) for values in noisy]
    assert len({row[0] for row in made.rows}) == 4


def test_the_scale_of_a_distance_is_the_most_similar_other_digit():
    low, high = torch.zeros(30, 32), torch.zeros(30, 32)
    low[:, :16], high[:, 16:] = 1.0, 1.0  # the two are opposite: 4 apart
    assert pipeline.between_digits({"two": [low, high]}) == pytest.approx(4, abs=0.01)
    assert pipeline.between_digits({"three": [low, high, low]}) == pytest.approx(4 / 3, abs=0.01)
