"""A group on one machine, tried: `.venv/bin/python -m benchmarks.hub --learners 30`.

Run it as root, on a machine to throw away. It makes users, starts a JupyterHub with
docs/jupyterhub_config.py, lets all of them run chapter 00 at once in their own servers, measures, tries to
look at another's work, ends what is idle, and removes the users.
Needs `pip install jupyterhub jupyterhub-idle-culler` in .venv, and `configurable-http-proxy` on the PATH.
"""

import argparse
import json
import os
import pwd
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import websocket

ROOT = Path(__file__).resolve().parents[1]
GROUP, HUB, TOKEN = "seq2seq", "127.0.0.1:8000", uuid.uuid4().hex
CONFIG = f"""
load_subconfig({str(ROOT / "docs" / "jupyterhub_config.py")!r})
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.services.append({{"name": "trial", "api_token": {TOKEN!r}}})
scopes = ["admin:users", "admin:servers", "access:servers", "tokens"]
c.JupyterHub.load_roles.append({{"name": "trial", "scopes": scopes, "services": ["trial"]}})
"""
# Run as one learner, about another: each line says what could be seen or done. All must stay empty.
PRYING = """
import glob, json, os
seen = []
def attempt(what, do):
    try: seen.append(what + ": " + repr(do())[:80])
    except OSError: pass
other, course = {other!r}, {course!r}
for name in ("", "/seq2seq", "/seq2seq/my", "/seq2seq/.course"):
    attempt("list ~other" + name, lambda: os.listdir(other + name))
attempt("read a guess", lambda: open(other + "/seq2seq/.course/guesses.json").read())
for folder in glob.glob("/tmp/seq2seq-*"):
    if os.stat(folder).st_uid != os.getuid(): attempt("list sockets", lambda: os.listdir(folder))
for name in ("/course_lib/x", "/.venv/x", "/notebooks/x", "/.hub/x"):
    attempt("write " + name, lambda: open(course + name, "w"))
attempt("read the hub's secrets", lambda: os.listdir(course + "/.hub"))
print(json.dumps(seen))
"""


def ask(path: str, method: str = "GET", body: Any = None, token: str = TOKEN) -> Any:
    """One request to the hub. Raises urllib.error.HTTPError."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"http://{HUB}{path}", data, {"Authorization": f"token {token}"}, method=method
    )
    with urllib.request.urlopen(request, timeout=600) as answer:
        text = answer.read()
    return json.loads(text) if text else None


class Learner(threading.Thread):
    """One learner: a server, a kernel, chapter 00 cell by cell; seconds count from the click on Start."""

    def __init__(self, name: str) -> None:
        super().__init__(daemon=True)
        self.name, self.seconds, self.wrong = name, {}, ""

    def run(self) -> None:
        try:
            self.start_server()
            cells = ask(f"/user/{self.name}/api/contents/my/00_welcome.ipynb")["content"]["cells"]
            for cell in cells:
                if cell["cell_type"] == "code" and not self.wrong:
                    self.execute("".join(cell["source"]))
                    if "train(" in "".join(cell["source"]):
                        self.seconds.setdefault("model", self.passed())
            self.seconds["chapter"] = self.passed()
        except Exception as error:  # told in the table
            self.wrong = repr(error)

    def passed(self) -> float:
        return time.monotonic() - self.began

    def start_server(self) -> None:
        self.began = time.monotonic()
        ask(f"/hub/api/users/{self.name}/server", "POST", {})
        while not ask(f"/hub/api/users/{self.name}")["servers"].get("", {}).get("ready"):
            time.sleep(1)
        self.seconds["server"] = self.passed()
        kernel = ask(f"/user/{self.name}/api/kernels", "POST", {"name": "python3"})["id"]
        url = f"ws://{HUB}/user/{self.name}/api/kernels/{kernel}/channels"
        self.socket = websocket.create_connection(url, header=[f"Authorization: token {TOKEN}"], timeout=1800)

    def execute(self, code: str) -> str:
        """Run code in the kernel until it is idle. What it printed; an error is kept in `wrong`."""
        number, printed = uuid.uuid4().hex, ""
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        head = {"msg_id": number, "msg_type": "execute_request", "username": "", "session": self.name}
        message = {
            "header": head,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": "shell",
        }
        self.socket.send(json.dumps(message))
        while True:
            data = self.socket.recv()
            if isinstance(data, bytes):  # with a picture: offsets, the message, then what it carries
                begin, end = struct.unpack_from("!ii", data, 4)
                data = data[begin:end]
            reply = json.loads(data)
            if reply["parent_header"].get("msg_id") != number:
                continue
            if reply["msg_type"] == "error":
                self.wrong = f"{reply['content']['ename']}: {reply['content']['evalue']}"
            elif reply["msg_type"] == "stream":
                printed += reply["content"]["text"]
            elif reply["msg_type"] == "status" and reply["content"]["execution_state"] == "idle":
                return printed


def memory(number: int) -> float:
    """Megabytes of all processes of a user; pages that several share are counted in parts (PSS)."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid == number:
                text = (folder / "smaps_rollup").read_text()
                total += int(text.split("\nPss:")[1].split()[0])
        except (OSError, IndexError):
            pass  # it has just ended
    return total / 1024


def listening(number: int) -> int:
    """At how many TCP ports a user's processes listen."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[3] == "0A" and int(row[7]) == number for row in rows)


def trial(names: list[str]) -> None:
    """Everybody at once; prints what was measured as lines of Markdown."""
    learners = [Learner(name) for name in names]
    for learner in learners:
        ask(f"/hub/api/users/{learner.name}", "POST")
    for learner in learners:
        learner.start()
    for learner in learners:
        learner.join()
    wrong = [f"{learner.name}: {learner.wrong}" for learner in learners if learner.wrong]
    print(
        f"| learners | {len(learners)}, of whom {len(learners) - len(wrong)} ran chapter 00 through |", *wrong
    )
    for what in ("server", "model", "chapter"):
        seconds = sorted(one.seconds[what] for one in learners if what in one.seconds)
        if seconds:
            print(f"| seconds to {what} | median {statistics.median(seconds):.0f}, last {seconds[-1]:.0f} |")
    users = [pwd.getpwnam(name) for name in names]
    numbers = [user.pw_uid for user in users]
    used = [memory(number) for number in numbers]
    print(f"| megabytes a learner | median {statistics.median(used):.0f}, most {max(used):.0f} |")
    # One port is the server's. The kernel's takes in what child processes print, and sends nothing.
    print(f"| ports that a learner listens at | {sorted({listening(number) for number in numbers})} |")
    own, other = (
        learners[0].execute(PRYING.format(other=user.pw_dir, course=str(ROOT)))
        for user in (users[0], users[-1])
    )
    things = len(json.loads(own))
    print(f"| what one learner could see of another | {other.strip()}; of their own, {things} things |")
    token = ask(f"/hub/api/users/{names[0]}/tokens", "POST", {})["token"]
    try:
        answer = ask(f"/user/{names[-1]}/api/contents", token=token)
    except urllib.error.HTTPError as error:
        answer = error.code
    print(f"| one learner asks another's server | status {answer} |")
    for learner in learners:
        learner.socket.close()
    culler = [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=5", "--cull-every=5"]
    environment = {**os.environ, "JUPYTERHUB_API_TOKEN": TOKEN, "JUPYTERHUB_API_URL": f"http://{HUB}/hub/api"}
    with subprocess.Popen(culler, env=environment, stderr=subprocess.DEVNULL) as process:
        end = time.monotonic() + 300
        while (left := sum(memory(number) > 0 for number in numbers)) and time.monotonic() < end:
            time.sleep(2)
        process.terminate()
    print(f"| learners with any process left, once what is idle was ended | {left} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.hub", description=__doc__)
    parser.add_argument("--learners", type=int, default=2)
    options = parser.parse_args()
    if os.geteuid():
        parser.error("only root can start servers as other users: use a machine to throw away")
    names = [f"course-trial-{number:02d}" for number in range(options.learners)]
    subprocess.run(["groupadd", "-f", GROUP], check=True)
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.py"
        config.write_text(CONFIG)
        try:
            for name in names:
                home = ["-m", "-K", "HOME_MODE=0700", "-s", "/bin/bash", "-G", GROUP]
                subprocess.run(["useradd", *home, name], check=True)
            command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
            with open(Path(tempfile.gettempdir()) / "hub.log", "wb") as log:
                hub = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
                try:
                    while not answers():
                        if hub.poll() is not None:
                            parser.error(f"the hub ended: see {log.name}")
                        time.sleep(0.5)
                    trial(names)
                finally:
                    hub.terminate()
                    hub.wait()
        finally:
            for name in names:
                subprocess.run(["pkill", "-KILL", "-u", name], check=False)
                subprocess.run(["find", "/tmp", "-user", name, "-delete"], check=False)
                subprocess.run(["userdel", "-r", name], check=False, stderr=subprocess.DEVNULL)


def answers() -> bool:
    """Whether the hub is up."""
    try:
        return bool(ask("/hub/api/"))
    except OSError:
        return False


if __name__ == "__main__":
    main()
