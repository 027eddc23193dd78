"""What JupyterHub starts for one learner, as that learner: their copies of the chapters, then their server.

`docs/jupyterhub_config.py` names it. The course itself is one clone that all may read and nobody may write.
What the learner does is in ~/seq2seq: my/ and .course/, which nobody else may enter. Their kernels speak by
sockets in a folder of their own in /tmp, as in `course.py lab`.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = Path.home() / "seq2seq"
sys.path[:0] = [str(ROOT), str(ROOT / "notebooks")]


def main() -> None:
    """Make ready, then become the server: what the hub sends to end it reaches it."""
    from copies import refresh

    os.umask(0o077)
    HOME.mkdir(exist_ok=True)
    HOME.chmod(0o700)
    refresh(ROOT / "notebooks", HOME / "my")
    for name in ("assets", "docs", "notebooks"):  # what the chapters show and name
        link(HOME / name, ROOT / name)
    (HOME / ".course" / "from_scratch").mkdir(parents=True, exist_ok=True)
    link(HOME / "my" / "from_scratch", HOME / ".course" / "from_scratch")  # the file browser hides .course
    remove_sockets()
    mine = {
        "COURSE_PROGRESS": HOME / ".course",
        "JUPYTER_RUNTIME_DIR": tempfile.mkdtemp(prefix="seq2seq-", dir="/tmp"),  # its names are short
    }
    os.environ.update({name: str(value) for name, value in mine.items()})
    options = ["--KernelManager.transport=ipc", f"--ServerApp.root_dir={HOME}"]
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub.singleuser", *options, *sys.argv[1:]])


def link(place: Path, target: Path) -> None:
    """A link to the course, renewed when the course has moved. Whatever else has that name stays."""
    if place.is_symlink() and place.readlink() != target:
        place.unlink()
    if not os.path.lexists(place):
        place.symlink_to(target)


def remove_sockets() -> None:
    """The folders in /tmp that this learner's earlier servers have left: a killed one cleans nothing."""
    for folder in Path("/tmp").glob("seq2seq-*"):
        if folder.lstat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
