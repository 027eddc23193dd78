"""Pretrained: a VisionTransformer filled from a safetensors file with Hugging Face's or timm's names.

Both have the layers of this library under other names (Dosovitskiy et al. 2021): Pre-LN, the exact GELU, a
class token, learned positions. What a file holds beside these is refused by its name.
"""

import json
import re
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from course_lib.data.ranges import shown, told

from .vit import VisionTransformer

PICKLES = {".bin", ".pt", ".pth", ".ckpt", ".pkl"}
EPS = {"hugging face": 1e-12, "timm": 1e-6}  # what both take where no config says another
HEAD = 64  # numbers a head in every ViT of the paper: how many heads there are, no shape tells

# Their names, as patterns, and ours. `{part}` is weight or bias.
_PATTERNS = {
    r"(?:vit\.)?embeddings\.cls_token|cls_token": "token",
    r"(?:vit\.)?embeddings\.position_embeddings|pos_embed": "positions.table",
    r"(?:vit\.)?embeddings\.patch_embeddings\.projection\.(\w+)|patch_embed\.proj\.(\w+)": "embedding.{part}",
    r"(?:vit\.)?layernorm\.(\w+)|norm\.(\w+)": "stack.final.{part}",
    r"classifier\.(\w+)|head\.(\w+)": "head.{part}",
}
_LAYER = re.compile(r"(?:(?:vit\.)?encoder\.layer|(?:vit\.)?layers|blocks)\.(\d+)\.(.+)\.(weight|bias)")
_IN_A_LAYER = {
    "layernorm_before": "residuals.0.norm",
    "layernorm_after": "residuals.1.norm",
    "norm1": "residuals.0.norm",
    "norm2": "residuals.1.norm",
    "attention.output.dense": "attention.out",
    "attn.proj": "attention.out",
    "intermediate.dense": "feed_forward.0",
    "output.dense": "feed_forward.3",
    "mlp.fc1": "feed_forward.0",
    "mlp.fc2": "feed_forward.3",
    "attn.qkv": "attention.qkv",
    "attention.attention.qkv": "attention.qkv",
}
_IN_A_LAYER |= {f"attention.attention.{name}": f"attention.{name}" for name in ("query", "key", "value")}
_IN_A_LAYER |= {f"attn.{name[0]}": f"attention.{name}" for name in ("query", "key", "value")}


def vision_transformer(
    path: str | Path, heads: int | None = None, eps: float | None = None
) -> VisionTransformer:
    """The model of a safetensors file, or of a folder with model.safetensors and perhaps config.json.

    Sizes are those of the tensors. `heads` and `eps` are no tensors: they come from the arguments, else from
    the config, else there is a head for each HEAD numbers, and EPS. Biases that are missing are zeros. The
    model is in evaluation mode; its pictures (B, C, H, W) must be normalized as those it was trained on.
    ValueError, in one line, for a pickle, another kind of model, a tensor that is missing or one too many.
    """
    path, config = _found(Path(path))
    kind, found = _renamed(path)
    sizes = _sizes(path, found)
    heads = heads or config.get("num_attention_heads") or max(sizes["hidden"] // HEAD, 1)
    eps = eps or config.get("layer_norm_eps") or EPS[kind]
    model = VisionTransformer(**sizes, heads=heads, eps=eps)
    own = model.state_dict()
    for name, wanted in own.items():
        if name not in found and name.endswith(".bias"):
            found[name] = torch.zeros_like(wanted)
        if name not in found:
            raise ValueError(f"{path}: nothing in it is our {name}; it must be a whole ViT with its head")
        if found[name].shape != wanted.shape:
            shapes = f"{tuple(found[name].shape)}, not {tuple(wanted.shape)}"
            raise ValueError(f"{path}: what is our {name} has the shape {shapes}; is it a plain ViT?")
    model.load_state_dict(found)
    return model.eval()


def _found(path: Path) -> tuple[Path, dict[str, Any]]:
    """The file, and what its config says. ValueError for a pickle and for another activation than GELU."""
    config: dict[str, Any] = {}
    if path.is_dir():
        about = path / "config.json"
        if about.is_file():
            try:
                config = json.loads(about.read_text(encoding="utf-8"))
                assert isinstance(config, dict)
            except (ValueError, AssertionError):
                raise ValueError(
                    f"{about}: no JSON object; take the config that belongs to the model"
                ) from None
        path = path / "model.safetensors"
    if path.suffix in PICKLES:
        how = 'safetensors.torch.save_file(torch.load(file, weights_only=True), "model.safetensors")'
        raise ValueError(f"{path}: a pickle can run code when it is opened; convert it once, with {how}")
    if (activation := config.get("hidden_act", "gelu")) != "gelu":
        raise ValueError(f"{path}: its activation is {shown(activation)}; only the exact gelu is built here")
    return path, config


def _renamed(path: Path) -> tuple[str, dict[str, Tensor]]:
    """Whose names the file has, its tensors under ours, in float32. ValueError for one without a place."""
    tensors: dict[str, Tensor] = {}
    try:
        with safe_open(path, "pt") as stored:
            names = list(stored.keys())
            for name in names:
                tensors |= _ours(path, name, stored.get_tensor(name).float())
    except FileNotFoundError:
        raise ValueError(f"{path}: missing; name a safetensors file, or its folder") from None
    except (SafetensorError, OSError) as problem:
        raise ValueError(f"{path}: not a safetensors file ({told(problem)}); download it again") from None
    return ("timm" if any(name.startswith("blocks.") for name in names) else "hugging face"), tensors


def _ours(path: Path, name: str, tensor: Tensor) -> dict[str, Tensor]:
    """One tensor under our name, in our shape; joined queries, keys and values become three."""
    if inside := _LAYER.fullmatch(name):
        number, theirs, part = inside.groups()
        if theirs in _IN_A_LAYER:
            ours = _IN_A_LAYER[theirs]
            part = {"weight": "gain"}.get(part, part) if ours.endswith("norm") else part
            if not ours.endswith("qkv"):
                return {f"stack.layers.{number}.{ours}.{part}": tensor}
            three = zip(("query", "key", "value"), tensor.chunk(3), strict=True)
            return {f"stack.layers.{number}.attention.{one}.{part}": rows for one, rows in three}
    for pattern, ours in _PATTERNS.items():
        if match := re.fullmatch(pattern, name):
            part = next(filter(None, match.groups()), "")
            part = {"weight": "gain"}.get(part, part) if ours.startswith("stack.final") else part
            if ours == "token":
                tensor = tensor.flatten()
            if ours == "positions.table" and tensor.dim() == 3:
                tensor = tensor[0]
            return {ours.format(part=part): tensor}
    raise ValueError(
        f"{path}: {shown(name)} has no place in a plain ViT; only class token, positions, layers, head"
    )


def _sizes(path: Path, found: dict[str, Tensor]) -> dict[str, Any]:
    """The sizes of the model that these tensors fill; the window of the patch embedding becomes a matrix."""
    needed = ("embedding.weight", "positions.table", "head.weight", "stack.layers.0.feed_forward.0.weight")
    if lacking := [name for name in needed if name not in found]:
        raise ValueError(f"{path}: nothing in it is our {lacking[0]}; it must be a whole ViT with its head")
    window = found["embedding.weight"]  # (d, C, P, P)
    squares = len(found["positions.table"]) - 1  # all but the class token
    across = round(max(squares, 0) ** 0.5)
    if window.dim() != 4 or window.size(2) != window.size(3) or across**2 != squares or not squares:
        raise ValueError(f"{path}: its patches are no squares that fill a square picture, as they are here")
    found["embedding.weight"] = window.flatten(1)
    return {
        "side": across * window.size(3),
        "patch": window.size(3),
        "channels": window.size(1),
        "hidden": len(window),
        "classes": len(found["head.weight"]),
        "layers": 1 + max(int(name.split(".")[2]) for name in found if name.startswith("stack.layers.")),
        "d_ff": len(found["stack.layers.0.feed_forward.0.weight"]),
    }
