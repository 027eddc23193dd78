"""The scene lab in the kernel: what it computes, draws and says."""

from types import ModuleType

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.chapters.ch10_vision_transformer.looking import touched
from course_lib.chapters.ch10_vision_transformer.scene_lab import cards
from course_lib.chapters.ch10_vision_transformer.scene_lab.compute import (
    EXAMPLES,
    PAGE,
    PAINTS,
    PLACES,
    bundle,
    caption,
    clear,
    painted,
    see,
)
from course_lib.chapters.labs import SceneLab
from course_lib.data.vocab import EOS, Vocab
from course_lib.kit.from_scratch import FOLDER, page
from course_lib.language import pick
from course_lib.models.vit import PictureReader, patches
from course_lib.training.checkpoint import Bundle

PLACE = st.integers(*PLACES)
THING = st.tuples(st.sampled_from([*PAGE.COLOURS]), st.sampled_from(PAGE.SHAPES), PLACE, PLACE)
SCENES = st.tuples(THING, THING)


@given(SCENES)
def test_a_caption_does_not_depend_on_which_thing_is_named_first(scene):
    assert caption(scene, "en") == caption(scene[::-1], "en")
    assert (caption(scene, "en") is not None) == clear(scene)
    assert PAGE.LANGUAGE == "en"  # the lab leaves the page as it was


def test_what_the_page_draws_is_clear_and_has_the_pages_caption():
    chance = PAGE.random.Random(0)
    for scene in (PAGE.draw(chance) for _ in range(300)):
        assert caption(scene, "en") == PAGE.caption(scene)


@settings(deadline=None, max_examples=30)
@given(SCENES)
def test_painting_ground_changes_nothing_and_a_thing_takes_it_away(scene):
    whole = painted(scene, "nothing")
    torch.testing.assert_close(painted(scene, "ground"), whole)
    for which, what in enumerate(("first", "second")):
        left = painted(scene, what)
        torch.testing.assert_close(left, PAGE.render([(scene[1 - which],)])[0])


@settings(deadline=None, max_examples=10)
@given(SCENES)
def test_shares_are_a_whole_and_the_top_patch_goes_dark(scene):
    seen = see(bundle("en"), scene, painted(scene, "nothing"))
    assert seen.words and all(0 <= p <= 1 for p in seen.sure)
    for word in range(len(seen.words)):
        look = seen.look(word, None)
        assert look.sum().item() == pytest.approx(1, abs=1e-5)
        assert sum(cards.falls(seen, look)) == pytest.approx(1)
        dark = painted(scene, "top", look)
        where = (dark != painted(scene, "nothing")).any(0).nonzero() // PAGE.PATCH
        grid = PAGE.SIDE // PAGE.PATCH
        assert {r * grid + c for r, c in where.tolist()} <= {int(look.argmax())}


def test_what_it_writes_is_what_the_page_writes():
    pictures, lengths, _ = PAGE.batch(EXAMPLES)
    said = PAGE.greedy(bundle("en").model, pictures, lengths, 10)
    for scene, ids in zip(EXAMPLES, said, strict=True):
        found = see(bundle("en"), scene, painted(scene, "nothing"))
        assert found.words == [PAGE.TARGET[i] for i in ids]
        assert found.things.equal(torch.cat([touched(PAGE, [scene], k) for k in (0, 1)]))


class Stranger(PictureReader):
    """A model with the four verbs and other names inside: it takes pictures, and tells no weights."""

    def encode(self, source, lengths):
        return super().encode(torch.stack([patches(one, 4) for one in source.unbind(1)]).sum(0), lengths)


def test_any_model_with_the_four_verbs_has_its_say(language):
    names = PAGE.TARGET
    model = Stranger(16, len(names), hidden=16, layers=1).eval()
    lab = SceneLab(bundle=Bundle(model, Vocab([], "word"), Vocab(names[4:], "word"), {}))
    assert pick("does not say which of the 36", "没有告诉我们，36 个") in lab.looked.value
    for what in PAINTS:
        lab.paint.value = what
        not_known = pick("is not known, so nothing is painted", "所以什么也没涂") in lab.after.value
        assert not_known == (what == "top")
    assert lab.picture().alt


def untrained(model):
    return Bundle(model.eval(), Vocab([], "word"), Vocab(PAGE.TARGET[4:], "word"), {})


def of_larger_patches():
    source = (FOLDER / "4_pictures.py").read_text(encoding="utf-8")
    other = ModuleType("larger")
    exec(source.replace("SIDE, PATCH, RADIUS = 24, 4, 5", "SIDE, PATCH, RADIUS = 24, 8, 5"), vars(other))
    assert other.PATCH == 8
    torch.manual_seed(0)
    return other.Seq2Seq(len(other.TARGET))


def test_attention_on_other_patches_is_not_laid_over_these(language):
    lab = SceneLab(bundle=untrained(of_larger_patches()))
    assert pick("does not say which of the 36", "没有告诉我们，36 个") in lab.looked.value
    assert lab.bench.layout.display == "" and lab.look.value == "" and lab.picture().alt


def test_a_model_that_writes_nothing_is_shown_so(language):
    model = PAGE.Seq2Seq(len(PAGE.TARGET))
    with torch.no_grad():
        model.output.bias[EOS] = 1e3
    lab = SceneLab(bundle=untrained(model))
    assert pick("It writes nothing", "它什么也没写") in lab.looked.value
    for what in PAINTS[1:]:
        lab.paint.value = what
        assert pick("Words that changed: 0", "变了的词：0") in lab.after.value
    assert lab.picture().alt.endswith("∅")


@pytest.mark.parametrize("what", ["reads words", "no numbers"])
def test_a_model_that_cannot_read_the_picture_gets_a_sentence(what, language):
    model = page("3_transformer").Seq2Seq(9, len(PAGE.TARGET))
    told = pick("This model cannot read the pictures", "这个模型读不了这里的图片")
    if what == "no numbers":
        model = PAGE.Seq2Seq(len(PAGE.TARGET))
        torch.nn.init.constant_(model.output.weight, float("nan"))
        told = "did its training diverge"
    lab = SceneLab(bundle=untrained(model))
    assert told in lab.out.value and lab.bench.layout.display == "none"
    assert told in lab.picture().alt
    assert lab._repr_mimebundle_()[0]["image/png"]


def test_there_is_a_choice_for_each_head_that_the_model_has():
    torch.manual_seed(0)  # with other weights it may say nothing, and then there is nothing to look at
    model = PAGE.Seq2Seq(len(PAGE.TARGET))
    for layer in model.decoder.layers:
        layer.cross.heads = 2
    lab = SceneLab(bundle=untrained(model))
    assert [name for name, _ in lab.head.options] == ["mean", "1", "2"]
    lab.head.value = 1
    assert lab.head.value == 1 and lab.look.value  # what is chosen stays chosen
    assert len(SceneLab().head.options) == 5


def test_the_lab_says_what_it_shows(language):
    lab = SceneLab()
    assert lab.look.value.count('class="share"') == 36
    assert "✓" in lab.out.value and lab.after.value == ""
    assert pick("probabilities: a&nbsp;", "每个词的概率：绿色&nbsp;") in lab.looked.value
    lab.paint.value = "first"
    assert pick("Words that changed:", "变了的词：") in lab.after.value
    assert pick("Before, it wrote: a green circle", "原来它写：绿色圆形") in lab.after.value
    lab.put(paint="ground")
    assert pick("The ground is black already", "背景本来就是黑的") in lab.after.value
    lab.things[1].put(lab.things[0].value)
    assert pick("There is no right caption", "没有标准的描述") in lab.out.value
    lab.things[0].put(("red", "circle", 6, 6))
    assert pick("pictures for training hold no red circle", "训练图片里，从来没有红色圆形") in lab.out.value
    lab.things[1].put(("red", "circle", 18, 6))
    assert lab.out.value.count(pick("hold no red circle", "没有红色圆形")) == 1  # said once of both
    for _ in EXAMPLES:
        lab._another()
        assert lab.scene in EXAMPLES
    lab.head.value = 2
    assert lab.look.value


@pytest.mark.parametrize(
    "scene", [(), 5, [("red", "circle", 6, 6)], (("red", "ring", 6, 6),) * 2, (("red", "circle", 1, 6),) * 2]
)
def test_what_is_no_scene_is_one_line(scene):
    with pytest.raises(ValueError, match="a scene is two things") as told:
        SceneLab(scene)
    assert "\n" not in str(told.value)
