"""The cascade lab in the kernel: what is decoded, what is planted, and what is said about it."""

import re
import warnings

import pytest
import tiny
from hypothesis import assume, given
from hypothesis import strategies as st

from course_lib.analysis.exposure import first_errors, outcomes, right_by_alignment, right_by_column
from course_lib.analysis.prefixes import complete, forced
from course_lib.chapters.ch05_exposure_bias.cascade_lab import cards, findings
from course_lib.chapters.ch05_exposure_bias.cascade_lab.compute import (
    CUT,
    END,
    EXTRA,
    MISSING,
    RIGHT,
    WRONG,
    Twice,
    compute,
)
from course_lib.chapters.ch05_exposure_bias.cascade_lab.drawings import HIGH, picture
from course_lib.chapters.ch05_exposure_bias.cascade_lab.models import (
    CONTROL,
    LONGEST,
    MODELS,
    SENTENCES,
    bundle,
    luck,
    read,
    read_one,
)
from course_lib.chapters.ch05_exposure_bias.cascade_lab.tallies import (
    PLACES,
    end_right,
    held_out,
    tally_alone,
    tally_planted,
)
from course_lib.chapters.ch05_exposure_bias.experiments.story import KEPT
from course_lib.chapters.labs import CascadeLab
from course_lib.data.batching import collate
from course_lib.data.corpora import sentences
from course_lib.data.vocab import EOS, Vocab
from course_lib.decoding import decode_pairs, trace
from course_lib.kit import records
from course_lib.language import pick
from course_lib.training.checkpoint import Bundle
from course_lib.training.teacher_forcing import unroll

VOCAB = Vocab(list("甲乙丙丁"), "char")
BUNDLES = [
    Bundle(tiny.model(seed, sharpen=3.0, source_size=8, attention=attention), VOCAB, VOCAB, {})
    for seed in range(3)
    for attention in (None, "general")
]
BASE, BALANCED = MODELS[0], MODELS[-1]
STORY = sentences.STORY
bundles, texts = st.sampled_from(BUNDLES), st.text("甲乙丙丁", min_size=1, max_size=6)


def own(result: Twice) -> str:
    return "".join(result.said[:-1])


def ids_of(tokens: list[str]) -> list[int]:
    """Of the small vocabulary; <unk> may be said, too."""
    return [VOCAB.names.index(token) for token in tokens]


# ---- one sentence decoded twice ----


@given(bundles, texts)
def test_both_rows_are_what_the_library_says(made, text):
    result = compute(made, text)
    ids = VOCAB.encode(text)
    assert ids_of(result.said[:-1]) == decode_pairs(made.model, [ids])[0]
    (gold,) = forced(made.model, [(ids, ids)])
    assert [END if i == EOS else VOCAB.names[i] for i in gold] == result.forced
    assert result.asked == [*text, END] and result.said[-1] in (END, CUT) and not result.planted


@given(bundles, texts)
def test_the_probability_after_the_gold_prefix_is_a_softmax_by_hand(made, text):
    ids = VOCAB.encode(text)
    batch = collate([(ids, ids)])
    powers = made.model.project(unroll(made.model, batch, ratio=1.0))[0].exp()
    powers[:, :2] = 0  # PAD and BOS are never said
    hand = [(row[i] / row.sum()).item() for row, i in zip(powers, [*ids, EOS], strict=True)]
    assert compute(made, text).gold_p == pytest.approx(hand)


@given(bundles, texts)
def test_the_probability_after_the_own_prefix_is_that_of_the_step_where_the_token_was_due(made, text):
    result = compute(made, text)
    steps = trace(made.model, VOCAB.encode(text))
    wanted = [*VOCAB.encode(text), EOS]
    for j, (start, _) in enumerate(result.spans):
        if start < len(steps):
            assert result.own_p[j] == pytest.approx(steps[start].probabilities[wanted[j]].item())
    said = [token for start, end in result.spans for token in result.said[start:end]]
    assert said == result.said  # every token stands for one of the reference
    k = len(text) + 1 if result.first is None else result.first + 1
    assert result.own_p[:k] == pytest.approx(result.gold_p[:k])  # up to the first error, one prefix


def test_where_a_token_was_left_out_its_probability_is_that_at_the_gap():
    result = compute(bundle(BASE), STORY)
    vocab = bundle(BASE).target_vocab
    gap = STORY.index("言")
    assert (None, gap) in result.aligned
    steps = trace(bundle(BASE).model, vocab.encode(STORY))
    after = steps[own(result).index("化") + 1].probabilities
    assert result.own_p[gap] == pytest.approx(after[vocab.encode("言")[0]].item(), abs=1e-6)


@given(bundles, texts, st.data())
def test_planting_what_is_said_anyway_changes_nothing(made, text, data):
    plain = compute(made, text)
    assume(len(plain.said) > 1)
    place = data.draw(st.integers(0, len(plain.said) - 2))
    assume(plain.said[place] in VOCAB)  # <unk> cannot be planted
    planted = compute(made, text, {place: plain.said[place]})
    assert planted.planted == {place}
    for name in ("said", "forced", "aligned", "right", "gold_p", "own_p"):
        assert getattr(planted, name) == getattr(plain, name)


@given(bundles, texts, st.sampled_from("甲乙丙丁"), st.data())
def test_after_a_plant_the_rest_is_decoded_anew(made, text, token, data):
    plain = compute(made, text)
    place = data.draw(st.integers(0, len(plain.said) - 1 - (plain.said[-1] == CUT)))
    result = compute(made, text, {place: token})
    prefix = ids_of([*plain.said[:place], token])
    assert ids_of(result.said[:-1]) == complete(made.model, [VOCAB.encode(text)], [prefix])[0]
    assert result.planted == {place} and result.forced == plain.forced and result.gold_p == plain.gold_p
    beyond = compute(made, text, {len(plain.said) + 50: token})
    assert beyond.said == plain.said and not beyond.planted


@given(bundles, texts, st.dictionaries(st.integers(0, 5), st.sampled_from("甲乙丙丁"), max_size=2))
def test_the_marks_are_those_of_exposure(made, text, plants):
    result = compute(made, text, plants)
    said, asked = ids_of(result.said[:-1]), VOCAB.encode(text)
    assert [result.right] == right_by_alignment([said], [asked])
    assert [result.by_column] == right_by_column([said], [asked])
    folded, extra = [], False  # what the signs say: a token too many falls on the one it stands before
    for column in result.columns(aligned=True):
        kind = result.kind(column)
        if kind == EXTRA:
            extra = True
        else:
            folded.append(kind == RIGHT and not extra)
            extra = False
    assert folded[:-1] == result.right[:-1] and (folded == result.right or result.said[-1] == CUT)
    plain = [kind == RIGHT for kind in map(result.kind, result.columns(aligned=False))]
    assert all(a == b for a, b in zip(plain, result.by_column[:-1], strict=False))
    wrong = next((column for column in result.aligned if result.kind(column) != RIGHT), None)
    if result.first is not None:
        assert result.first in wrong
        assert result.said[: result.first] == result.asked[: result.first]
    assert result.outcome == outcomes([result.right], first_errors([result.right]))


@given(bundles, texts, st.data())
def test_what_can_be_planted_is_never_what_was_said(made, text, data):
    result = compute(made, text)
    place = data.draw(st.integers(0, len(result.said) - 1))
    offered = result.choices(place)
    tokens, shares, right = zip(*offered, strict=True)
    assert result.said[place] not in tokens and set(tokens) <= set(VOCAB.names[4:])
    wrong = [p for p, ok in zip(shares, right, strict=True) if not ok]
    assert wrong == sorted(wrong, reverse=True) and len(set(tokens)) == len(tokens)
    gold = dict(result.aligned)[place]
    if gold is not None:
        assert [t for t, _, ok in offered if not ok].count(result.asked[gold]) == 0
        assert any(right) is (result.asked[gold] not in (END, result.said[place]))
    for token, p, _ in offered:
        assert p == pytest.approx(result.thought[place, VOCAB.encode(token)[0]].item())


def test_the_sentence_of_the_notes():
    result = compute(bundle(BASE), STORY)
    assert (own(result), "".join(result.forced)) == ("我喜欢自动化处理", "我喜欢自动语言处理" + END)
    assert result.first == 4 and result.outcome == (1, 1, 1)
    assert [result.kind(c) for c in result.aligned[4:]] == [WRONG, WRONG, MISSING, RIGHT, RIGHT, RIGHT]
    aligned, columns = (marks[:-1].count(False) for marks in (result.right, result.by_column))
    assert (aligned, columns) == (3, 5)
    fixed = compute(bundle(BASE), STORY, {4: "然"})
    assert own(fixed) == STORY and fixed.first is None
    planted = compute(bundle(BALANCED), STORY, {4: "动"})
    assert own(planted) == "我喜欢自动化处理" and planted.outcome.recovered


def test_what_follows_is_tagged(language):
    def tags(known, plants=None) -> list[str]:
        result = compute(bundle(known), STORY, plants)
        return cards.tags(result, result.columns())

    error, planted, on, back, again = (
        pick(*texts)
        for texts in (
            ("first error", "第一个错"),
            ("planted", "植入"),
            ("went on", "接着错"),
            ("right again", "又对了"),
            ("wrong again", "又错"),
        )
    )
    assert tags(BASE) == [*[""] * 4, error, on, on, back, "", ""]
    assert tags(BASE, {4: "动", 6: "学"})[4:8] == [planted, on, planted, on]
    assert tags(CONTROL)[4:] == [error, on, on, on, on, ""]  # a right end alone is no recovery
    assert tags(BASE, {4: "然", 0: "你"})[:2] == [planted, back]
    marks = [compute(made, text) for made in BUNDLES for text in ("甲乙丙", "丁丁甲乙", "乙甲丁")]
    assert any(again in cards.tags(result, result.columns()) for result in marks)


def test_the_models_are_those_that_were_kept():
    assert {(known.choice, known.seed) for known in MODELS} == KEPT
    assert CONTROL.choice == "ratio-0"
    said = records.load("story").values("free", choice="ratio-0.5")
    assert luck(MODELS[1]) == (sum(s == STORY for s in said), len(said))


# ---- held-out sentences ----


def test_the_counts_are_those_of_exposure_over_the_held_out_sentences():
    rows = [bundle(BASE).source_vocab.encode(text) for text, _ in sentences.load().valid]
    found = tally_alone(BASE)
    marks = right_by_alignment(decode_pairs(bundle(BASE).model, rows), rows)
    assert found.n == len(rows) == 50
    assert found.errors == sum(not all(row) for row in marks) > 30
    assert found.outcomes == outcomes(marks, first_errors(marks))
    assert tally_alone(BALANCED).errors == 0


@pytest.mark.parametrize("known", MODELS, ids=lambda known: known.choice)
def test_every_planted_sentence_has_its_error_where_it_was_planted(known):
    for place in PLACES:
        found = tally_planted(known, place)
        assert found.errors == found.outcomes.rows == found.n
        row = held_out(known)[0]
        text = bundle(known).source_vocab.decode(row)
        begun = dict(enumerate(text[: place - 1]))
        wrong = compute(bundle(known), text, begun).choices(place - 1)  # the gold prefix, then a rival
        assert compute(bundle(known), text, begun | {place - 1: wrong[-1][0]}).first == place - 1


def test_what_ends_right_is_told_beside_what_would_without_the_plant():
    rows = held_out(BASE)
    (nothing, of), planted, alone = end_right(BASE, 4)
    found = right_by_alignment(complete(bundle(BASE).model, rows, [row[:4] for row in rows]), rows)
    assert (nothing, of) == (sum(row[-2] and row[-1] for row in found), 50)
    assert planted == (tally_planted(BASE, 4).outcomes.recovered, 50)
    assert alone == (0, 39)


def test_the_models_held_out_sentences_are_the_same_and_unseen():
    texts = {known: [bundle(known).source_vocab.decode(r) for r in held_out(known)] for known in MODELS}
    assert len({tuple(rows) for rows in texts.values()}) == 1
    for known in MODELS:
        assert not {source for source, _ in sentences.load(rare=known.rare).train} & {*texts[known], STORY}
        assert set(SENTENCES[1:]) <= set(texts[known])


# ---- what can be typed ----


@pytest.mark.parametrize("typed", ["", "  ", "我喜欢猫", "<b>", "我" * (LONGEST + 1)])
def test_what_cannot_be_read_gets_one_kind_line(typed, language):
    vocab = bundle(BASE).source_vocab
    with pytest.raises(ValueError) as problem:
        read(typed, vocab)
    text = str(problem.value)
    assert "\n" not in text and ("lease" in text or "know" in text) is (language == "en")


def test_spaces_are_left_out_and_one_character_is_one():
    vocab = bundle(BASE).source_vocab
    assert read(" 我 喜欢\u3000电影 ", vocab) == "我喜欢电影"
    assert read_one(" 动 ", vocab) == "动"
    with pytest.raises(ValueError):
        read_one("自动", vocab)


# ---- the lab ----


@pytest.fixture
def lab(language):
    return CascadeLab()


WORDS = {
    "en": {
        "error": "says 动 for 然",
        "went": "went on wrong",
        "back": "<b>ends right</b>: 处理",
        "may": "cannot prove",
        "column": "By column, 5",
        "yours": "is your plant",
        "none": "none in this row",
        "left": "none is left",
        "control": "it is the control",
        "short": "One character",
        "unknown": "never seen 猫",
    },
    "zh": {
        "error": "该写“然”，却写了“动”",
        "went": "接着错",
        "back": "<b>结尾对</b>：“处理”",
        "may": "证明不了",
        "column": "逐列比较会算错 5",
        "yours": "是你植入的",
        "none": "这一行没有",
        "left": "植入之后就没有了",
        "control": "它是对照",
        "short": "一次只能",
        "unknown": "没见过“猫”",
    },
}


def test_the_story_at_first_sight(lab, language):
    words = WORDS[language]
    for key in ("error", "went", "back", "may", "column"):
        assert words[key] in lab.words.value
    terms = {
        "en": ("first error", "cascade", "recovery", "exposure bias"),
        "zh": ("第一个错", "连锁出错", "恢复", "暴露偏差"),
    }
    for term in terms[language]:
        assert f">{term}</dt>" in lab.words.value
    assert lab.rows.value.count('<td class="right">') == 9 + 7
    assert lab.rows.value.count('<td class="missing">') == 1
    assert "0 of 6" in lab.out.value if language == "en" else "6 个种子中有 0 个" in lab.out.value


def test_by_column_paints_what_recovered_wrong(lab):
    assert lab.rows.value.count('<td class="wrong">') == 1 + 2
    lab.aligned.value = False
    assert lab.rows.value.count('<td class="wrong">') == 1 + 5  # 动化处理 and the end stand under others
    assert "处 ✓" in lab.words.value  # the bars stay aligned


def test_a_place_is_opened_planted_and_cleared(lab, language):
    words = WORDS[language]
    lab.model.value = BALANCED
    assert words["none"] in lab.words.value and lab.result.first is None
    before = lab.rows.value
    lab.buttons[4].value = True
    assert lab.place == 4 and "我喜欢自" in lab.lead.value
    assert lab.choices[0].description.startswith("动 0.0")
    assert [one.layout.display for one in lab.choices] == ["", "", "", "none"]
    lab.choices[0].click()
    assert lab.plants == {4: "动"} and own(lab.result) == "我喜欢自动化处理"
    assert words["yours"] in lab.words.value and 'class="wrong planted"' in lab.rows.value
    assert lab.choices[0].description.startswith("然 ✓")
    lab.model.value = BASE  # the plant stays, to compare
    assert lab.result.planted == {4}
    lab.choices[0].click()
    assert own(lab.result) == STORY and words["left"] in lab.words.value
    lab.model.value = BALANCED
    lab.remove.click()
    assert lab.remove.disabled and lab.rows.value == before
    lab.buttons[4].value = False
    assert lab.place is None and lab.choices[0].layout.display == "none"


def test_a_plant_before_another_takes_its_place(lab):
    lab.open(5)
    lab.plant("语")
    lab.open(7)
    lab.plant("语")
    assert lab.result.planted == {5, 7}
    lab.open(2)
    lab.plant("注")
    assert lab.result.planted == {2}
    lab.sentence.value = SENTENCES[1]
    assert lab.plants == {} and lab.place is None and lab.typed.value == SENTENCES[1]


def test_a_character_is_typed_to_plant_it(lab, language):
    words = WORDS[language]
    lab.open(4)
    lab.other.value = "自动"
    assert words["short"] in lab.problem.value and not lab.plants
    lab.other.value = "猫"
    assert words["unknown"] in lab.problem.value and not lab.plants
    lab.other.value = ""
    assert not lab.problem.value
    lab.other.value = "电"
    assert lab.plants == {4: "电"} and not lab.problem.value and lab.other.value == ""
    lab.other.value = "电"  # and again, the same
    assert lab.plants == {4: "电"}


def test_the_control_is_named_as_such(lab, language):
    lab.model.value = CONTROL
    assert WORDS[language]["control"] not in lab.words.value  # for the notes' sentence there is no gap
    gaps = [
        text
        for text, _ in sentences.load().valid
        if WORDS[language]["control"] in findings.describe(compute(bundle(CONTROL), text), CONTROL)
    ]
    assert gaps


def test_what_cannot_be_read_leaves_no_stale_picture(lab, language):
    lab.typed.value = "我喜欢<猫>"
    assert lab.result is None and lab.bench.layout.display == "none"
    assert "&lt;" in lab.out.value and "<猫>" not in lab.out.value and lab.sentence.value == ""
    assert STORY in lab.picture().alt
    lab.typed.value = "我喜欢电影"
    assert lab.result.asked == [*"我喜欢电影", END] and lab.bench.layout.display == ""
    lab.sentence.value = STORY
    assert lab.typed.value == STORY


def test_an_exception_leaves_no_stale_picture_either(lab, monkeypatch):
    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr("course_lib.chapters.ch05_exposure_bias.cascade_lab.lab.compute", broken)
    with pytest.raises(RuntimeError):
        lab.show()
    assert lab.result is None and lab.bench.layout.display == "none"


def test_the_buttons_stand_under_their_tokens(lab):
    def under() -> list[str]:
        return [getattr(one, "description", "") for one in lab.places.children]

    assert under() == ["1", "2", "3", "4", "5", "6", "", "7", "8", "9"]
    lab.aligned.value = False
    assert under() == ["1", "2", "3", "4", "5", "6", "7", "8", "9", ""]
    lab.aligned.value = True
    there, hidden = lab.places.children, []
    lab.bench.layout.observe(lambda change: hidden.append(change["new"]), "display")
    lab.buttons[3].value = True
    assert lab.places.children is there and not hidden  # so that the keyboard's focus stays
    lab.open(8)  # the end
    lab.plant("处")
    assert own(lab.result).startswith("我喜欢自动化处理处")


def test_every_sentence_and_plant_is_drawn_and_described(language):
    for known in MODELS:
        for text in SENTENCES:
            plain = compute(bundle(known), text)
            for place in (0, len(plain.said) // 2, len(plain.said) - 1):
                token = plain.choices(place)[-1][0]
                result = compute(bundle(known), text, {place: token})
                assert findings.describe(result, known).count("<dt") == 4
                assert picture(result).count('class="own"') == len(result.asked)
                for aligned in (True, False):
                    table = cards.rows(result, aligned)
                    assert table.count("<tr>") == 3 and table.count("<td") % 3 == 0


def test_the_bars_are_as_high_as_the_probabilities():
    result = compute(bundle(CONTROL), STORY)
    drawn = picture(result)
    for kind, wanted in (("gold", result.gold_p), ("own", result.own_p)):
        heights = re.findall(rf'class="{kind}"[^>]* height="([^"]+)"', drawn)
        assert [float(high) / HIGH for high in heights] == pytest.approx(wanted)
    assert STORY in re.search('aria-label="([^"]+)"', drawn)[1]


def test_an_output_without_end_is_cut_and_said_to_be_wrong():
    cut = next(
        result
        for made in BUNDLES
        for text in ("甲", "乙丙", "丁丁甲")
        if (result := compute(made, text)).said[-1] == CUT
    )
    assert cut.kind(cut.aligned[-1]) == WRONG
    assert "✗" in findings.describe(cut, BASE).split("<dl>")[0]


def test_the_picture_follows_the_controls(lab, language):
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # a missing glyph is one
        story, first = lab.result, lab.picture()
        data, _ = lab._repr_mimebundle_()
    assert {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"} <= set(data)
    assert "我喜欢自动化处理" in first.alt and repr(lab) == first.alt
    lab.open(4)
    lab.plant("乐")
    alt = lab.picture().alt
    assert "乐 (5)" in alt and alt != first.alt and MODELS[0].name in alt
    assert pick("Planted", "植入") in alt
    heights = [bar.get_height() for bar in first.axes[1].patches]
    assert heights == [*story.gold_p, *story.own_p]
    for axes in first.axes:
        assert axes.get_xlabel() and axes.get_ylabel()


def test_the_counts_follow_the_model_and_the_place(lab):
    before = lab.counts.value
    lab.count_place.value = 4
    assert lab.counts.value != before
    lab.model.value = BALANCED
    here = lab.counts.value.split('class="here"')[1].split("</tr>")[0]
    numbers = [int(found) for found in re.findall(r"<td[^>]*>(\d+)</td>", here)]
    assert numbers == [
        value
        for found in (tally_alone(BALANCED), tally_planted(BALANCED, 4))
        for value in (found.errors, *found.outcomes)
    ]
    assert "n = 50" in lab.counts.value
