"""The heads lab in the kernel: its weights are the model's, its pages say what they show, controls work."""

import re

import pytest
import torch
from pages import drawings, of_class, shade, words

from course_lib.analysis.heads import attention_weights
from course_lib.chapters.ch08_transformer.figures import favourites, heads, label
from course_lib.chapters.ch08_transformer.heads_lab import cards
from course_lib.chapters.ch08_transformer.heads_lab.compute import (
    PADDINGS,
    PADS,
    PARTS,
    bundle,
    compute,
)
from course_lib.chapters.ch08_transformer.heads_lab.lab import plot
from course_lib.chapters.labs import HeadsLab
from course_lib.data.batching import collate
from course_lib.data.corpora.numbers import spoken
from course_lib.decoding import translate
from course_lib.kit import own
from course_lib.kit.from_scratch import page
from course_lib.kit.heat import number
from course_lib.language import pick
from course_lib.models import Transformer
from course_lib.training import forced_loss

TYPED, NUMBERS = "42, 7, 81", [42, 7, 81]


def shades(lab: HeadsLab) -> list[float]:
    """The weights that the lab's map shows, row by row."""
    (drawn,) = drawings(lab.looked.value)
    return [shade(one) for one in drawn.iter("rect") if one.get("class") is None]


@pytest.fixture(scope="module")
def batch():
    _, source_vocab, target_vocab, *_ = bundle()
    source, target = spoken(NUMBERS)
    return collate([(source_vocab.encode(source), target_vocab.encode(target))])


def test_with_both_masks_a_reading_is_what_the_model_does(batch):
    model, source_vocab, target_vocab, *_ = bundle()
    reading = compute(TYPED)
    looked = model.attention_weights(batch.source, batch.source_lengths, batch.inputs)
    for part in PARTS:
        columns, rows = reading.axes(part)
        for ours, theirs in zip(reading.weights[part], looked[part], strict=True):
            torch.testing.assert_close(ours, theirs[0], rtol=0, atol=1e-5)
            assert ours.shape[1:] == (len(rows), len(columns))
    assert reading.said == translate(model, source_vocab, target_vocab, [spoken(NUMBERS)[0]])[0]
    assert reading.said == reading.expected == spoken(NUMBERS)[1]
    pair = batch.source[0, :-1].tolist(), batch.gold[0, :-1].tolist()
    assert reading.loss == pytest.approx(forced_loss(model, [pair]), abs=1e-5)
    assert reading.source[-1] == reading.output[-1] == "EOS" and reading.inputs[0] == "BOS"
    assert reading.inputs[1:] == reading.output[:-1]


def test_the_padding_mask_makes_a_neighbour_harmless():
    alone, masked, seen = (compute(TYPED, padding) for padding in PADDINGS)
    size = len(alone.source)
    assert masked.source == seen.source == [*alone.source, *["PAD"] * PADS]
    for part in ("encoder", "source"):
        for a, b in zip(alone.weights[part], masked.weights[part], strict=True):
            assert not b[..., size:].any()
            torch.testing.assert_close(b[:, : a.size(1), :size], a, rtol=0, atol=1e-5)
        assert all(c[..., size:].all() for c in seen.weights[part])
    assert masked.said == alone.said and masked.loss == pytest.approx(alone.loss, abs=1e-5)
    assert cards.on_padding(alone) == cards.on_padding(masked) == 0 < cards.on_padding(seen) < 1
    assert seen.loss != pytest.approx(alone.loss, abs=1e-3)


def test_without_the_causal_mask_the_decoder_sees_what_it_is_to_say(batch):
    hidden, free = compute(TYPED), compute(TYPED, causal=False)
    for masked, seen in zip(hidden.weights["decoder"], free.weights["decoder"], strict=True):
        assert not masked.triu(1).any() and (seen > 0).all()
    assert cards.on_future(hidden) == 0 < cards.on_future(free) < 1
    assert free.loss != pytest.approx(hidden.loss, abs=1e-3)
    assert free.said == hidden.said  # alone there is no future yet
    model = bundle().model
    other = batch.inputs.clone()
    other[0, -1] = 5  # another last token
    with torch.inference_mode():
        memory = model.encode(batch.source, batch.source_lengths)
        for causal in (True, False):
            first, second = (
                model.decoder(inputs, model.start(memory), memory, causal=causal)[0][0, 0]
                for inputs in (batch.inputs, other)
            )
            assert torch.equal(first, second) is causal


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("causal", [True, False])
def test_every_row_of_weights_sums_to_one(padding, causal):
    for layers in compute("5, 50", padding, causal).weights.values():
        for layer in layers:
            torch.testing.assert_close(layer.sum(-1), torch.ones(layer.shape[:2]))


def test_the_answer_tells_of_both_masks(language):
    trained = compute(TYPED)
    plain = words(cards.answer(trained, trained, True))
    assert trained.expected in plain and "✓" in plain and "PAD" not in plain
    assert f"{trained.loss:.3f}" in plain
    masked = compute(TYPED, "masked")
    assert pick("exactly 0", "正好是 0") in words(cards.answer(masked, trained, True))
    seen = compute(TYPED, "seen", False)
    page = words(cards.answer(seen, trained, False))
    assert f"{seen.loss:.3f}" in page and f"{trained.loss:.3f}" in page
    assert f"{cards.on_padding(seen):.0%}" in page and f"{cards.on_future(seen):.0%}" in page


def test_a_wrong_answer_is_marked_beside_the_right_one(language):
    trained = compute(TYPED)
    wrong = type(trained)(**{**vars(trained), "said": "<zut>"})
    page = cards.answer(wrong, trained, True)
    assert "&lt;zut&gt;" in page and "✗" in page and trained.expected in page


@pytest.mark.parametrize("part", PARTS)
def test_a_row_is_shaded_by_its_weights(language, part):
    reading = compute(TYPED)
    columns, rows = reading.axes(part)
    weights = reading.weights[part][0][1]
    for at in (0, len(rows) - 1):
        page, row = cards.looked(weights, columns, rows, part, at), weights[at].tolist()
        shades = [float(x) for x in re.findall(r"rgba\([\d,]+,([\d.]+)\)", page)]
        assert shades == pytest.approx(row, abs=0.001)
        assert re.findall("<small>([^<]*)</small>", page) == [number(w) for w in row]
        (top,) = re.findall('class="top"[^>]*><b[^>]*>([^<]*)</b>', page)
        assert top == columns[row.index(max(row))] and f"<b>{rows[at]}</b>" in page


def test_all_heads_are_drawn_and_one_is_framed(language):
    reading = compute(TYPED)
    layers, columns = reading.weights["source"], reading.source
    (root,) = drawings(cards.small(layers, columns, "source", 1, 2))
    assert len(list(root.iter("image"))) == 8
    (framed,) = of_class(root, "chosen")
    sixth = list(root.iter("image"))[6]
    assert (framed.get("x"), framed.get("y")) == (sixth.get("x"), sixth.get("y"))
    bold = [t.text for t in root.iter("text") if t.get("font-weight")]
    assert bold == [label("head_of", layer=2, head=3)]
    assert favourites(layers, columns) in root.get("aria-label")


def test_the_description_names_where_a_head_looks_most_often(language):
    weights = torch.tensor([[[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]]])  # one head: a, b, a
    said = pick("layer 1, head 1: a (67%)", "第 1 层头 1：a（67%）")
    assert favourites([weights], ["a", "b"]) == said
    figure = heads([weights], ["a", "b"], ["x", "y", "z"], "source")
    assert said in figure.alt and len(figure.axes) == 1


@pytest.mark.parametrize("part", PARTS)
def test_the_picture_holds_every_head(language, part):
    figure = HeadsLab(part=part).picture()
    assert len(figure.axes) == 8 and figure.alt == plot(TYPED, part).alt
    assert label(f"{part}_part") in figure.alt and figure.png().startswith(b"\x89PNG")


def test_every_control_does_what_it_says(language):
    lab = HeadsLab()
    assert lab.strip.buttons.children[0].description == f"▶ {compute(TYPED).output[0]}"
    lab.strip.buttons.children[2].click()
    assert lab.strip.slider.value == 3 and lab.strip.buttons.children[2].description.startswith("▶")
    lab.strip.slider.value = 4
    assert f"<b>{compute(TYPED).output[3]}</b>" in lab.looked.value
    before = lab.all.value, lab.looked.value
    lab.layer.value, lab.head.value = 1, 3
    assert lab.all.value != before[0] and lab.looked.value != before[1]
    assert shades(lab) == pytest.approx(compute(TYPED).weights["source"][1][3].flatten().tolist(), abs=0.001)
    lab.part.value = "encoder"
    assert [b.description.removeprefix("▶ ") for b in lab.strip.buttons.children] == compute(TYPED).source
    lab.padding.value = "seen"
    assert len(lab.strip.buttons.children) == len(compute(TYPED).source) + PADS == lab.strip.slider.max
    lab.part.value = "decoder"
    lab.causal.value = False
    free = compute(TYPED, "seen", False).weights["decoder"][1][3]
    assert shades(lab) == pytest.approx(free.flatten().tolist(), abs=0.001)
    lab.another.click()
    assert lab.typed.value == "21, 80, 71" and "quatre-vingts" in lab.out.value


def test_a_shorter_list_keeps_the_place_inside(language):
    lab = HeadsLab()
    lab.strip.slider.value = lab.strip.slider.max
    lab.typed.value = "1"
    assert lab.strip.slider.value == lab.strip.slider.max == len(lab.strip.buttons.children) == 2
    assert "<b>EOS</b>" in lab.looked.value


@pytest.mark.parametrize("typed", ["", "100", "seven, hello", "<b>", "1," * 13])
def test_what_is_no_list_is_one_kind_line(typed, language):
    lab = HeadsLab()
    lab.typed.value = typed
    assert words(lab.out.value) and "<b>" not in lab.out.value and "Error" not in lab.out.value
    assert lab.bench.layout.display == "none"
    lab.part.value, lab.head.value, lab.strip.slider.value = "encoder", 1, 1  # no error
    lab.typed.value = "7"
    assert "sept" in lab.out.value and lab.bench.layout.display == ""


def test_a_page_tells_its_weights_as_the_library_does():
    course = page("3_transformer")
    torch.manual_seed(0)
    mine = course.Seq2Seq(len(course.SOURCE), len(course.TARGET), 16, 2)
    library = Transformer(len(course.SOURCE), len(course.TARGET), hidden=16, layers=2)
    with torch.no_grad():
        for (name, weight), theirs in zip(mine.named_parameters(), library.parameters(), strict=True):
            theirs.copy_(weight / 4 if name.endswith("table.weight") else weight)
    source, lengths, target = course.batch(course.HELD_OUT[:5])
    found = attention_weights(mine, source, lengths, target)
    torch.testing.assert_close(found, library.attention_weights(source, lengths, target))
    assert not any(one._forward_hooks for one in mine.modules())


def test_a_learners_own_heads_are_shown_and_their_masks_stay(language):
    lab = HeadsLab("305, 7", bundle=own("3_transformer"))
    assert len(lab.picture().axes) == 8 and "305,7" in lab.out.value
    assert lab.padding not in lab.view.children and len(lab.view.children) == 3
    lab.part.value, lab.layer.value, lab.head.value = "decoder", 1, 2
    assert lab.looked.value
    lab.another.click()
    assert lab.typed.value == "41, 900000, 8" and "41,900000,8" in lab.out.value
    lab.typed.value = "7, 1000000"
    assert lab.bench.layout.display == "none"
