"""JupyterHub for a group on one Linux machine: docs/serve_a_group.md says how, and what was measured.

Each learner is a user of the machine, in the group `seq2seq`, and logs in with that user's password. The hub
runs as root, since it starts each server as its learner; what it starts is notebooks/hub_server.py.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The Python of the learners' servers: the hub's own, unless users have one apart (The Littlest JupyterHub).
PYTHON = os.environ.get("COURSE_PYTHON", sys.executable)
IDLE = 2 * 3600  # seconds without a sign of life, after which a server is ended; a kernel lives half as long

sys.path[:0] = [str(ROOT), str(ROOT / "notebooks")]
from open_lab import make_ready  # noqa: E402

from course_lib.language import from_locale  # noqa: E402

make_ready(Path(PYTHON).parents[1] / "share" / "jupyter")

c = get_config()  # noqa: F821  JupyterHub brings it
c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # for others behind a web server that speaks HTTPS
c.LocalAuthenticator.allowed_groups = {"seq2seq"}

state = ROOT / ".hub"
state.mkdir(mode=0o700, exist_ok=True)
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.JupyterHub.db_url = f"sqlite:///{state / 'hub.sqlite'}"
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")

c.Spawner.cmd = [PYTHON, str(ROOT / "notebooks" / "hub_server.py")]
c.Spawner.args = [
    f"--MappingKernelManager.cull_idle_timeout={IDLE // 2}",
    "--MappingKernelManager.cull_connected=True",  # a page that is still open in some browser
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
]
c.Spawner.environment = {"OMP_NUM_THREADS": "1"}  # small models gain nothing from a second thread
c.Spawner.default_url = "/lab/tree/my/" + ("zh/" if from_locale() == "zh" else "") + "00_welcome.ipynb"
c.Spawner.start_timeout = 300  # all at once, when the meeting begins
c.Spawner.http_timeout = 300

culler = [PYTHON, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE}"]
c.JupyterHub.services = [{"name": "idle", "command": culler}]
scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
c.JupyterHub.load_roles = [{"name": "idle", "scopes": scopes, "services": ["idle"]}]
