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
from copies import refresh  # noqa: E402

from course import write_whole  # noqa: E402


def main() -> None:
    """Make ready, then become the server: what the hub sends to end it reaches it."""
    os.umask(0o077)
    HOME.mkdir(exist_ok=True)
    HOME.chmod(0o700)
    refresh(ROOT / "notebooks", HOME / "my")
    bring("assets/figures", "docs", "notebooks/from_scratch")
    kept, seen = HOME / ".course" / "from_scratch", HOME / "my" / "from_scratch"
    kept.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(seen):  # the file browser hides .course
        seen.symlink_to(kept)
    remove_sockets()
    mine = {
        "COURSE_PROGRESS": HOME / ".course",
        "JUPYTER_RUNTIME_DIR": tempfile.mkdtemp(prefix="seq2seq-", dir="/tmp"),  # its names are short
    }
    os.environ.update({name: str(value) for name, value in mine.items()})
    options = ["--KernelManager.transport=ipc", f"--ServerApp.root_dir={HOME}"]
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub.singleuser", *options, *sys.argv[1:]])


def bring(*folders: str) -> None:
    """Copies of what the chapters show and name; a server shows no link that leads out of its folder.

    They cannot be written, so one that can is the learner's own and stays.
    """
    for original in (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()):
        copy, data = HOME / original.relative_to(ROOT), original.read_bytes()
        if not copy.exists() or (not copy.stat().st_mode & 0o200 and copy.read_bytes() != data):
            write_whole(copy, data)
            copy.chmod(0o400)


def remove_sockets() -> None:
    """The folders in /tmp that this learner's earlier servers have left: a killed one cleans nothing."""
    for folder in Path("/tmp").glob("seq2seq-*"):
        if folder.lstat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
