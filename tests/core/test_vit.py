"""Pictures: the digits that come with the course, patches of them, and the two models that read patches."""

import hashlib

import pytest
import torch
from torch.nn.functional import cross_entropy
from torch.testing import assert_close

from course_lib.data.corpora import digits
from course_lib.data.vocab import BOS
from course_lib.models import VisionTransformer
from course_lib.models.encoder import select
from course_lib.models.vit import POOLINGS, PictureReader, patches


@pytest.fixture(scope="module")
def parts() -> digits.Digits:
    return digits.load()


def pictures(count: int, side: int = 8, seed: int = 0) -> torch.Tensor:
    return torch.rand(count, side, side, generator=torch.Generator().manual_seed(seed), dtype=torch.double)


def test_the_digits_are_the_same_on_every_machine(parts):
    assert {name: len(part.labels) for name, part in parts._asdict().items()} == digits.PARTS
    for pixels, labels in parts:
        assert pixels.shape == (len(labels), 8, 8) and pixels.dtype == torch.float32
        assert pixels.min() == 0 and pixels.max() == 1
        assert set(labels.tolist()) == set(range(10))
    whole = [value for pixels, labels in parts for value in (16 * pixels, labels)]
    found = hashlib.sha256(b"".join(value.byte().numpy().tobytes() for value in whole)).hexdigest()
    assert found == "c4734ebda3750a2b12f47ddd8cdd5aa8883fbdfa274465b87649966c8a4f6c5c"
    assert torch.equal(parts.train.first(50).pixels, parts.train.first(100).pixels[:50])


def test_no_picture_is_in_two_parts(parts):
    train, valid, test = ({tuple(pixels.flatten().tolist()) for pixels in part.pixels} for part in parts)
    assert not train & valid | train & test | valid & test


def test_strips_stand_side_by_side(parts):
    made = digits.strips(parts.valid, 40, 1, 3, seed=0)
    assert {len(shown) for _, shown in made} == {1, 2, 3}
    known = {tuple(pixels.flatten().tolist()): int(label) for pixels, label in zip(*parts.valid, strict=True)}
    for pixels, shown in made:
        assert [known[tuple(one.flatten().tolist())] for one in pixels.split(8, 1)] == shown
    again, other = (digits.strips(parts.valid, 40, 1, 3, seed=seed) for seed in (0, 1))
    assert [shown for _, shown in again] == [shown for _, shown in made] != [shown for _, shown in other]


def test_patches_are_squares_row_by_row():
    picture = torch.arange(24).view(1, 4, 6)
    assert patches(picture, 2).tolist() == [
        [[0, 1, 6, 7], [2, 3, 8, 9], [4, 5, 10, 11], [12, 13, 18, 19], [14, 15, 20, 21], [16, 17, 22, 23]]
    ]
    for size in (0, 4):
        with pytest.raises(ValueError, match=f"patches of {size} pixels do not fill 4 x 6 pixels"):
            patches(picture, size)


@pytest.mark.parametrize("pooling", POOLINGS)
def test_without_positions_the_order_of_patches_is_not_seen(pooling):
    for positions, same in (("none", True), ("learned", False)):
        model = VisionTransformer(patch=2, hidden=8, heads=2, pooling=pooling, positions=positions).double()
        squares = patches(pictures(3), 2)
        mixed = squares[:, torch.randperm(16, generator=torch.Generator().manual_seed(1))]
        assert torch.allclose(model.read(squares), model.read(mixed), atol=1e-10) is same


@pytest.mark.parametrize("pooling", POOLINGS)
def test_a_picture_is_classified_alone_and_looking_changes_nothing(pooling):
    model = VisionTransformer(patch=4, hidden=8, heads=2, layers=3, dropout=0.5, pooling=pooling).double()
    seen, again = model.attention_weights(pictures(2)), model.attention_weights(pictures(2))
    places = 4 + (pooling == "class")
    assert model.training and [tuple(one.shape) for one in seen] == [(2, 2, places, places)] * 3
    assert_close(seen, again)
    model.eval()
    assert model(pictures(5)).shape == (5, 10)
    assert_close(model(pictures(5))[:2], model(pictures(5)[:2]))


def test_weights_depend_on_the_seed_alone_and_digits_are_learned(parts):
    before = torch.get_rng_state()
    model, twin, other = (VisionTransformer(hidden=16, heads=2, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(torch.get_rng_state(), before)
    assert_close(model.state_dict(), twin.state_dict())
    assert not torch.equal(model.head.weight, other.head.weight)
    few = parts.train.first(30)
    optimizer = torch.optim.Adam(model.parameters(), 5e-3)
    for _ in range(100):
        optimizer.zero_grad()
        cross_entropy(model(few.pixels), few.labels).backward()
        optimizer.step()
    assert (model(few.pixels).argmax(-1) == few.labels).double().mean() > 0.9


def strips_of(model: PictureReader, *lengths: int):
    """Random patches (B, N, P * P), what stands behind the end of a strip wild, and the memory of them."""
    chance = torch.Generator().manual_seed(0)
    counts = torch.tensor(lengths)
    source = torch.rand(len(lengths), max(lengths), 4, generator=chance, dtype=torch.double)
    source[torch.arange(max(lengths)) >= counts[:, None]] = 1e3
    return source, counts, model.encode(source, counts)


def test_the_class_token_begins_small():
    """As wide as the other weights of BERT and ViT: .02."""
    model = VisionTransformer(hidden=512, heads=2, layers=1)
    assert 0.018 < model.token.std() < 0.022


def test_a_reader_of_pictures_keeps_the_four_verbs():
    model = PictureReader(4, 9, hidden=8, heads=2).double().eval()
    source, counts, memory = strips_of(model, 6, 2)
    alone = model.encode(source[1:, :2], counts[1:])
    tokens = torch.tensor([[BOS, 5, 6], [BOS, 7, 4]])
    whole, _ = model.advance(tokens, model.start(memory), memory)
    assert_close(model.advance(tokens[1:], model.start(alone), alone)[0], whole[1:])  # padding
    state, said = model.start(memory), []
    for t in range(3):
        hidden, state = model.advance(tokens[:, t : t + 1], state, memory)
        said.append(hidden)
    assert_close(torch.cat(said, 1), whole)
    beams = torch.tensor([0, 0, 0, 1, 1, 1])
    shared, _ = model.advance(tokens[beams], select(model.start(memory), beams), memory)
    assert_close(shared, whole[beams])
    assert model.project(whole).shape == (2, 3, 9)
    twin = PictureReader(**model.config).double()
    assert_close(twin.state_dict(), model.state_dict())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: VisionTransformer(patch=3), "patches of 3 pixels do not fill 8 x 8 pixels"),
        (lambda: VisionTransformer(pooling="max"), "pooling must be one of class, mean, not 'max'"),
        (lambda: VisionTransformer(classes=0), "classes must be at least 1"),
        (lambda: VisionTransformer(hidden=10, heads=4), "a multiple of the heads"),
        (lambda: PictureReader(0, 9), "pixels must be at least 1"),
    ],
)
def test_what_does_not_fit_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
