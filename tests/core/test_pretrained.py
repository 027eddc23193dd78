"""Real weights: files in Hugging Face's and in timm's names fill our model, and give the same logits."""

import json
import pickle
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from course_lib.models import VisionTransformer
from course_lib.models.pretrained import vision_transformer
from course_lib.models.vit import patches

FILES = Path(__file__).resolve().parent / "vit_files"
NAMES = ("hugging_face", "timm")


def golden(name: str) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]:
    """Tensors of a tiny model, pictures, and the logits that its own library gave for them."""
    seen = load_file(FILES / f"{name}.logits.safetensors")
    return load_file(FILES / f"{name}.safetensors"), seen["pictures"], seen["logits"]


def filled(tensors: dict[str, torch.Tensor], folder: Path, **about) -> VisionTransformer:
    path = folder / "model.safetensors"
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path)
    return vision_transformer(path, **{"heads": 2} | about)


@pytest.mark.parametrize("name", NAMES)
@torch.no_grad()
def test_it_equals_the_library_that_the_file_comes_from(name):
    tensors, pictures, logits = golden(name)
    model = vision_transformer(FILES / f"{name}.safetensors", heads=2)
    torch.testing.assert_close(model(pictures), logits, rtol=1e-6, atol=1e-6)
    assert (FILES / f"{name}.safetensors").stat().st_size < 200_000
    assert sum(p.numel() for p in model.parameters()) == sum(t.numel() for t in tensors.values())


@torch.no_grad()
def test_it_equals_transformers(tmp_path):
    transformers = pytest.importorskip("transformers", reason="transformers is not a package of the course")
    config = transformers.ViTConfig(
        image_size=16, patch_size=8, hidden_size=32, num_hidden_layers=3, num_attention_heads=4,
        intermediate_size=48, num_labels=7, initializer_range=0.4,
    )  # fmt: skip
    torch.manual_seed(0)
    theirs = transformers.ViTForImageClassification(config).eval()
    theirs.save_pretrained(tmp_path)
    pictures = torch.randn(3, 3, 16, 16, dtype=torch.double)
    found = vision_transformer(tmp_path).double()(pictures)
    torch.testing.assert_close(found, theirs.double()(pictures).logits, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
@torch.no_grad()
def test_joined_or_apart_and_flat_or_not_it_is_the_same_model(name, tmp_path):
    tensors, pictures, logits = golden(name)
    for key in [*tensors]:
        if "qkv" in key:
            for one, rows in zip("qkv", tensors.pop(key).chunk(3), strict=True):
                tensors[key.replace("qkv", one)] = rows
        elif "attention.attention.query" in key:
            three = [key.replace("query", one) for one in ("query", "key", "value")]
            tensors[key.replace("query", "qkv")] = torch.cat([tensors.pop(one) for one in three])
        elif key.endswith(("cls_token", "pos_embed", "position_embeddings")):
            tensors[key] = tensors[key][0]
    torch.testing.assert_close(filled(tensors, tmp_path)(pictures), logits, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
@torch.no_grad()
def test_a_bias_that_is_missing_is_zero(name, tmp_path):
    tensors, pictures, logits = golden(name)
    lacking = {key for key in tensors if key.endswith(("qkv.bias", "attention.query.bias"))}
    zeros = filled(tensors | {key: torch.zeros_like(tensors[key]) for key in lacking}, tmp_path)(pictures)
    less = filled({key: value for key, value in tensors.items() if key not in lacking}, tmp_path)(pictures)
    torch.testing.assert_close(less, zeros)
    assert (less - logits).abs().max() > 1e-3  # these biases matter


@torch.no_grad()
def test_epsilon_heads_and_activation_come_from_the_config(tmp_path):
    tensors, pictures, logits = golden("hugging_face")
    filled(tensors, tmp_path)
    about = {"num_attention_heads": 2, "layer_norm_eps": 1e-12, "hidden_act": "gelu"}
    (tmp_path / "config.json").write_text(json.dumps(about))
    torch.testing.assert_close(vision_transformer(tmp_path)(pictures), logits, rtol=1e-6, atol=1e-6)
    for changed in ({"num_attention_heads": 4}, {"layer_norm_eps": 0.5}):
        (tmp_path / "config.json").write_text(json.dumps(about | changed))
        assert (vision_transformer(tmp_path)(pictures) - logits).abs().max() > 1e-3
    for wrong in (json.dumps(about | {"hidden_act": "gelu_new"}), "[1]", "{"):
        (tmp_path / "config.json").write_text(wrong)
        with pytest.raises(ValueError, match=r"only the exact gelu|no JSON object") as told:
            vision_transformer(tmp_path)
        assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t | {"reg_token": torch.zeros(1, 4, 16)}, "'reg_token'|reg_token has no place"),
        (lambda t: t | {"blocks.0.ls1.gamma": torch.ones(16)}, "blocks.0.ls1.gamma has no place"),
        (lambda t: {k: v for k, v in t.items() if k != "cls_token"}, "our token"),
        (lambda t: {k: v for k, v in t.items() if k != "head.weight"}, "our head.weight"),
        (lambda t: {k: v for k, v in t.items() if k != "blocks.1.norm1.weight"}, "residuals.0.norm.gain"),
        (lambda t: t | {"pos_embed": torch.zeros(1, 11, 16)}, "no squares that fill"),
        (lambda t: t | {"norm.weight": torch.ones(9)}, "has the shape"),
    ],
)
def test_what_is_no_plain_vit_is_one_line_that_names_it(change, told, tmp_path):
    with pytest.raises(ValueError, match=told) as found:
        filled(change(golden("timm")[0]), tmp_path)
    assert "\n" not in str(found.value)


def test_pickles_and_rubbish_are_never_opened(tmp_path):
    class Bomb:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "exploded",))

    (tmp_path / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb()))
    (tmp_path / "model.safetensors").write_bytes(pickle.dumps(Bomb()))
    for path, told in (
        (tmp_path / "pytorch_model.bin", "a pickle can run code.*save_file"),
        (tmp_path, "not a safetensors file"),
        (tmp_path / "none.safetensors", "missing"),
    ):
        with pytest.raises(ValueError, match=told) as found:
            vision_transformer(path)
        assert "\n" not in str(found.value)
    assert not (tmp_path / "exploded").exists()


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(0, 10**6))
def test_patches_of_colours_are_what_a_convolution_reads(channels, size, count, seed):
    generator = torch.Generator().manual_seed(seed)
    pictures = torch.randn(2, channels, size * count, size * count, generator=generator, dtype=torch.double)
    kernel = torch.randn(4, channels, size, size, generator=generator, dtype=torch.double)
    found = patches(pictures, size) @ kernel.flatten(1).T
    wanted = torch.nn.functional.conv2d(pictures, kernel, stride=size).flatten(2).transpose(1, 2)
    torch.testing.assert_close(found, wanted)
    if channels == 1:
        assert torch.equal(patches(pictures[:, 0], size), patches(pictures, size))


@torch.no_grad()
def test_a_grey_picture_is_one_of_one_channel():
    model = VisionTransformer(seed=1)
    pictures = torch.rand(3, 8, 8)
    assert torch.equal(model(pictures), model(pictures[:, None]))
    with pytest.raises(ValueError, match="channels must be at least 1"):
        VisionTransformer(channels=0)
    with pytest.raises(ValueError, match="eps must be"):
        VisionTransformer(eps=-1)
