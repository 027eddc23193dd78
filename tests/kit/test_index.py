"""The page with all labs: each opens, keeps what was done in it, and speaks the language that was chosen."""

import pytest

from course_lib.chapters.index import LABS, Index
from course_lib.language import pick


@pytest.fixture
def index(language):
    return Index()


def test_every_lab_opens(index):
    views = []
    for name in LABS:
        index.labs.value = name
        (view,) = index.place.children
        assert view is index.shown.view and view.children
        views.append(view)
    assert len({id(view) for view in views}) == len(LABS)
    assert len(index.labs.options) == len(LABS)


def test_a_lab_keeps_what_was_done_in_it(index):
    index.labs.value = "memory"
    lab = index.shown
    lab.typed.value = "abc"
    index.labs.value = "explorer"
    index.labs.value = "memory"
    assert index.shown is lab and lab.typed.value == "abc"


def test_the_switch_of_language_changes_labels_and_lab(index):
    index.labs.value = "explorer"
    before, other = index.shown, "zh" if index.language.value == "en" else "en"
    index.language.value = other
    assert pick("en", "zh") == other
    assert index.labs.value == "explorer" and index.shown is not before
    assert pick("01 tokens", "01 词元") == index.labs.options[0][0]
    index.language.value = "en" if other == "zh" else "zh"
    assert index.shown is before


def test_its_picture_is_that_of_the_lab(index):
    assert index.picture().alt == index.shown.picture().alt
    assert "image/png" in index._repr_mimebundle_()[0]
