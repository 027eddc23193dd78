"""Heads: the attention weights of a Transformer that is not the library's: a learner's own page."""

from typing import Any

import torch
from torch import Tensor, nn

PARTS = {
    "encoder": ("encoder", "attention"),
    "decoder": ("decoder", "attention"),
    "source": ("decoder", "cross"),
}


@torch.inference_mode()
def attention_weights(model: Any, source: Tensor, lengths: Tensor, inputs: Tensor) -> dict[str, list[Tensor]]:
    """All weights while `inputs` (B, T) are read at once, a tensor a layer, as the library's
    `attention_weights`: "encoder" (B, h, S, S), "decoder" (B, h, T, T), "source" (B, h, T, S).

    The model has `encoder.layers` and `decoder.layers`; their `attention` and `cross` return output and
    weights, as in 3_transformer.py. AttributeError for another one.
    """
    found: dict[str, list[Tensor]] = {part: [] for part in PARTS}

    def listen(part: str, module: nn.Module) -> Any:
        return module.register_forward_hook(lambda _module, _given, out: found[part].append(out[1]))

    hooks = [
        listen(part, getattr(layer, name))
        for part, (side, name) in PARTS.items()
        for layer in getattr(model, side).layers
    ]
    try:
        memory = model.encode(source, lengths)
        model.advance(inputs, model.start(memory), memory)
    finally:
        for hook in hooks:
            hook.remove()
    return found
