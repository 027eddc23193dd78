"""The stepper lab without a browser: what a learner presses, and what follows."""

import math

import pytest

from course_lib.chapters.ch03_decoder.stepper_lab import compute as computation
from course_lib.chapters.ch03_decoder.stepper_lab.cards import number, plot
from course_lib.chapters.ch03_decoder.stepper_lab.compute import DRAWN, FORCED, LIKELIEST, Said, compute
from course_lib.chapters.labs import StepperLab
from course_lib.data.vocab import EOS
from course_lib.kit import records

BUNDLE = records.load("french").model(seed=0)
NAMES = BUNDLE.target_vocab.names


def tokens(text, how=FORCED):
    return tuple(Said(i, how) for i in BUNDLE.target_vocab.encode(text))


@pytest.fixture
def lab(language):
    return StepperLab(BUNDLE)


def test_a_moment_follows_the_chain_rule():
    start = compute(BUNDLE, "71")
    assert start.expected == "soixante et onze" and start.alone == start.expected and not start.said
    assert NAMES[start.best()[0][0]] == "soixante" and len(start.best()) == 10
    assert math.isclose(float(start.probabilities.sum()), 1, rel_tol=1e-5)
    next_one = compute(BUNDLE, "71", tokens("soixante"))
    assert math.isclose(next_one.log_probs[0], math.log(start.best(1)[0][1]), rel_tol=1e-4)
    whole = compute(BUNDLE, "seventy one", (*tokens("soixante et onze"), Said(EOS, LIKELIEST)))
    assert whole.ended and whole.full and whole.text == "soixante et onze"
    assert sum(whole.log_probs) > math.log(0.9)


def test_what_is_possible_is_never_written_as_zero():
    assert [number(share, 3) for share in (1.0, 0.0005, 0.0004)] == ["1.000", "0.001", "&lt; 0.001"]


def test_the_temperature_levels_but_never_reorders():
    cold, warm, hot = (compute(BUNDLE, "73381", tokens("soixante-treize mille"), t) for t in (0.2, 1, 2))
    orders = [[token for token, _ in moment.best()] for moment in (cold, warm, hot)]
    assert orders[0][:4] == orders[1][:4] == orders[2][:4]
    assert cold.best(1)[0][1] > warm.best(1)[0][1] > hot.best(1)[0][1]
    assert cold.log_probs == warm.log_probs == hot.log_probs  # what was said is judged at temperature 1


def test_forcing_undoing_and_finishing(lab, language):
    words = {"en": ("forced", "right", "should be"), "zh": ("强制", "正确", "应为")}[language]
    assert lab.undo.disabled and not lab.next.disabled
    lab.next.click()
    assert "soixante" in lab.out.value and not lab.undo.disabled
    place = [one.description for one in lab.tokens].index("dix")
    lab.tokens[place].click()
    assert words[0] in lab.out.value and "dix" in lab.out.value
    lab.finish.click()
    assert words[2] in lab.out.value and lab.next.disabled and lab.tokens[0].disabled
    assert lab.choices.layout.display == "none"
    while not lab.undo.disabled:
        lab.undo.click()
    lab.finish.click()
    assert words[1] in lab.out.value and words[2] not in lab.out.value
    lab.again.click()
    assert lab.again.disabled and "onze" not in lab.out.value.split("<b>")[0]  # the rest tells of its own way


def test_the_same_seed_draws_the_same(lab):
    lab.temperature.value = 2.0
    texts = []
    for seed in (3, 3, 4, 5):
        lab.again.click()
        lab.seed.value = seed
        lab.draw_all.click()
        texts.append(lab.now.text)
        assert all(one.how == DRAWN for one in lab.said) and lab.now.full
    assert texts[0] == texts[1] and len(set(texts)) > 1


def test_one_draw_is_the_first_of_many(lab):
    lab.temperature.value, lab.seed.value = 1.5, 7
    lab.draw_all.click()
    whole = lab.said
    lab.again.click()
    lab.draw_one.click()
    assert lab.said == whole[:1]


@pytest.mark.parametrize("typed", ["", "soixante", "!?", "1" * 200])
def test_what_is_no_number_is_one_friendly_line(lab, typed):
    lab.next.click()
    lab.typed.value = typed
    if typed == "soixante":  # a word that the vocabulary does not know is a word all the same
        assert "dashed" in lab.out.value and not lab.next.disabled
        return
    assert "soixante" not in lab.out.value and lab.next.disabled and lab.tokens[0].disabled
    lab.finish.click()
    lab.typed.value = "80"
    assert not lab.next.disabled and lab.said == ()


def test_an_output_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(computation, "LONGEST", 3)
    lab = StepperLab(BUNDLE, "73381")
    lab.finish.click()
    assert len(lab.said) == 3 and "stopped" in lab.out.value


def test_the_tree_follows_what_was_typed(lab):
    assert lab.image.layout.display == "none"
    lab.tree.value = True
    first = lab.image.value
    assert first and lab.image.layout.display == ""
    lab.typed.value = "80"
    assert lab.image.value not in (b"", first)
    lab.typed.value = "?"
    assert lab.bench.layout.display == "none"
    lab.typed.value, lab.tree.value = "80", False
    assert lab.image.layout.display == "none"


def test_the_tree_names_its_winner(language):
    alt = plot(BUNDLE, "73381").alt
    assert "trois cent quatre - vingt - un" in alt and ("thick" in alt) is (language == "en")


def test_where_no_kernel_runs_there_is_a_picture(lab):
    data, _ = lab._repr_mimebundle_()
    assert {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"} <= set(data)
    assert repr(lab) == data["text/plain"]
