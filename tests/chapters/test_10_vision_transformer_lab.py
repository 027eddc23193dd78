"""The patches lab in the kernel: what it computes, draws and says."""

import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import pytest
import torch

from course_lib.chapters.ch10_vision_transformer.patches_lab import cards, drawings
from course_lib.chapters.ch10_vision_transformer.patches_lab.lab import plot
from course_lib.chapters.ch10_vision_transformer.patches_lab.reading import (
    PATCHES,
    POSITIONS,
    accuracy,
    asked,
    changed,
    compute,
    model,
    order_of,
    said,
)
from course_lib.chapters.labs import PatchesLab
from course_lib.data.corpora import digits
from course_lib.data.corpora.digits import SIDE
from course_lib.kit import records
from course_lib.kit.figure import RED
from course_lib.language import pick
from course_lib.models.vit import patches

SVG = "{http://www.w3.org/2000/svg}"


def figures(page: str) -> list[ElementTree.Element]:
    """The drawings of a page; they must be well-formed."""
    whole = re.findall("<svg.*?</svg>", page.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" '), flags=re.DOTALL)
    return [ElementTree.fromstring(one) for one in whole]


def figure(page: str) -> ElementTree.Element:
    return figures(page)[0]


def of_class(drawn: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in drawn.iter() if name in one.get("class", "").split()]


def words(page: str) -> str:
    """What a page says outside its drawings."""
    return re.sub("<[^>]*>", "", re.sub("<svg.*?</svg>", "", page, flags=re.DOTALL))


def picture(digit: int = 3) -> torch.Tensor:
    return asked().pixels[asked().labels == digit][0]


# ---- what is computed ----


@pytest.mark.parametrize("positions", POSITIONS)
@pytest.mark.parametrize("patch", PATCHES)
def test_it_computes_what_the_model_does(patch, positions):
    found, reader = compute(picture(), patch, positions), model(patch, positions)
    with torch.no_grad():
        assert found.probabilities == pytest.approx(reader(picture()[None])[0].softmax(-1).tolist(), abs=1e-5)
    for layer, seen in zip(found.attention, reader.attention_weights(picture()[None]), strict=True):
        torch.testing.assert_close(layer, seen[0, :, 0])
    for head in (None, 0, 3):
        own, shares = found.shares(1, head)
        assert len(shares) == (8 // patch) ** 2 and own + sum(shares) == pytest.approx(1, abs=1e-5)
        assert found.shares(1, None)[0] == pytest.approx(found.attention[1][:, 0].mean().item(), abs=1e-6)


@pytest.mark.parametrize("positions", POSITIONS)
@pytest.mark.parametrize("patch", PATCHES)
def test_accuracy_is_the_records_and_that_of_each_picture_alone(patch, positions):
    chosen = {"patch": patch, "positions": positions, "pooling": "class", "seed": 0}
    (recorded,) = records.load("patching").values("test", **chosen)
    assert accuracy(patch, positions) == pytest.approx(recorded, abs=1e-4)
    for shuffle in (0, 2):
        alone = [compute(one, patch, positions, shuffle).said for one in asked().pixels[:60]]
        assert said(patch, positions, shuffle)[:60].tolist() == alone
        right = said(patch, positions, shuffle) == asked().labels
        assert accuracy(patch, positions, shuffle) == sum(right.tolist()) / 500


@pytest.mark.parametrize("patch", PATCHES)
def test_without_positions_no_order_is_noticed(patch):
    calm = compute(picture(), patch, "none")
    for shuffle in range(1, 9):
        mixed = compute(picture(), patch, "none", shuffle)
        assert mixed.probabilities == pytest.approx(calm.probabilities, abs=1e-5)
        assert changed(patch, "none", shuffle) == 0


@pytest.mark.parametrize("patch", PATCHES)
def test_every_press_shuffles_and_not_as_the_one_before(patch):
    orders = [order_of(patch, shuffle) for shuffle in range(60)]
    calm = list(range((SIDE // patch) ** 2))
    assert orders[0] == calm and all(sorted(order) == calm for order in orders)
    if patch == SIDE:
        assert all(order == calm for order in orders)
        return
    assert calm not in orders[1:]
    assert all(order != after for order, after in pairwise(orders))


@pytest.mark.parametrize("patch", [2, 4])
def test_shuffling_is_seen_with_positions_and_with_them_alone(patch):
    calm, mixed = (compute(picture(), patch, "none", shuffle) for shuffle in (0, 5))
    assert mixed.shuffled and not calm.shuffled
    assert mixed.probabilities == pytest.approx(calm.probabilities, abs=1e-5)
    assert mixed.shares(1, None)[1] == pytest.approx(calm.shares(1, None)[1], abs=1e-5)  # where they belong
    assert torch.equal(said(patch, "none", 5), said(patch, "none"))
    known = compute(picture(), patch, "learned", 5)
    assert known.probabilities != pytest.approx(compute(picture(), patch).probabilities, abs=1e-3)
    assert accuracy(patch, "learned", 5) < accuracy(patch, "learned") - 0.05


def test_patches_stand_where_the_order_says():
    found = compute(picture(), 2, "learned", 3)
    assert found.order == order_of(2, 3) != order_of(2, 4) and sorted(found.order) == list(range(16))
    calm = patches(picture()[None], 2)[0].view(-1, 2, 2)
    for k, square in enumerate(found.squares()):
        assert torch.equal(square, calm[found.order[k]])


def test_no_picture_of_the_training_part_is_asked():
    parts = digits.load()
    assert torch.equal(asked().pixels, parts.test.pixels)


@pytest.mark.parametrize("wrong", [{"patch": 3}, {"positions": "waves"}, {"digit": 10}])
def test_what_cannot_be_had(wrong):
    with pytest.raises(ValueError, match=re.escape(repr(next(iter(wrong.values()))))):
        PatchesLab(**wrong)


# ---- what is drawn ----


def test_bars_are_as_long_as_their_numbers(language):
    calm, mixed = compute(picture(), 2), compute(picture(), 2, "learned", 1)
    svg = figure(drawings.bars(mixed, calm, 3))
    lengths = [float(bar.get("width")) / drawings.WIDE for bar in of_class(svg, "bar")]
    assert lengths == pytest.approx(mixed.probabilities, abs=0.001)
    marks = of_class(svg, "calm")
    assert len(marks) == sum(p >= 0.005 for p in calm.probabilities) > 0
    assert not of_class(figure(drawings.bars(calm, calm, 3)), "calm")
    ticked = [one.text for one in svg.iter() if one.text and one.text.startswith("✓")]
    assert ticked == ["✓ 3"]
    assert not any("✓" in (one.text or "") for one in figure(drawings.bars(calm, calm, None)).iter())


@pytest.mark.parametrize("patch", PATCHES)
def test_pieces_and_shares_are_drawn_one_a_patch(patch, language):
    found = compute(picture(), patch, "learned", 1)
    count = (8 // patch) ** 2
    boxes = [one for part in figures(drawings.sequence(found)) for one in of_class(part, "patch")]
    assert len(boxes) == count
    moved = [one for one in boxes if one.get("stroke") == RED]
    assert len(moved) == sum(k != n for k, n in enumerate(found.order))
    over = figure(drawings.looks(found, 1, None))
    assert len(of_class(over, "share")) == count
    (told,) = re.findall('^<div role="img" aria-label="([^"]+)"', drawings.sequence(found))
    assert ", ".join(str(n + 1) for n in found.order) in told
    assert over.get("aria-label")
    shades = [float(re.findall(r",([\d.]+)\)", one.get("fill"))[0]) for one in of_class(over, "share")]
    _, shares = found.shares(1, None)
    assert shades == pytest.approx([0.75 * share / max(shares) for share in shares], abs=0.001)


# ---- what is said ----


def test_right_wrong_and_drawn(language):
    found = compute(picture())
    assert pick("right", "对。") in words(cards.answer(found, found, 3, 1, None))
    assert pick("it is a 8", "其实是 8") in words(cards.answer(found, found, 8, 1, None))
    assert pick("Your own drawing", "这是你画的") in words(cards.answer(found, found, None, 1, None))
    first = pick("has seen nothing yet", "还什么都没看到")
    assert first in cards.answer(found, found, 3, 0, None)
    assert first not in cards.answer(found, found, 3, 1, None)


def test_what_it_said_before_shuffling_is_told_as_it_was(language):
    """Where the answer stays nothing is "left"; where it changes, what the old one has now is said."""
    mixed, calm = compute(picture(), 4, "learned", 1), compute(picture(), 4)
    assert mixed.said == calm.said == 3
    same = pick("Before shuffling it said 3 too, with 1.00", "打乱之前它也说是 3，概率 1.00")
    assert same in words(cards.answer(mixed, calm, 3, 1, None))
    mixed, calm = compute(picture(), 2, "learned", 1), compute(picture(), 2)
    assert mixed.said != calm.said == 3
    now = f"{mixed.probabilities[3]:.2f}"
    other = pick(f"now 3 has {now}", f"现在 3 的概率是 {now}")
    assert other in words(cards.answer(mixed, calm, 3, 1, None))
    mixed, calm = compute(picture(), 2, "none", 1), compute(picture(), 2, "none")
    page = words(cards.answer(mixed, calm, 3, 1, None))
    assert pick("exactly the same answer", "和原来一模一样") in page


def test_an_empty_page_is_no_drawing(language):
    found = compute(torch.zeros(SIDE, SIDE))
    page = words(cards.answer(found, found, None, 1, None))
    assert pick("paper is empty", "纸上什么都没有") in page
    assert pick("Your own drawing", "这是你画的") not in page


@pytest.mark.parametrize("shuffle", range(1, 12))
def test_misled_is_said_where_answers_have_changed(shuffle, language):
    count, page = changed(4, "learned", shuffle), words(cards.worth(4, "learned", shuffle))
    assert str(count) in page and count == int((said(4, "learned", shuffle) != said(4, "learned")).sum())
    assert (pick("it is misled", "把它骗了") in page) is (count > 25)
    assert (pick("hardly misleads", "几乎骗不了") in page) is (count <= 25)


def test_what_positions_were_worth(language):
    for positions, unlike in (POSITIONS, POSITIONS[::-1]):
        page = words(cards.worth(2, positions, 0))
        assert f"{accuracy(2, positions):.2f}" in page and f"{accuracy(2, unlike):.2f}" in page
    assert pick("One patch always", "只有一块") in words(cards.worth(8, "learned", 1))
    assert f"{accuracy(2, 'learned', 1):.2f}" in words(cards.worth(2, "learned", 1))
    assert pick("misled", "骗") in words(cards.worth(2, "learned", 1))
    assert pick("none can", "不可能变") in words(cards.worth(2, "none", 1))
    for patch, shuffle in ((2, 0), (8, 1)):
        assert pick("misled", "骗") not in words(cards.worth(patch, "learned", shuffle))
    assert pick("no sequence", "不成序列") in words(cards.sequence(compute(picture(), 8)))


# ---- the shell ----


def shown(lab: PatchesLab) -> tuple[str, str, str]:
    return lab.sequence.value, lab.answer.value, lab.worth.value


def test_every_choice_is_marked_from_the_start(language):
    lab = PatchesLab()
    for control in (lab.digit, lab.brush, lab.patch, lab.positions, lab.layer, lab.head):
        assert control.index is not None  # a value of None would mark no button


def test_every_control_changes_what_it_must(language):
    lab = PatchesLab(patch=2)
    before, pixels = shown(lab), lab.pixels
    lab.brush.value = 0.5
    assert shown(lab) == before and torch.equal(lab.pixels, pixels)
    lab.brush.value = 1.0
    lab.layer.value = 0
    lab.head.value = 2
    assert shown(lab)[::2] == before[::2] and lab.answer.value != before[1]
    lab.layer.value, lab.head.value = 1, -1
    assert shown(lab) == before
    lab.shuffle.click()
    once = shown(lab)
    assert all(a != b for a, b in zip(once, before, strict=True)) and not lab.unshuffle.disabled
    lab.shuffle.click()
    assert lab.sequence.value != once[0]
    lab.unshuffle.click()
    assert shown(lab) == before and lab.unshuffle.disabled
    lab.positions.value = "none"
    assert torch.equal(lab.pixels, pixels) and lab.digit.value == 3
    assert lab.sequence.value == before[0] and lab.worth.value != before[2]
    lab.patch.value = 8
    assert lab.shuffle.disabled
    lab.patch.value, lab.digit.value = 4, 7
    assert torch.equal(lab.pixels, picture(7))


def test_another_and_a_wrong_one():
    lab = PatchesLab(digit=5)
    seen = []
    for _ in range(int((asked().labels == 5).sum())):
        seen.append(lab.pixels)
        lab.another.click()
    assert lab.digit.value == 5 and torch.equal(lab.pixels, seen[0])  # all of them, then from the start
    assert len({tuple(one.flatten().tolist()) for one in seen}) == len(seen)
    lab.wrong.click()
    at = (asked().pixels == lab.pixels).all((1, 2)).nonzero().item()
    assert said(4, "learned")[at] != asked().labels[at] == lab.digit.value
    assert "✗" in lab.answer.value


def test_a_wrong_one_is_wrong_as_it_stands_there():
    """Shuffled, it is one that it gets wrong shuffled."""
    lab = PatchesLab()
    lab.shuffle.click()
    for _ in range(20):
        lab.wrong.click()
        assert "✗" in lab.answer.value and "✓</b>" not in lab.answer.value


def test_a_press_changes_one_pixel(language):
    lab = PatchesLab()
    before = lab.pixels
    lab.cells[9].click()  # row 2, column 2
    changed = (lab.pixels != before).nonzero().tolist()
    assert changed == [[1, 1]] and lab.pixels[1, 1] == 1
    assert lab.cells[9].style.button_color == "#000000"
    assert pick("row 2, column 2", "第 2 行第 2 列") == lab.cells[9].tooltip
    assert pick("Your own drawing", "这是你画的") in lab.answer.value
    lab.brush.value = 0.5
    lab.cells[9].click()
    assert lab.pixels[1, 1] == 0.5 and lab.cells[9].style.button_color == "#808080"
    lab.back.click()
    assert torch.equal(lab.pixels, before) and pick("right", "对。") in words(lab.answer.value)
    lab.clear.click()
    assert not lab.pixels.any()
    assert torch.equal(asked().pixels[asked().labels == 3][0], before)  # the data stay as they were


def test_its_picture_is_what_was_asked_for_first(language):
    lab = PatchesLab(digit=6, patch=2, positions="none")
    lab.digit.value = 1
    found = compute(picture(6), 2, "none")
    assert plot(found, 6).alt == lab.picture().alt == repr(lab)
    for n, share in enumerate(found.probabilities):
        assert f"{n}: {share:.2f}" in lab.picture().alt
    data, _ = lab._repr_mimebundle_()
    assert "image/png" in data and "application/vnd.jupyter.widget-view+json" in data
