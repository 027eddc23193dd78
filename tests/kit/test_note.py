"""The marks of a note: code, bold and emphasis in HTML and in plain text; stars of arithmetic stay stars."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.kit.practice.note import inline, plain

MADE = re.compile(r'<(b|em)>|</(b|em|code)>|<code style="[^"]*">|<br>')
PHRASES = st.from_regex(r"[a-z<&喜欢]{1,5}( [a-z>'自然]{1,5}){0,3}", fullmatch=True)
FACTORS = st.sampled_from(["2", "B", "x_1", "(a + b)", "rows[0]", "f(y)"])


@given(
    PHRASES, st.sampled_from(["{}", "It reads {}.", "（{}）", "“{}”, then more", "可以{}吗", "**so {} is**"])
)
def test_emphasis_slants_a_phrase(phrase, around):
    text = around.format(f"*{phrase}*")
    assert f"<em>{html.escape(phrase)}</em>" in inline(text) and phrase in plain(text)
    assert "*" not in inline(text) + plain(text)


@given(st.lists(FACTORS, min_size=2, max_size=5), st.sampled_from(["*", " * ", "**"]))
def test_a_product_keeps_its_stars(factors, star):
    product = star.join(factors)
    if star != "**":  # two of these are bold, as they were
        assert inline(product) == product == plain(product)
    assert f">{product}</code>" in inline(f"take `{product}` of it")
    assert plain(f"take `{product}` of it") == f"take `{product}` of it"


@pytest.mark.parametrize(
    "text",
    [
        "f(*args)",
        "f(*args, **more)",
        "[*a, *b]",
        "*rest, last = row",
        "(B*K, k, d) and (B*K, h)",
        "P * P, P * P",
    ],
)
def test_python_keeps_its_stars(text):
    assert inline(text) == text == plain(text)


def test_marks_within_marks():
    assert inline("**the word *so***") == "<b>the word *so</b>*"  # a star beside two is no mark
    assert inline("**a *so* b**") == "<b>a <em>so</em> b</b>"
    assert "<em>the <code" in inline("*the `2 * 3` of it*") and "2 * 3</code> of it</em>" in inline(
        "*the `2 * 3` of it*"
    )


@given(st.text(alphabet="ab *`<>&\"'\n{}喜", max_size=30))
def test_nothing_of_the_text_becomes_markup(text):
    rest = MADE.sub("", inline(text))
    assert "<" not in rest and ">" not in rest and '"' not in rest
    assert html.unescape(rest) == plain(text).replace("\n", "").replace("`", "") or "`" in text
