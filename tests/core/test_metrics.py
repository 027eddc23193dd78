"""Metrics: edit distance and what is built on it, and sacrebleu's scores."""

import sys
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU, TER

from course_lib.metrics import closest_references, edit_distance, error_rate, exact_match, scores
from course_lib.metrics.errors import tokenizer_for

WORDS = st.text("abc", max_size=7)


def by_definition(a: str, b: str) -> int:
    """Levenshtein's recursion, as it is written in books."""

    @cache
    def distance(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        same = a[i - 1] == b[j - 1]
        return min(distance(i - 1, j) + 1, distance(i, j - 1) + 1, distance(i - 1, j - 1) + (not same))

    return distance(len(a), len(b))


@given(WORDS, WORDS)
def test_edit_distance_equals_its_definition(a, b):
    assert edit_distance(a, b) == by_definition(a, b)


@given(WORDS, WORDS, WORDS)
def test_edit_distance_is_a_distance(a, b, c):
    assert edit_distance(a, a) == 0
    assert (edit_distance(a, b) == 0) == (a == b)
    assert edit_distance(a, b) == edit_distance(b, a)
    assert edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c)
    assert abs(len(a) - len(b)) <= edit_distance(a, b) <= max(len(a), len(b))


def test_error_rate_divides_all_edits_by_all_reference_tokens():
    assert error_rate(["abc", "x"], ["abd", "x"]) == 1 / 4
    assert error_rate([[1, 2, 3, 4]], [[9]]) == 4
    assert exact_match(["abc", "x"], ["abd", "x"]) == 0.5


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, min_size=1, max_size=4)), min_size=1, max_size=4))
def test_the_closest_reference_is_used(pairs):
    outputs, references = [output for output, _ in pairs], [choices for _, choices in pairs]
    closest = closest_references(outputs, references)
    for output, choices, chosen in zip(outputs, references, closest, strict=True):
        assert chosen in choices
        edits = edit_distance(output, chosen)
        assert all(edits <= edit_distance(output, other) for other in choices)
        assert all(len(chosen) <= len(r) for r in choices if edit_distance(output, r) == edits)
    right = [output in choices for output, choices in pairs]
    assert exact_match(outputs, closest) == sum(right) / len(right)


def test_ties_between_references_go_to_the_shorter():
    assert closest_references(["ab", "ab"], [["abc", "a"], ["a", "abc"]]) == ["a", "a"]
    assert closest_references(["ab"], [["xb", "ax"]]) == ["xb"]


def test_what_cannot_be_scored_is_refused():
    for measure in (exact_match, error_rate, closest_references, scores):
        with pytest.raises(ValueError, match="2 outputs for 1 references"):
            measure(["a", "b"], ["a"])
        with pytest.raises(ValueError, match="0 outputs for 0 references"):
            measure([], [])
    with pytest.raises(ValueError, match="no token"):
        error_rate(["a"], [""])
    with pytest.raises(ValueError, match="output 1 has no reference"):
        closest_references(["a", "b"], [["a"], []])
    with pytest.raises(ValueError, match=r"tokenize must be one of none, .*zh.*not 'latin'"):
        scores(["a"], ["a"], tokenize="latin")
    for outputs, references in (
        ("ab", ["a", "b"]),
        (["a"], "a"),
        (["a"], [["a"]]),
        ([1], ["a"]),
        ([None], [""]),
    ):
        with pytest.raises(ValueError, match="outputs and references must be lists of texts"):
            scores(outputs, references)
    with pytest.raises(ValueError, match="which must hold BLEU, chrF, TER only, not 'bleu'"):
        scores(["a"], ["a"], ["bleu"])


def test_a_tokenizer_whose_packages_are_missing_is_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "MeCab", None)
    with pytest.raises(ValueError, match=r"tokenize='ja-mecab': .*sacrebleu\[ja\]") as caught:
        scores(["a"], ["a"], tokenize="ja-mecab")
    assert "\n" not in str(caught.value)


def test_scores_are_those_of_sacrebleu_with_their_signatures():
    outputs = ["the cat sat on the mat today", "va !"]
    references = ["the cat sat by the mat today", "va !"]
    found = scores(outputs, references)
    assert list(found) == ["BLEU", "chrF", "TER"]
    assert found["BLEU"]["score"] == pytest.approx(BLEU().corpus_score(outputs, [references]).score, abs=1e-9)
    assert found["BLEU"]["signature"].startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:")
    assert found["TER"]["score"] == pytest.approx(100 / 9)  # one word of nine
    assert 0 < found["chrF"]["score"] < 100
    assert all("version:" in entry["signature"] for entry in found.values())
    assert scores(references, references)["chrF"]["score"] == 100


def test_chinese_needs_its_own_tokenizer():
    output, reference = ["我喜欢自动化处理"], ["我喜欢自然语言处理"]
    assert scores(output, reference, tokenize="13a")["BLEU"]["score"] == 0
    for tokenize in ("zh", None):
        found = scores(output, reference, tokenize=tokenize)["BLEU"]
        assert found["score"] == pytest.approx(36.2824, abs=1e-4)
        assert "tok:zh" in found["signature"]


SCRIPTS = {
    "13a": [
        "The cat sat on the mat.",
        "Ein „Open“-Schild",
        "Привет, мир!",
        "हिन्दी में लिखा है।",
        "مرحبا بالعالم",
        "שלום עולם",
        "Xin chào thế giới",
        "ሰላም ለዓለም",
        "In Chinese, hello is 你好.",
        "٣٫١٤",
        "3.14 = 3.14!",
        "👍",
        "",
    ],
    "zh": [
        "我喜欢自然语言处理。",
        "我們是學生",
        "我用 JavaScript 写程序",
        "圆周率是 3.14159265358979323846264338327950288",
        "鲜の每日果汁是一种很好喝的饮料",
        "我要 10 个",
        "𠮷野家很好吃",
        "ㄅㄆㄇ",
    ],
    "char": [
        "私は学生です。",
        "カタカナ",
        "ｶﾀｶﾅ",
        "東京へ行く",
        "나는 학생입니다.",
        "大韓民國은 민주공화국이다",
        "Pythonで書いたプログラムです",
        "ผมเป็นนักเรียน",
        "ຂ້ອຍເປັນນັກຮຽນ",
        "ខ្ញុំជាសិស្ស",
        "ကျွန်တော် ကျောင်းသား",
        "ང་སློབ་མ་ཡིན།",
        "ꦲꦏ꧀ꦱꦫꦗꦮ",
    ],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name in SCRIPTS for text in SCRIPTS[name]])
def test_the_tokenizer_fits_the_script(name, text):
    assert tokenizer_for([text]) == tokenizer_for(iter([text, "", text])) == name


def test_what_most_of_a_mixed_text_needs_is_chosen():
    english, chinese, japanese = "the cat sat on the mat", "猫坐在垫子上面", "猫はマットの上に座った"
    assert tokenizer_for([english] * 9 + [chinese]) == "13a"
    assert tokenizer_for([english] * 1 + [chinese] * 9) == "zh"
    assert tokenizer_for([japanese] + [chinese] * 40) == "zh"
    assert tokenizer_for([japanese] * 9 + [chinese]) == "char"
    assert tokenizer_for([]) == "13a"
    # Five letters count as one character; a kana in nine characters is Japanese, in ten it may be chance.
    assert [tokenizer_for([text]) for text in ("中abcde", "中abcd")] == ["13a", "zh"]
    assert [tokenizer_for(["中" * n + "の"]) for n in (10, 9)] == ["zh", "char"]


@given(st.sampled_from([name for name in SCRIPTS if name != "13a"]), st.data())
def test_a_copy_scores_full_marks_in_every_script(name, data):
    text = data.draw(st.sampled_from(SCRIPTS[name])) * 4
    found = scores([text], [text])
    assert found["BLEU"]["score"] == pytest.approx(100) and f"tok:{name}" in found["BLEU"]["signature"]
    assert found["TER"]["score"] == 0


CHINESE = st.text("我爱学习中英文，。a b", min_size=1, max_size=9).filter(str.strip)


@given(CHINESE, CHINESE, st.sampled_from(["13a", "zh", "char", "none"]))
def test_ter_takes_chinese_characters_for_words(output, reference, tokenize):
    apart = tokenize in ("zh", "char")
    wanted = TER(normalized=apart, asian_support=apart).corpus_score([output], [[reference]]).score
    found = scores([output], [reference], ("TER",), tokenize)["TER"]
    assert found["score"] == wanted
    assert ("|norm:yes|punct:yes|asian:yes|" in found["signature"]) == apart


def test_one_wrong_character_of_six():
    found = scores(["我爱学习英文"], ["我爱学习中文"])["TER"]
    assert found["score"] == pytest.approx(100 / 6)
    assert scores(["我爱学习英文"], ["我爱学习中文"], tokenize="13a")["TER"]["score"] == 100
