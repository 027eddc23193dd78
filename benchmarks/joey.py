"""JoeyNMT: a model of ours with its weights copied, trained and searched by JoeyNMT's own code."""

import re
from types import SimpleNamespace

import torch
from joeynmt.batch import Batch as JoeyBatch
from joeynmt.builders import build_gradient_clipper, build_optimizer
from joeynmt.model import Model, build_model
from joeynmt.search import search
from joeynmt.vocabulary import Vocabulary
from torch import Tensor, nn

from course_lib.data.batching import Batch, pad_sources
from course_lib.data.vocab import BOS, EOS, PAD, UNK
from course_lib.models import EncoderDecoder, Transformer

# A weight of ours, and what JoeyNMT calls it: patterns, used one after the other.
NAMES = {
    r"^encoder\.embedding(\.table)?\.": "src_embed.lut.",
    r"^decoder\.embedding(\.table)?\.": "trg_embed.lut.",
    r"^output\.": "decoder.output_layer.",
    r"^encoder\.stack\.": "encoder.",
    r"^encoder\.bridges\.0\.": "decoder.bridge_layer.",
    r"^decoder\.attention\.key\.": "decoder.attention.key_layer.",
    r"^(encoder\.layers.*)\.attention\.": r"\1.src_src_att.",
    r"^(decoder\.layers.*)\.attention\.": r"\1.trg_trg_att.",
    r"\.cross\.": ".src_trg_att.",
    r"^(encoder.*)\.residuals\.0\.norm\.": r"\1.layer_norm.",
    r"^(encoder.*)\.residuals\.1\.norm\.": r"\1.feed_forward.layer_norm.",
    r"^(decoder.*)\.residuals\.0\.norm\.": r"\1.x_layer_norm.",
    r"^(decoder.*)\.residuals\.1\.norm\.": r"\1.dec_layer_norm.",
    r"^(decoder.*)\.residuals\.2\.norm\.": r"\1.feed_forward.layer_norm.",
    r"\.final\.": ".layer_norm.",
    r"\.gain$": ".weight",
    r"\.feed_forward\.(\d)": r".feed_forward.pwff_layer.\1",
    r"\.(q|k|v)(uery|ey|alue)\.": r".\1_layer.",
    r"\.out\.": ".output_layer.",
    r"\.combine\.": ".att_vector_layer.",
}


def twin(model: EncoderDecoder) -> Model:
    """JoeyNMT's model of the same kind and sizes, with copies of the weights.

    For a Pre-LN Transformer, and for a bidirectional GRU of one layer with "general" attention.
    """
    config = model.config
    transformer = isinstance(model, Transformer)
    side = _transformer(config) if transformer else _recurrent(config)
    vocabs = [_vocabulary(config[size]) for size in ("source_size", "target_size")]
    made = build_model({"encoder": side, "decoder": side}, *vocabs)
    # Ours has a bias here, and other room for rounding in its norms: neither costs JoeyNMT anything.
    made.decoder.output_layer = nn.Linear(config["hidden"], config["target_size"])
    for module in made.modules():
        if isinstance(module, nn.LayerNorm):
            module.eps = 1e-5
    weights = made.state_dict()
    for name, weight in model.state_dict().items():
        weights[_their_name(name)] = weight
    if not transformer:  # ours reads [context; state], theirs [state; context], with a bias
        weights["decoder.att_vector_layer.weight"] = model.decoder.combine.weight.roll(config["hidden"], 1)
        weights["decoder.att_vector_layer.bias"] = torch.zeros(config["hidden"])
    made.load_state_dict(weights)
    made.loss_function = ("crossentropy", 0.0)
    return made


def loss_of(made: Model, batch: Batch) -> Tensor:
    """Nats per real target token, from JoeyNMT's own forward pass."""
    theirs = _batch(batch.source, batch.source_lengths, batch.target)
    theirs.sort_by_src_length()
    loss, *_ = made(return_type="loss", **vars(theirs))
    return theirs.normalize(loss, "tokens")


class Trainer:
    """What JoeyNMT's training manager does with a batch, without its records."""

    def __init__(self, made: Model):
        self.made = made
        self.clip = build_gradient_clipper({"clip_grad_val": None, "clip_grad_norm": 1.0})
        self.optimizer = build_optimizer({"optimizer": "adam", "learning_rate": 2e-3}, made.parameters())

    def step(self, batch: Batch) -> float:
        """One training step. The loss before it."""
        self.made.train()
        loss = loss_of(self.made, batch)
        loss.backward()
        self.clip(parameters=self.made.parameters())
        self.optimizer.step()
        self.optimizer.zero_grad()
        return loss.item()


def decode(made: Model, sources: list[list[int]], beam: int, limit: int) -> list[list[int]]:
    """Ids of one batch, at most `limit`, greedy or by a beam without a length penalty."""
    made.eval()
    batch = _batch(*pad_sources(sources), None)
    order = batch.sort_by_src_length()
    found, *_ = search(made, batch, limit, beam, beam_alpha=0.0, min_output_length=0)
    said = [row.tolist() for row in found[order]]
    return [row[: row.index(EOS)] if EOS in row else [i for i in row if i != PAD] for row in said]


def _batch(source: Tensor, lengths: Tensor, target: Tensor | None) -> JoeyBatch:
    rows = torch.arange(len(source))
    return JoeyBatch(source, lengths, None, target, None, rows, torch.device("cpu"), PAD, EOS)


def _vocabulary(size: int) -> Vocabulary:
    names = {f"{name}_token": f"<{name}>" for name in ("unk", "pad", "bos", "eos")}
    ids = {"unk_id": 0, "pad_id": 1, "bos_id": 2, "eos_id": 3}  # JoeyNMT insists on them
    special = SimpleNamespace(**names, **ids, lang_tags=[], sep_token=None)
    vocabulary = Vocabulary([str(i) for i in range(4, size)], special)
    vocabulary.pad_index, vocabulary.bos_index = PAD, BOS
    vocabulary.eos_index, vocabulary.unk_index = EOS, UNK
    return vocabulary


def _transformer(config: dict) -> dict:
    return {
        "type": "transformer",
        "num_layers": config["layers"],
        "num_heads": config["heads"],
        "hidden_size": config["hidden"],
        "ff_size": 4 * config["hidden"],
        "dropout": config["dropout"],
        "layer_norm": "pre",
        "embeddings": {"embedding_dim": config["hidden"], "scale": True},
    }


def _recurrent(config: dict) -> dict:
    return {
        "type": "recurrent",
        "rnn_type": "gru",
        "num_layers": 1,
        "hidden_size": config["hidden"],
        "bidirectional": True,
        "dropout": config["dropout"],
        "hidden_dropout": config["dropout"],
        "attention": "luong",
        "input_feeding": False,
        "embeddings": {"embedding_dim": config["embedding"]},
    }


def _their_name(name: str) -> str:
    for ours, theirs in NAMES.items():
        name = re.sub(ours, theirs, name)
    return name
