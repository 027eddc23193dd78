"""The doctor and the package's front door."""

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.__main__ import main
from course_lib.cli import doctor

ROOT = Path(__file__).resolve().parents[2]


def test_this_machine_is_ready(capsys):
    assert main(["doctor"]) == 0
    assert "torch" in capsys.readouterr().out


def test_a_missing_package_is_named_with_its_remedy(monkeypatch, capsys):
    real = importlib.metadata.version

    def version(package: str) -> str:
        if package == "sacrebleu":
            raise importlib.metadata.PackageNotFoundError(package)
        return real(package)

    monkeypatch.setattr(doctor.importlib.metadata, "version", version)
    assert main(["doctor"]) == 1
    line = next(line for line in capsys.readouterr().out.splitlines() if "sacrebleu" in line)
    assert line.startswith("NO") and "course.py lab" in line


@pytest.mark.parametrize(
    "error", ["ImportError('no such\\nfile')", "OSError('no such file')", "RuntimeError()"]
)
def test_pytorch_that_cannot_be_loaded_is_a_finding(tmp_path, error):
    (tmp_path / "torch.py").write_text(f"raise {error}")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    call = [sys.executable, "-m", "course_lib", "doctor"]
    done = subprocess.run(call, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": path})
    assert (done.returncode, done.stderr) == (1, "")
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("NO"))
    assert "PyTorch" in line and "can't be loaded (" in line and "delete the folder .venv" in line


def test_a_wrong_call_exits_with_2():
    assert main(["dokter"]) == 2


def test_importing_the_package_is_quick_and_brings_no_widgets():
    code = "import sys, course_lib; assert not {'torch', 'ipywidgets', 'matplotlib'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
    code = (
        "import sys, course_lib.kit.plots, course_lib.training.loop; assert 'ipywidgets' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
