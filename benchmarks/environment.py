"""The peers' packages: installed into a folder of their own, in front of the course's."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PINS = Path(__file__).with_name("peers.txt")
FOLDER = PINS.parents[1] / ".venv-peers"
STAMP = "stamp.txt"


class Unavailable(Exception):
    """The packages cannot be had; its text is one line."""


def enter() -> None:
    """Make this process see the packages of peers.txt, installed if they are not there yet.

    Torch and numpy stay the course's own: all who are compared compute with the same. Raises Unavailable.
    """
    if not ready():
        half = FOLDER.with_name(f"{FOLDER.name}.{os.getpid()}.half")
        try:
            install(half)
            (half / STAMP).write_text(wanted(), encoding="utf-8")
            shutil.rmtree(FOLDER, ignore_errors=True)
            half.rename(FOLDER)
        except OSError as problem:
            raise Unavailable(str(problem)) from problem
        finally:
            shutil.rmtree(half, ignore_errors=True)
    sys.path.insert(0, str(FOLDER))


def ready() -> bool:
    """Whether the packages are there, for this Python and these pins."""
    stamp = FOLDER / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted()


def wanted() -> str:
    return f"{sys.version_info[:2]} {hashlib.sha256(PINS.read_bytes()).hexdigest()}"


def install(folder: Path) -> None:
    """Let pip put the packages of peers.txt into a folder. Raises Unavailable with pip's last word."""
    print("Installing the packages of benchmarks/peers.txt into .venv-peers ...", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-input", "--target", str(folder)]
    done = subprocess.run([*pip, "--requirement", str(PINS)], capture_output=True, text=True)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        raise Unavailable((lines or ["pip says nothing about it"])[-1].strip())
