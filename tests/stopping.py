"""A training that is interrupted, for tests of going on with it."""

from course_lib.cli import train as train_command


def interrupt(monkeypatch, step):
    """Ctrl-C after that step."""
    real = train_command.train

    def stopped(*arguments, **options):
        for report in real(*arguments, **options):
            yield report
            if report.step == step:
                raise KeyboardInterrupt

    monkeypatch.setattr(train_command, "train", stopped)
