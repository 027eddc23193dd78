"""The ratio lab, driven in this process: coins, marks, conclusions, guesses, pins, and a live training."""

import csv
import io
import time
import warnings
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets.widgets import widget as registry

from course_lib.analysis.exposure import align
from course_lib.chapters import experiment
from course_lib.chapters.ch04_teacher_forcing.experiments import forcing
from course_lib.chapters.ch04_teacher_forcing.lesson_lab import compute as lesson
from course_lib.chapters.ch04_teacher_forcing.lesson_lab import glosses
from course_lib.chapters.ch04_teacher_forcing.ratio_lab import finished, race, race_cards, trainer
from course_lib.chapters.ch04_teacher_forcing.ratio_lab.race import Curve, Setting
from course_lib.chapters.ch04_teacher_forcing.ratio_lab.race_panel import ALL
from course_lib.chapters.ch05_exposure_bias.cascade_lab import compute as cascade
from course_lib.chapters.labs import LessonLab, RatioLab
from course_lib.kit import records
from course_lib.language import pick, set_language
from course_lib.metrics import edit_distance

ENGLISH, STORY = (next(one for one in lesson.sentences() if one.language == name) for name in ("en", "zh"))


def wait(done, seconds: float = 60) -> None:
    """Until done() is true, or the test has failed."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.01)


# ---- what a lesson is ----


def test_a_slider_flips_the_coins_one_at_a_time():
    thrown = lesson.tosses(STORY)
    flips = [lesson.coins(thrown, step / 20) for step in range(21)]
    counts = [sum(gold) for gold in flips]
    assert counts[0] == 1 and counts[-1] == len(STORY.text) + 1 and counts == sorted(counts)
    assert max(b - a for a, b in pairwise(counts)) == 1
    assert lesson.tosses(STORY) == thrown != lesson.tosses(STORY, 1)


def test_gold_coins_feed_the_reference_and_own_coins_what_was_said():
    size = len(STORY.text) + 1
    forced = lesson.compute(STORY, [True] * size)
    assert forced.fed == ["BOS", *STORY.text] and forced.wrong == []
    assert forced.asked == [*STORY.text, "EOS"]
    assert forced.says[4] == "动" and forced.asked[4] == "然"  # halfway through training, the notes' mistake
    free = lesson.compute(STORY, [True] + [False] * (size - 1))
    assert free.fed[1:] == free.says[:-1]
    one = lesson.compute(STORY, [place != 5 for place in range(size)])
    assert one.wrong == [5] and one.pair(5) == ("自动", "语")
    with pytest.raises(ValueError, match="10 coins"):
        lesson.compute(STORY, [True])


def test_an_english_lesson_reads_words():
    shown = lesson.compute(ENGLISH, [place != 4 for place in range(6)])
    assert shown.wrong == [4] and shown.pair(4) == ("natural history", "processing")


@pytest.mark.parametrize("sentence", lesson.sentences(), ids=lambda one: one.text)
def test_every_sentence_has_something_to_see(sentence):
    shown = lesson.compute(sentence, lesson.coins(lesson.tosses(sentence), 0))
    assert shown.wrong and len(shown.fed) == len(shown.says) == len(shown.asked)


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_the_record_shows_what_a_ratio_teaches(spoken):
    """After a planted word, ratio 1 goes on as the corpus does; ratio 0 returns to the reference."""
    none, *_, full = lesson.answers(spoken)
    assert (none.ratio, full.ratio) == (0, 1) and none.seeds == full.seeds == 6
    assert full.means["usual"] > 0.8 and full.high < 0.2 < none.low
    assert none.means["reference"] > full.means["reference"] + 0.4
    assert lesson.nearest(0.6, spoken).ratio == 0.5 and lesson.nearest(0.9, spoken).ratio == 1


def test_own_sentences_come_first_and_the_others_are_glossed(language):
    first, *others = lesson.sentences()
    assert first.language == language and not glosses.gloss(first.text[0], first)
    for sentence in others:
        names = lesson.halfway(sentence.task).target_vocab.names[4:]
        if sentence.language not in (language, None):
            assert all(glosses.gloss(name, sentence) for name in names), sentence


# ---- marks ----


@pytest.mark.parametrize(
    ("said", "answer", "marked"),
    [
        ("abc", "abc", ["right"] * 3),
        ("abd", "abc", ["right", "right", "wrong"]),
        ("ac", "abc", ["right", "missing", "right"]),
        ("abxc", "abc", ["right", "right", "wrong", "right"]),
        ("", "ab", ["missing", "missing"]),
        ("ab", "", ["wrong", "wrong"]),
    ],
)
def test_marks_follow_the_alignment_with_the_fewest_edits(said, answer, marked):
    assert [mark for _, mark in race_cards.aligned(said, answer)] == marked


def test_a_slip_is_not_carried_on_as_it_would_be_by_columns():
    kinds = [mark for _, mark in race_cards.aligned("我喜欢自动化处理", "我喜欢自然语言处理")]
    assert kinds.count("right") == 6 and kinds[-2:] == ["right", "right"]
    assert race_cards.in_place(["a", "x"], ["a", "b"]) == [("a", "right"), ("x", "wrong")]
    assert "✗" in race_cards.chips([("<b>", "wrong")]) and "<b>" not in race_cards.chips([("<b>", "wrong")])


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_an_output_is_marked_as_chapter_05_marks_it(said, answer):
    marked = [mark for _, mark in race_cards.aligned(said, answer)]
    row = SimpleNamespace(said=said, asked=answer)
    kinds = [cascade.Twice.kind(row, column) for column in align(said, answer)]
    assert marked == [race_cards.WRONG if kind == cascade.EXTRA else kind for kind in kinds]
    assert sum(mark != race_cards.RIGHT for mark in marked) == edit_distance(said, answer)


# ---- conclusions ----


def made(forcing: float, *seeds: list[float], second: float = 1.0, live: bool = False) -> Curve:
    """A curve of `exact` values at the recorded steps of copy."""
    steps = race.record().where(task="copy")[0]["at"]
    grid = [steps[round((i + 1) * len(steps) / len(seeds[0])) - 1] for i in range(len(seeds[0]))]
    some = [
        {"seed": s, "at": grid, "seconds": [step * second for step in grid], "exact": exact}
        for s, exact in enumerate(seeds)
    ]
    return Timed(Setting("copy", forcing), some, live)


class Timed(Curve):
    """A curve that takes the seconds of its runs, not those of the record."""

    @property
    def seconds(self) -> list[float]:
        return self.runs[0]["seconds"]


def test_seconds_follow_the_recorded_pace():
    at = (50, 1600)
    forced, free = (race.clock("copy", ratio, "step", at) for ratio in (1.0, 0.0))
    assert forced[1] == pytest.approx(32 * forced[0])
    assert forced[1] < race.clock("copy", "linear", "step", at)[1] < free[1]


def test_leaders_need_ranges_that_do_not_overlap(language):
    one, two = made(1.0, [0.5] * 4, [0.7] * 4), made(0.0, [0.4] * 4, [0.6] * 4)
    assert not race.stand([one, two], 1600, "step").clear
    apart = made(0.0, [0.1] * 4, [0.2] * 4)
    now = race.stand([apart, one], 1600, "step")
    assert now.clear and now.order[0] == one
    said = race_cards.conclude("copy", [one, two], "step")
    assert pick("overlap", "重叠") in said and pick("too close to call", "难分高下") in said
    alone = race_cards.conclude("copy", [made(1.0, [0.9] * 4), made(0.0, [0.1] * 4)], "step")
    assert pick("anecdote", "单个随机种子") in alone


def test_crossings_are_told(language):
    early = made(1.0, [0.6, 0.7, 0.8, 0.8], [0.6, 0.7, 0.8, 0.81])
    late = made(0.0, [0.1, 0.5, 0.9, 1.0], [0.1, 0.5, 0.9, 0.99])
    assert race.crossing(late, early, "copy", "step") == 1200
    assert race.crossing(early, late, "copy", "step") is None
    assert "1200" in race_cards.conclude("copy", [early, late], "step").replace(",", "")
    dear = made(0.0, [0.1, 0.5, 0.9, 1.0], second=2.0)  # the same steps take twice the time
    assert race.crossing(dear, early, "copy", "seconds") is None  # never ahead within the quicker run's time
    assert race.moments("copy", [early, dear], "seconds")[-1] == early.seconds[-1]


def test_a_live_run_is_not_compared_by_seconds(language):
    live, other = made(1.0, [0.5] * 4, live=True), made(0.0, [0.4] * 4)
    assert pick("this machine's", "这台机器") in race_cards.conclude("copy", [live, other], "seconds")
    assert pick("Pin a second", "再固定一条") in race_cards.conclude("copy", [live], "step")


def test_a_guess_is_judged_by_the_record(language):
    (early, _), (end, _) = race.truth("copy")
    right = race_cards.judge(race.Guess(early, end), "copy")
    assert right.count("✓") == 2 and "✗" not in right
    wrong = {"1": "0", "0": "1", "same": "1"}
    assert race_cards.judge(race.Guess(wrong[early], end), "copy").count("✗") == 1
    assert "✓" not in race_cards.judge(None, "copy")


# ---- what the record claims ----


def test_the_curves_of_copying_cross():
    """Teacher forcing leads early, its absence at the end, both beyond the ranges over five seeds."""
    (early, _), (end, now) = race.truth("copy")
    assert (early, end) == ("1", "0")
    assert len(now.order[0].runs) == len(now.order[1].runs) == 5
    forced, free = (race.curve(Setting("copy", ratio)) for ratio in (1.0, 0.0))
    assert race.crossing(free, forced, "copy", "step") is not None


def test_the_first_steps_of_a_recorded_run_can_be_remade():
    (recorded,) = records.load("forcing").where(task="copy", teacher_forcing=0.5, coin="step", seed=1)
    remade = experiment("forcing").run("copy", 0.5, "step", 1, steps=forcing.LOSSES)
    assert len(recorded["losses"]) == forcing.LOSSES
    assert remade["losses"] == pytest.approx(recorded["losses"], abs=1e-3)


def test_what_is_recorded_is_found():
    assert len(race.recorded(Setting())) == 5
    assert len(race.recorded(Setting("phonemes", 0.5))) == 3
    assert len(race.recorded(Setting("copy", "linear", "step", 2))) == 1
    assert race.recorded(Setting("numbers", 0.25)) == []
    assert race.curve(Setting("copy", 0.5, "step", 9)) is None


def test_the_csv_has_a_row_for_each_evaluation():
    shown = [race.curve(Setting("copy", ratio)) for ratio in (1.0, 0.0)]
    head, *rows = csv.reader(io.StringIO(race_cards.table(shown)))
    assert len(rows) == 2 * len(shown[0].at) and all(len(row) == len(head) for row in rows)
    last = dict(zip(head, rows[-1], strict=True))
    assert last["teacher_forcing"] == "0.0" and last["seeds"] == "0 1 2 3 4"
    assert float(last["closed_exact_low"]) <= float(last["closed_exact"]) <= float(last["closed_exact_high"])


# ---- the trainer ----


def test_the_trainer_trains_stops_and_trains_again():
    heard: list[trainer.Progress] = []
    worker = trainer.Trainer(heard.append)
    setting = Setting("copy", 0.25, "token", 0)
    assert worker.start(setting) and not worker.start(setting)  # two clicks start one
    wait(lambda: any(p.step for p in heard))
    worker.stop()
    worker.join()
    assert heard[-1].state == "stopped" and 0 < heard[-1].step < heard[-1].steps and not worker.busy
    heard.clear()
    again = trainer.Trainer(heard.append, steps=60)
    assert again.start(setting)
    again.join()
    assert heard[-1].state == "finished" and heard[-1].run["at"] == [50, 60]
    assert len(heard[-1].run["losses"]) == forcing.LOSSES and heard[-1].run["seed"] == 0
    assert len(heard[-1].run["open"][0]) == forcing.SHOWN


def test_a_training_that_breaks_off_says_why_in_words(monkeypatch):
    def broken(*_):
        raise RuntimeError("no memory")

    monkeypatch.setattr(trainer, "race", broken)
    heard: list[trainer.Progress] = []
    worker = trainer.Trainer(heard.append)
    worker.start(Setting(seed=0))
    worker.join()
    assert (heard[-1].state, heard[-1].error) == ("failed", "no memory") and not worker.busy


# ---- the shell ----


def test_coins_and_slider(language):
    lab = RatioLab()
    panel = lab.lesson
    panel.sentence.value = STORY
    coins = panel.coins.children
    assert len(coins) == 10 and coins[0].disabled
    panel.ratio.value = 1.0
    assert all(coin.value for coin in coins)
    everything = pick("Every token fed is the right one", "读入的词元全都正确")
    assert everything in panel.out.value
    coins[5].value = False  # the learner clicks the coin of the sixth place
    assert pick("after 自动, say 语", "在“自动”后面，说“语”") in panel.out.value
    assert pick("Is this a lesson you want to teach?", "这是你想教给模型的吗") in panel.out.value
    assert coins[5].description == "✎" + pick("own", "自己") and not panel.reset.disabled
    panel.reset.click()
    assert coins[5].value and panel.reset.disabled and everything in panel.out.value
    panel.ratio.value = 0.0
    assert not any(coin.value for coin in coins[1:])
    assert 'class="here"><th scope="row">▶ 0<' in panel.bars.value
    before = panel.gold()
    panel.ratio.value = 0.5
    half = panel.gold()
    panel.again.click()
    assert panel.gold() != half and sum(panel.gold()) > sum(before)
    panel.sentence.value = lesson.LETTERS
    assert len(panel.coins.children) == 7 and "cdibfc" in panel.out.value


def texts(lab: RatioLab) -> str:
    c = lab.race
    return " ".join(part.value for part in (c.out, c.words, c.samples, c.status))


def test_curves_stay_hidden_until_the_guess(language):
    lab = RatioLab()
    c = lab.race
    assert c.revealed.layout.display == "none" and not c.image.value
    c.commit.click()
    assert pick("Choose both", "都选好") in c.out.value and c.revealed.layout.display == "none"
    c.early.value, c.end.value = "1", "1"
    c.commit.click()
    lab.race.painter.join()
    assert c.revealed.layout.display == "" and bytes(c.image.value).startswith(b"\x89PNG")
    assert c.guessing.layout.display == "none"
    assert pick("your guess: ratio 1", "你的猜测：比率 1") in c.out.value
    c.task.value = "phonemes"  # a task of its own, a guess of its own
    lab.race.painter.join()
    assert c.revealed.layout.display == "none" and c.early.value == "" and not c.out.value
    assert not c.image.value and c.image.layout.display == "none"
    c.task.value = "copy"
    assert pick("your guess: ratio 1", "你的猜测：比率 1") in c.out.value


def test_every_control_of_the_race_reacts(language):
    lab = RatioLab()
    c = lab.race
    c.decide(anyhow=True)

    def after(name: str, value) -> tuple[str, bytes]:
        getattr(c, name).value = value
        c.painter.join()
        return texts(lab), bytes(c.image.value)

    seen = [after("place", c.place.max)]
    for name, value in (
        ("place", 3),
        ("measure", "errors"),
        ("measure", "right"),
        ("by", "seconds"),
        ("by", "step"),
        ("ratio", 0.75),
        ("seed", 2),
        ("seed", ALL),
        ("schedule", "linear"),
    ):
        seen.append(after(name, value))
        assert seen[-1] != seen[-2], name
    assert c.ratio.disabled  # a schedule has no constant ratio
    c.schedule.value, c.coin.value, c.ratio.value = "constant", "token", 1.0
    assert c.coin.disabled and len(c.curves()) == 2  # where no coin is tossed, all coins are one
    c.ratio.value = 0.5
    assert not c.coin.disabled
    assert c.train.disabled and not c.pin.disabled
    c.pin.click()
    assert len(c.curves()) == 3 and c.pin.disabled
    c.ratio.value = 0.25
    assert not c.train.disabled and pick("Not recorded", "没有存档") in c.status.value
    assert len(c.curves()) == 3  # what is not there is not drawn
    c.unpin.click()
    assert len(c.curves()) == 2
    assert c.text.layout.display == "none"
    c.csv.value = True
    assert c.text.layout.display == "" and c.text.value.startswith("task,")


def test_a_live_run_is_drawn_over_the_others(language):
    lab = RatioLab(steps=60)
    c = lab.race
    lab.race.decide(anyhow=True)
    c.coin.value, c.ratio.value = "token", 0.25
    c.train.click()
    c.train.click()
    lab.trainer.join()
    assert pick("step 60 of 60, finished", "第 60 / 60 步，完成") in c.status.value
    live = lab.race.curves()[-1]
    assert live.live and live.at == [50, 60] and not c.train.disabled and c.stop.disabled
    c.ratio.value = 0.5  # recorded again
    assert c.train.disabled and not lab.race.curves()[-1].live


def test_stop_then_train_again():
    lab = RatioLab()
    c = lab.race
    lab.race.decide(anyhow=True)
    c.coin.value, c.ratio.value = "token", 0.25
    for _ in range(2):
        c.train.click()
        wait(lambda: c.bar.value and not c.stop.disabled)
        assert c.train.disabled
        c.stop.click()
        lab.trainer.join()
        assert "stopped" in c.status.value and not c.train.disabled and c.stop.disabled


def test_a_broken_training_is_told(language, monkeypatch):
    def broken(*_):
        raise RuntimeError("<no memory>")

    monkeypatch.setattr(trainer, "race", broken)
    lab = RatioLab()
    lab.race.decide(anyhow=True)
    lab.race.seed.value = 5
    lab.race.train.click()
    lab.trainer.join()
    said = lab.race.status.value
    assert pick("broke off", "训练中断") in said and "&lt;no memory&gt;" in said
    assert not lab.race.train.disabled


def test_a_switch_of_language_keeps_what_the_learner_has_done():
    lab = RatioLab(languages=True)
    lab.lesson.sentence.value = STORY
    lab.lesson.ratio.value = 1.0
    lab.lesson.coins.children[5].value = False
    lab.race.early.value = lab.race.end.value = "1"
    lab.race.commit.click()
    lab.race.ratio.value = 0.75
    try:
        lab.language.value = "zh"
        assert "在“自动”后面，说“语”" in lab.lesson.out.value
        assert "你的猜测：比率 1" in lab.race.out.value
        assert lab.race.ratio.value == 0.75 and lab.race.train.description == "训练"
        lab.language.value = "en"
        assert "after 自动, say 语" in lab.lesson.out.value
    finally:
        set_language("en")


def test_a_switch_of_language_frees_the_panels_before_it():
    lab = RatioLab(languages=True)
    try:
        lab.language.value = "zh"
        count = len(registry._instances)
        lab.language.value = "en"
        lab.language.value = "zh"
        assert len(registry._instances) == count
    finally:
        set_language("en")


def test_closing_the_lab_stops_its_training():
    lab = RatioLab()
    lab.race.decide(anyhow=True)
    lab.race.coin.value, lab.race.ratio.value = "token", 0.25
    lab.race.train.click()
    wait(lambda: lab.race.bar.value)
    lab.close()
    lab.trainer.join()
    assert lab.trainer.last.state == "stopped" and lab.trainer.last.step < lab.trainer.last.steps
    assert lab.view.comm is None


def test_a_projector_has_large_type_and_a_reveal_button():
    lab = RatioLab()
    c = lab.race
    assert c.reveal.layout.display == "none"
    lab.large.value = True
    assert c.reveal.layout.display == "" and "course-projector" in lab.view._dom_classes
    c.reveal.click()
    assert c.revealed.layout.display == "" and "your guess" not in c.out.value
    lab.large.value = False
    assert "course-projector" not in lab.view._dom_classes


def test_where_no_kernel_runs_the_lab_is_the_lesson(language):
    lab = RatioLab()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # a missing glyph is one
        data, _ = lab._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"}
    own = lesson.sentences()[0]
    assert (
        own.text in data["text/plain"] and pick("by ratio: 0: 0.69", "的概率：0: 0.74") in data["text/plain"]
    )


def test_the_lesson_by_itself_answers_no_guess_of_the_chapter(language):
    lab = LessonLab()
    assert lab.bars.layout.display == "none" and not lab.bars.value and lab.ratio.value == 1
    assert pick("by ratio", "各比率") not in lab.picture().alt
    lab.ratio.value = 0.0
    assert pick("after natural history, say processing", "在“自动”后面，说“语”") in lab.out.value
    assert not lab.bars.value


# ---- finished trainings ----


def test_every_dot_is_a_training_at_a_tuned_rate():
    for name, cooldown in finished.COOLDOWNS.items():
        for one in finished.FORCINGS:
            dots = finished.finished("copy", cooldown, one)
            assert dots.at == [400, 800, 1600] and len(dots.runs) == 5, (name, one)
    assert finished.tuned("copy", 0.0)[1.0] == 8e-3  # not the rate that was not tuned
    assert finished.finished("phonemes", 0.3, 0.5) is None


def test_the_curves_cross_at_a_constant_rate_and_not_at_a_falling_one():
    means = {
        name: [
            [sum(values) / len(values) for values in steps.values()]
            for steps in finished.scores(finished.curves("copy", cooldown, (1.0, 0.0)), "exact").values()
        ]
        for name, cooldown in finished.COOLDOWNS.items()
    }
    forced, free = means["constant_rate"]
    assert forced[0] > free[0] + 0.2 and free[-1] > forced[-1] + 0.03
    forced, free = means["falling_rate"]
    assert forced[0] > free[0] + 0.15 and abs(free[-1] - forced[-1]) < 0.01


def test_the_regime_shows_dots_in_place_of_curves(language):
    lab = RatioLab()
    c, dots = lab.race, lab.race.finished
    assert not dots.image.value
    c.decide(anyhow=True)
    assert dots.view.layout.display == "none"
    dots.regime.value = True
    dots.painter.join()
    assert (c.constant.layout.display, dots.view.layout.display) == ("none", "")
    assert bytes(dots.image.value).startswith(b"\x89PNG")
    assert pick("After 400 steps, ratio 1 leads", "训练 400 步之后，领先的是比率 1") in dots.out.value
    before = bytes(dots.image.value)
    dots.measure.value = "error"
    dots.painter.join()
    assert bytes(dots.image.value) != before
    dots.chosen["linear"].value = True
    dots.painter.join()
    for box in dots.chosen.values():
        box.value = False
    assert pick("at least one", "至少选一个") in dots.out.value and not dots.image.value
    dots.chosen[1.0].value = True
    dots.painter.join()
    assert dots.image.value and not dots.out.value  # one ratio leads nobody
    c.task.value = "phonemes"
    c.decide(anyhow=True)
    assert dots.chosen[0.5].disabled and not dots.chosen[0.0].disabled
    dots.regime.value = False
    assert (c.constant.layout.display, dots.view.layout.display) == ("", "none")


def test_all_html_is_on_paper_with_dark_text(language):
    lab = RatioLab()
    lab.race.decide(anyhow=True)
    for part in (lab.lesson.out.value, lab.lesson.bars.value, lab.race.samples.value):
        assert part.startswith('<div style="background:#fff;color:#1a1a1a')
