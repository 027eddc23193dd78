"""Makes the golden files of test_pretrained.py: tiny random ViTs of both libraries, with their logits.

    python tests/core/vit_files/make.py        # wants transformers and timm, which the course does not

Weights are drawn anew with a spread that makes every part matter. timm imports torchvision, which need not be
there for a ViT: where it is not, empty modules stand in for it.
"""

import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from unittest import mock

import torch
from safetensors.torch import save_file

HERE = Path(__file__).resolve().parent
SIZES = {"side": 12, "patch": 4, "hidden": 16, "layers": 2, "heads": 2, "classes": 5}


def drawn(model: torch.nn.Module) -> torch.nn.Module:
    """The model with weights that matter."""
    torch.manual_seed(0)
    with torch.no_grad():
        for weights in model.parameters():
            weights.copy_(0.3 * torch.randn(weights.shape) + float(weights.dim() == 1) * 0.5)
    return model.eval()


def write(name: str, tensors: dict[str, torch.Tensor], model: torch.nn.Module) -> None:
    """The weights under the names that a saved file has, and beside them pictures with their logits."""
    pictures = torch.randn(4, 3, SIZES["side"], SIZES["side"], generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        found = model(pictures)
    logits = getattr(found, "logits", found)
    save_file({key: value.contiguous() for key, value in tensors.items()}, HERE / f"{name}.safetensors")
    save_file({"pictures": pictures, "logits": logits}, HERE / f"{name}.logits.safetensors")


def hugging_face() -> None:
    """ViTForImageClassification, under the names of the file that save_pretrained writes."""
    from tempfile import TemporaryDirectory

    from safetensors.torch import load_file
    from transformers import ViTConfig, ViTForImageClassification

    config = ViTConfig(
        image_size=SIZES["side"],
        patch_size=SIZES["patch"],
        hidden_size=SIZES["hidden"],
        num_hidden_layers=SIZES["layers"],
        num_attention_heads=SIZES["heads"],
        intermediate_size=4 * SIZES["hidden"],
        num_labels=SIZES["classes"],
    )
    model = drawn(ViTForImageClassification(config))
    with TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        write("hugging_face", load_file(Path(folder, "model.safetensors")), model)


def timm() -> None:
    """timm's VisionTransformer, under the names of its state_dict, which its files have too."""
    if not importlib.util.find_spec("torchvision"):
        stand_in()
    from timm.models.vision_transformer import VisionTransformer

    model = VisionTransformer(
        img_size=SIZES["side"],
        patch_size=SIZES["patch"],
        embed_dim=SIZES["hidden"],
        depth=SIZES["layers"],
        num_heads=SIZES["heads"],
        num_classes=SIZES["classes"],
    )
    write("timm", drawn(model).state_dict(), model)


def stand_in() -> None:
    """Empty modules under torchvision's names: timm asks for them when it is imported, a ViT does not."""

    class Anything(ModuleType):
        def __getattr__(self, name: str) -> object:
            if name.startswith("__"):
                raise AttributeError(name)
            return mock.MagicMock()

    names = (
        "",
        ".transforms",
        ".transforms.functional",
        ".ops",
        ".ops.misc",
        ".models",
        ".models.feature_extraction",
    )
    for name in (*names, ".datasets", ".datasets.folder"):
        module = Anything(f"torchvision{name}")
        module.__path__ = []
        module.__spec__ = importlib.machinery.ModuleSpec(module.__name__, None, is_package=True)
        sys.modules[module.__name__] = module


if __name__ == "__main__":
    hugging_face()
    timm()
