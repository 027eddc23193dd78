"""Epochs: what the end of each decides. Which weights are kept, whether another epoch is worth it, advice."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from course_lib.data.batching import IdPair
from course_lib.models import EncoderDecoder
from course_lib.training import checkpoint, forced_loss, schema
from course_lib.training.average import Average
from course_lib.training.loop import Diverged

from ..chinese import spoken

STILL = 0.01  # a loss that falls by this share in the last epoch may fall further
UNREAD = 0.05  # a share of unknown tokens that costs more than any other setting brings


class Epochs:
    """The held-out loss after each epoch, of the weights and, after the last one, of their average too."""

    def __init__(self, folder: Path, settings: dict[str, Any], per_epoch: int, model: EncoderDecoder):
        self.folder, self.settings, self.per_epoch, self.model = folder, settings, per_epoch, model
        self.average = Average()
        self.losses: list[float] = []  # nats per token after each epoch of this run, the lower of the two

    def averaged(self, step: int) -> int:
        """How many epochs' weights are in the average after that many steps: of the last epochs of all."""
        return max(0, step // self.per_epoch - (self.settings["epochs"] - self.settings["average"]))

    def fits(self, progress: dict[str, Any]) -> bool:
        """Whether a training with these settings can have come so far."""
        step, epoch = progress["step"], progress["step"] // self.per_epoch
        best, best_step = progress["best"], progress.get("best_step", 0)
        counted = self.averaged(step) if self.settings["average"] > 1 else 0
        return (
            epoch <= self.settings["epochs"] - (step % self.per_epoch > 0)
            and (best is None) == (epoch == 0)
            and best_step <= step
            and best_step % self.per_epoch == 0
            and self.average.count == counted
        )

    @contextmanager
    def ended(self, progress: dict[str, Any], valid: list[IdPair]) -> Iterator[str]:
        """Judge the weights at an epoch's end, and keep them where they are the best so far.

        Yields what the losses are, in words. Inside the block the model has the better weights of the two.
        Raises Diverged for a loss that is not finite, and OSError.
        """
        losses = [self._loss(progress["step"], valid)]
        told = f"loss {losses[0]:.3f}"
        with ExitStack() as better:
            if self.settings["average"] > 1 and self.averaged(progress["step"]):
                self.average.add(self.model)
            if self.average.count == self.settings["average"]:  # whole; of fewer epochs it is another model
                with self.average.within(self.model):
                    losses.append(self._loss(progress["step"], valid))
                if losses[1] < losses[0]:
                    better.enter_context(self.average.within(self.model))
                told += f", average of {self.average.count} epochs {losses[1]:.3f}"
            self.losses.append(min(losses))
            if progress["best"] is None or self.losses[-1] < progress["best"]:
                progress |= {"best": self.losses[-1], "best_step": progress["step"]}
                checkpoint.save_best(self.folder, self.model)
            yield told

    def _loss(self, step: int, valid: list[IdPair]) -> float:
        loss = forced_loss(self.model, valid)
        if not schema.PROGRESS["best"].fits(loss):
            found = f"step {step}: the loss on held-out pairs is {loss:.3g}"
            raise Diverged(f"{found}, so the training has diverged; take a lower learning rate")
        return loss

    def is_worn(self, progress: dict[str, Any]) -> bool:
        """Whether the loss has not fallen for as many epochs as `patience` grants."""
        since = progress["step"] - progress.get("best_step", progress["step"])
        return 0 < self.settings["patience"] <= since // self.per_epoch

    def advice(self, progress: dict[str, Any], unknown: dict[str, float]) -> str:
        """One line: what to try next, from how this training went."""
        last = progress["step"] // self.per_epoch
        best = progress.get("best_step", progress["step"]) // self.per_epoch
        if max(unknown["valid source"], unknown["valid target"]) > UNREAD:
            return "try next: fewer unknown tokens, with more text, or cut finer with --unit subword or char"
        if best < last - 1:
            more = min(0.5, self.settings["dropout"] + 0.1)
            return f"try next: it learns by heart after epoch {best}; more pairs, or --dropout {more:.1f}"
        if len(self.losses) > 1 and self.losses[-1] < (1 - STILL) * self.losses[-2]:
            more_epochs = 2 * self.settings["epochs"]
            return f"try next: the loss is still falling; --epochs {more_epochs}, --out another folder"
        return f"try next: a search for better outputs; translate {self.folder} --beam 5 < FILE"


def tell_stopped(progress: dict[str, Any], per_epoch: int, patience: int) -> None:
    """Say why a training ends before its time."""
    best = progress["best_step"] // per_epoch
    print(
        spoken(f"stopped: no better loss for {patience} epochs; the weights of epoch {best} are kept"),
        flush=True,
    )
