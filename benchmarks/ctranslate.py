"""CTranslate2: our Transformer's weights in an engine written in C++ for nothing but decoding."""

import tempfile

import ctranslate2
import numpy as np
import torch
from ctranslate2.specs import TransformerDecoderSpec, TransformerEncoderSpec, TransformerSpec
from ctranslate2.specs.common_spec import LayerNormSpec, LinearSpec
from torch import nn

from course_lib.data.vocab import BOS, EOS, PAD, UNK
from course_lib.models import Transformer
from course_lib.models.positions import sinusoids

from .machine import THREADS


def engine(model: Transformer) -> ctranslate2.Translator:
    """The model in float32. Tokens are the ids as text."""
    config = model.config
    sizes = (config["layers"], config["heads"])
    spec = TransformerSpec(TransformerEncoderSpec(*sizes), TransformerDecoderSpec(*sizes))
    for tokens, register in (
        ("source_size", spec.register_source_vocabulary),
        ("target_size", spec.register_target_vocabulary),
    ):
        register([str(i) for i in range(config[tokens])])
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = str(UNK), str(BOS), str(EOS)
    spec.config.decoder_start_token = str(BOS)
    _fill(spec, model)
    spec.validate()
    with tempfile.TemporaryDirectory() as folder:
        spec.save(folder)
        return ctranslate2.Translator(folder, "cpu", compute_type="float32", intra_threads=THREADS)


def decode(
    translator: ctranslate2.Translator, sources: list[list[int]], beam: int, limit: int
) -> list[list[int]]:
    """Ids of one batch, at most `limit`, greedy or by a beam without a length penalty."""
    tokens = [[str(i) for i in (*source, EOS)] for source in sources]
    found = translator.translate_batch(
        tokens, beam_size=beam, length_penalty=0, max_decoding_length=limit, max_input_length=0
    )
    return [[int(token) for token in result.hypotheses[0]] for result in found]


def _fill(spec: TransformerSpec, model: Transformer) -> None:
    encoder, decoder = model.encoder, model.decoder
    layers = [*encoder.stack.layers, *decoder.layers]
    for theirs, ours in zip([*spec.encoder.layer, *spec.decoder.layer], layers, strict=True):
        own, *_, last = ours.residuals
        _norm(theirs.self_attention.layer_norm, own.norm)
        attention = ours.attention
        _linear(theirs.self_attention.linear[0], attention.query, attention.key, attention.value)
        _linear(theirs.self_attention.linear[1], attention.out)
        if hasattr(theirs, "attention"):
            _norm(theirs.attention.layer_norm, ours.residuals[1].norm)
            _linear(theirs.attention.linear[0], ours.cross.query)
            _linear(theirs.attention.linear[1], ours.cross.key, ours.cross.value)
            _linear(theirs.attention.linear[2], ours.cross.out)
        _norm(theirs.ffn.layer_norm, last.norm)
        _linear(theirs.ffn.linear_0, ours.feed_forward[0])
        _linear(theirs.ffn.linear_1, ours.feed_forward[3])
    _norm(spec.encoder.layer_norm, encoder.stack.final)
    _norm(spec.decoder.layer_norm, decoder.final)
    spec.encoder.embeddings[0].weight = _array(encoder.embedding.table.weight)
    spec.decoder.embeddings.weight = _array(decoder.embedding.table.weight)
    for side in (spec.encoder, spec.decoder):
        side.position_encodings.encodings = _array(sinusoids(512, model.config["hidden"]))
    _linear(spec.decoder.projection, model.output)
    spec.decoder.projection.bias[[PAD, BOS]] = -1e9  # never said, by us neither


def _linear(theirs: LinearSpec, *ours: nn.Linear) -> None:
    theirs.weight = np.concatenate([_array(linear.weight) for linear in ours])
    theirs.bias = np.concatenate([_array(linear.bias) for linear in ours])


def _norm(theirs: LayerNormSpec, ours: nn.Module) -> None:
    theirs.gamma, theirs.beta = _array(ours.gain), _array(ours.bias)


def _array(weight: torch.Tensor) -> np.ndarray:
    return weight.detach().numpy().copy()
