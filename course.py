#!/usr/bin/env python3
"""The one door to the course.

  python3 course.py lab     open the chapters in JupyterLab, on your own copies in my/
                            [--port N] [--language en|zh] [--no-browser]
                            [--open: with all outputs, and nothing folded]
                            [--app ratio: that lab alone, as a page without code]
  python3 course.py check   style, types, whether notebooks and sources agree: in seconds (for authors)
  python3 course.py test    run every check [--long: the slow ones too, and coverage] [07: of that chapter]
                            [PATH ...: pytest on that] [--newest: with the newest packages]
  python3 course.py build   remake the notebooks from notebooks/source (for authors)
  python3 course.py site    make the site of the executed chapters, in site/
                            [--zip: also as one file, site.zip, that opens without network]
  python3 course.py experiments [NAME ...]
                            remake the recorded experiments in assets/runs (hours; for authors)
  python3 course.py bench   measure training and decoding against the plain way, in ratios
  python3 course.py share   print one line with your guesses and first answers, to paste into a group's chat
  python3 course.py group FILE
                            make one page of the lines in a chat's text, for the projector [--out PAGE]
  python3 course.py doctor  say whether this machine is ready

It needs Python 3.11 to 3.14 and nothing else: the first run sets up .venv.
"""

# Standard library only, in the syntax of Python 3.6: an old Python must reach the line that says what to do.

import contextlib
import errno
import hashlib
import http.client
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "course-stamp.json"
LOG = VENV / "install.log"  # the first file in a .venv of ours, and so the sign that it is ours
LOCK = ROOT / ".venv.lock"  # beside .venv, which may be cleared
held = None  # the open LOCK, while we hold it
language = None  # what `lab --language` chose, else the system's
PROGRAMS = {
    "check": "tests/stages.py check",
    "test": "tests/stages.py test",
    "build": "notebooks/build.py",
    "site": "docs/site/build.py",
    "experiments": "-m course_lib.chapters.record",
    "bench": "-m benchmarks",
    "share": "-P -m course_lib.chapters.share",
    "group": "-P -m course_lib.chapters.group",
    "doctor": "-m course_lib doctor",
}
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PATIENCE = 5  # seconds for an index to answer, twice
SLOW = 100000  # bytes a second: at this speed torch for the CPU, 200 MB, takes half an hour
BIGGER = 14  # times that: the usual torch for Linux, with CUDA
ON_LINUX = sys.platform.startswith("linux")
HAS_GPU = bool(shutil.which("nvidia-smi")) or os.path.exists("/proc/driver/nvidia")
# Children do not see settings for another Python; without its asserts, no chapter would check anything.
NOT_OURS = {"PYTHONHOME", "PYTHONPATH", "PYTHONOPTIMIZE"}
# Of pip's settings, children see where packages come from and how to get there: not what is done with them.
PIP_KEEPS = (
    "(EXTRA_)?INDEX_URL|NO_INDEX|FIND_LINKS|TRUSTED_HOST|PROXY|(CLIENT_)?CERT|KEYRING_PROVIDER|CONFIG_FILE"
    "|(DEFAULT_)?TIMEOUT|(RESUME_)?RETRIES|(NO_)?CACHE_DIR|USE_(FEATURE|DEPRECATED)"
)
# What stands in a failure's text, and the line for a person; %s is the text's own last word. The first holds.
CAUSES = {
    "No space left|not enough space|quota exceeded": "%s: the disk is full.",
    "connection failed: 407|407 Client Error|407 Proxy": "the proxy asks for a name and a password: "
    "set HTTPS_PROXY=http://name:password@host:port.",
    "CERTIFICATE_VERIFY_FAILED": "this network's certificate is not known: PIP_CERT can name its file.",
    "Connection|Timeout|timed out|NameResolution|SSLError": "the network or the index does not answer.",
    r"found for torch\b|Cannot install torch\b": "pip finds no torch for this machine: see docs/faq.md.",
    r"c10\.dll": "torch needs Microsoft's Visual C++ Redistributable: install it, then try again.",
    r"\[WinError (5|32)\]": "%s: in use? End the lab, then try again.",
    r"\[Errno (1|13|30)\]": "%s: the course needs a folder in which you may write.",
    r"Long Path|File name too long": "%s: put the course into a folder with a shorter path.",
    r"\[Errno (17|20|21)\]|\[WinError 183\]": "%s: rename or delete what stands there, then try again.",
}


def spoken(text):
    """The text in the learner's language. An old Python cannot read the tables: there it stays English."""
    try:
        from course_lib.cli.chinese import spoken as told
        from course_lib.language import from_locale, set_language
    except Exception:  # of whatever kind: an old Python fails in its own way
        return text
    set_language(language or from_locale())
    return told(text)


def say(text):
    print(spoken(text), flush=True)


def fail(text):
    print("course.py: " + spoken(text), file=sys.stderr, flush=True)
    sys.exit(2)


# ---- a Python that fits ----


def fitting_python(command):
    """The path of the fitting Python that a command starts, or None. Only a run tells: shims can fail."""
    probe = "import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)"
    quiet = {"stderr": subprocess.DEVNULL, "timeout": 20, "env": settings()}
    try:
        answer = subprocess.check_output([*command, "-c", probe], **quiet)
        major, minor, path = os.fsdecode(answer).strip().split(" ", 2)
        return path if OLDEST <= (int(major), int(minor)) <= NEWEST else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def use_fitting_python(argv):
    """Go on if this Python fits, else start again with one that does."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        for command in [["python3.%d" % minor]] + [["py", "-3.%d" % minor]] * (os.name == "nt"):
            path = fitting_python(command)
            if path and os.name == "nt":  # exec on Windows would give the prompt back at once
                signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the child
                sys.exit(subprocess.call([path, __file__, *argv], env=settings()))
            if path:
                os.execve(path, [path, __file__, *argv], settings())
    fail("this is Python %d.%d; the course needs 3.11 to 3.14: install Python 3.13." % sys.version_info[:2])


# ---- .venv and what is in it ----


def settings():
    """The environment without what is meant for another Python, or would make pip do something else."""
    unwanted = re.compile("PIP_(?!(%s)$)" % PIP_KEEPS)
    return {k: v for k, v in os.environ.items() if k not in NOT_OURS and not unwanted.match(k)}


def environment(**more):
    """What children see: .venv first, UTF-8, and .venv's kernel before one of the same name elsewhere."""
    first = {"PATH": PYTHON.parent, "JUPYTER_PATH": VENV / "share" / "jupyter"}
    paths = {k: os.pathsep.join(filter(None, (str(v), os.environ.get(k)))) for k, v in first.items()}
    return dict(
        settings(),
        VIRTUAL_ENV=str(VENV),
        PYTHONUTF8="1",
        PIP_USER="0",  # some people's pip installs beside .venv by default
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        JUPYTER_PREFER_ENV_PATH="1",
        **paths,
        **more,
    )


def read_json(path):
    """The object in a JSON file; empty if it is missing or damaged: callers then do the careful thing."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def write_whole(path, data):
    """Write a file that is never seen half-written, nor mixed where two processes write it at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(".%s.%d.half" % (path.name, os.getpid()))
    try:
        half.write_bytes(data)
        os.replace(half, path)
    except OSError:
        with contextlib.suppress(OSError):
            half.unlink()
        raise


def wanted_stamp(newest):
    """Where .venv is, for which Python, with which pins: a .venv that was moved does not work."""
    pins = b"newest" if newest else (ROOT / "constraints.txt").read_bytes()
    pins = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + pins).hexdigest()
    return {"home": str(VENV), "python": "%d.%d" % sys.version_info[:2], "pins": pins}


def set_up(newest=False):
    """Make .venv hold what the pins say. The stamp, written last, makes the next run quick."""
    want = wanted_stamp(newest)
    if read_json(STAMP) == want and fitting_python([str(PYTHON)]):
        return
    refuse_foreign()
    with one_at_a_time():
        have = read_json(STAMP)  # the one that we waited for may have done it
        usable = all(have.get(key) == want[key] for key in ("home", "python")) and fitting_python(
            [str(PYTHON)]
        )
        if not usable or have != want:
            refuse_foreign()
            install_all(want, usable, newest)


def refuse_foreign():
    """What course.py did not make it neither clears nor changes: end with one line that says so."""
    ours = LOG.exists() or STAMP.exists()
    if Path(os.path.realpath(VENV)) != VENV:  # a junction of Windows too
        fail("%s is a link to another place: rename or delete it, then try again." % VENV)
    if VENV.exists() and not VENV.is_dir():
        fail("%s is not a folder: rename or delete it, then try again." % VENV)
    if VENV.exists() and any(VENV.iterdir()) and not ours:
        fail("%s was not made by course.py: rename or delete it, then try again." % VENV)


@contextlib.contextmanager
def one_at_a_time():
    """Hold LOCK; wait while another set-up does, or what a killed one has left running."""
    global held
    with open(LOCK, "a+b") as lock:
        if not taken(lock):
            say("Another set-up is at work on this .venv: waiting for its end ...")
            while not taken(lock):
                time.sleep(0.2)
        held = lock
        try:
            yield
        finally:
            held = None


def taken(lock):
    """Take the lock of an open file, if nobody else has it. The system frees it, however we end."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:  # any other number: a disk that knows no locks, and we go on without
        return error.errno not in (errno.EACCES, errno.EAGAIN)
    return True


def install_all(want, usable, newest):
    """The work of set_up. However it is stopped, it leaves a .venv that the next one knows and repairs."""
    say("Setting up .venv: this takes a minute or two and about 1.8 GB of disk.")
    VENV.mkdir(exist_ok=True)
    LOG.write_text("", encoding="utf-8")
    STAMP.unlink(missing_ok=True)
    if not usable:
        make_venv()
    pins = ["--upgrade", "--upgrade-strategy", "eager"] if newest else ["-c", "constraints.txt"]
    install_torch(pins)
    say("  installing Jupyter and the rest ...")
    install(*pins, "-e", ".[lab,dev,site]")  # not by its whole path: pip stumbles over some signs in one
    trouble = logged([str(PYTHON), "-c", "import torch, jupyterlab, course_lib"])
    if trouble:  # pip may have put them somewhere else
        fail("the packages are installed, but do not work: %s (more: %s)" % (likely_cause(trouble), LOG))
    write_whole(STAMP, json.dumps(want).encode())


def make_venv():
    """Make .venv anew. One that has no stamp of ours is half made; one that was moved is broken."""
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            package = "python%d.%d-venv" % sys.version_info[:2]
            fail("this Python has no %s: install it (Debian: sudo apt install %s)." % (module, package))
    clear_venv()
    base = getattr(sys, "_base_executable", None) or sys.executable  # we may run inside the .venv that goes
    trouble = logged([base, "-m", "venv", str(VENV)])
    if trouble:
        fail("could not make .venv: " + likely_cause(trouble))


def clear_venv():
    """Empty .venv but for the log: left half made, it is still known as ours."""
    for tries_left in range(10 * PATIENCE, -1, -1):
        try:
            for path in VENV.iterdir():
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                elif path != LOG:
                    path.unlink()
            return
        except OSError:  # what a killed set-up has left running still writes, or has a file open
            if not tries_left:
                raise
            time.sleep(0.1)


def pip(*arguments):
    """Run pip install. Returns what went wrong: nothing, or what it printed."""
    command = [str(PYTHON), "-m", "pip", "install", "--progress-bar", "off", "--no-input"]
    return logged(command + list(arguments))


def logged(command):
    """Run a command with all it prints in the log. Returns what went wrong: nothing, or that print."""
    with open(LOG, "ab") as log:
        begun, start = time.time(), log.tell()
        options = {"stdout": log, "stderr": subprocess.STDOUT, "cwd": ROOT, "env": environment()}
        # Its standard input, and that of its own children, is the lock: held until the last of them ends.
        process = subprocess.Popen(command, stdin=held or subprocess.DEVNULL, **options)
        try:
            while process.poll() is None:
                time.sleep(0.2)
                show_life(time.time() - begun, printed(start))
        finally:
            end(process, PATIENCE)  # Ctrl-C has reached it as well: time to remove what it has unpacked
            show_life(0, "")
    if process.returncode and shutil.disk_usage(ROOT).free < 10 * 2**20:
        return "No space left on the disk of " + str(ROOT)  # nor for the log
    return (printed(start) or "it died without a word") if process.returncode else ""


def end(process, seconds):
    """Wait so long for a child's own end, then make one."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def printed(start):
    """The log from a place on. Opened anew: on Windows a shared handle would move pip's end of the file."""
    with open(LOG, "rb") as log:
        log.seek(start)
        return log.read().decode("utf-8", "replace")


def show_life(seconds, text):
    """On a terminal, one line rewritten with what pip does now."""
    if sys.stdout and sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 1
        line = "  %3.0f s  %s" % (seconds, text.strip().split("\n")[-1].strip()) if text else ""
        print("\r" + line[:width].ljust(width), end="" if line else "\r", flush=True)


def install(*arguments):
    trouble = pip(*arguments)
    if trouble:
        fail("the set-up failed: %s (all of it: %s)" % (likely_cause(trouble), LOG))


def likely_cause(text):
    """One line for a person, from what a failed command printed."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["no word why"]
    errors = [line for line in lines if re.match("error(?!: ResolutionImpossible)", line, re.IGNORECASE)]
    causes = (cause for pattern, cause in CAUSES.items() if re.search(pattern, text))
    return next(causes, "%s").replace("%s", (errors or lines)[-1])


def install_torch(pins):
    """Torch by itself: on Linux the usual wheel brings gigabytes of CUDA, which only a GPU needs."""
    say("  installing torch ...")
    if "-c" in pins and not pip("--no-index", "--no-deps", *pins, "torch"):
        return  # it is here already, or in a folder that this person's pip looks into
    if sys.platform == "darwin" and platform.machine() == "x86_64":
        fail("PyTorch is no longer made for Intel Macs, as this one is (or its Python): see docs/faq.md.")
    without_gpu = ON_LINUX and not HAS_GPU
    index = os.environ.get("COURSE_TORCH_INDEX", CPU_INDEX if without_gpu else "")
    if index:
        rate = speed(index)
        quick = ["--timeout", "10", "--retries", "1"]
        trouble = "sends only %.0f kB a second" % (rate / 1000) if rate else "does not answer"
        if is_worth_it(rate):
            if not pip("--no-deps", "--index-url", index, *quick, *pins, "torch"):
                return
            trouble = "does not serve it"
        say("  %s %s: going on with pip's usual index." % (index, trouble))
    if without_gpu:
        say("  This may download about 2.7 GB; COURSE_TORCH_INDEX can name a mirror of torch for the CPU.")
    install(*pins, "torch")


def is_worth_it(rate):
    """Whether torch for the CPU comes at this speed, or earlier than the usual, bigger one would."""
    if rate == 0 or rate >= SLOW:
        return rate > 0
    return 0 < speed(usual_index()) < BIGGER * rate  # an index with a password cannot be measured: 0


def usual_index():
    """The package index that pip asks. Its help names it, whatever settings it comes from."""
    wide = dict(environment(), COLUMNS="2000")
    told = subprocess.run([PYTHON, "-m", "pip", "install", "--help"], stdout=subprocess.PIPE, env=wide).stdout
    found = re.search(rb"--index-url <url>[^)]*\(default ([^)\s]+)\)", told)
    return found.group(1).decode("utf-8", "replace") if found else ""


def speed(index):
    """Bytes a second of torch from an index, or 0. In a thread: a dead name server outlasts time-outs."""
    rates = []

    def ask():
        for _ in range(2):
            with contextlib.suppress(OSError, ValueError, http.client.HTTPException):
                address, page, rate = sample(index.rstrip("/") + "/torch/")
                wheel = wheel_on(page.decode("utf-8", "replace"))
                return rates.append(sample(urllib.parse.urljoin(address, wheel))[2] if wheel else rate)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(4 * PATIENCE + 2)
    return rates[0] if rates else 0


def sample(address):
    """Read from an address, 1 MB or PATIENCE seconds: where it led, what came, bytes a second."""
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        begun, data = time.monotonic(), b""
        while len(data) < 1000000 and time.monotonic() - begun < PATIENCE:
            more = answer.read1(65536)
            if not more:
                break
            data += more
        seconds = time.monotonic() - begun
        quick = seconds < PATIENCE / 10  # too quick to be measured
        return answer.geturl(), data, float("inf") if quick else len(data) / seconds


def wheel_on(page):
    """The link to this machine's torch on the page of an index; to any, if that is not seen; or None."""
    links = re.findall(r"""href=["']([^"'#]+\.whl)""", page)
    pin = re.search(r"^torch==(\S+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    parts = ["torch-" + pin.group(1), "-cp%d%d-" % sys.version_info[:2], platform.machine()]
    fitting = [link for link in links if all(part in link for part in parts)]
    return (fitting or links or [None])[-1]


# ---- lab ----


def lab(arguments):
    """Set up, then open the lab. How, says notebooks/open_lab.py, which only a fitting Python reads."""
    global language
    sys.modules["course"] = sys.modules[__name__]  # there it is not "__main__"
    sys.path.insert(0, str(ROOT / "notebooks"))
    import open_lab

    options = open_lab.read(arguments)
    language = options.language
    set_up()
    return open_lab.open_lab(options)


# ---- check, test, build, site, experiments, bench, share, group, doctor ----


def program(name, words):
    """Set up, then run a program of the course with the words that follow."""
    set_up(newest=name == "test" and "--newest" in words)
    command = [PYTHON, *PROGRAMS[name].split(), *words]
    if name in ("share", "group"):  # of the learner's own progress, and of files named from where they stand
        return subprocess.call(command, env=environment())
    with tempfile.TemporaryDirectory() as progress:  # checks leave the learner's own progress alone
        return subprocess.call(command, cwd=ROOT, env=environment(COURSE_PROGRESS=progress))


def main(argv):
    if not argv or argv[0] in ("-h", "--help", "help"):
        say(__doc__.strip())
        return 0
    if argv[0] not in ("lab", *PROGRAMS):
        fail("there is no command '%s': it is one of lab, %s." % (argv[0], ", ".join(PROGRAMS)))
    try:
        use_fitting_python(argv)
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None: it was closed
            stream.reconfigure(encoding="utf-8", errors="replace")
        for name in ("SIGTERM", "SIGHUP"):  # these end things the way Ctrl-C does
            if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) == signal.SIG_DFL:
                signal.signal(getattr(signal, name), signal.default_int_handler)
        return lab(argv[1:]) if argv[0] == "lab" else program(argv[0], argv[1:])
    except OSError as error:  # no right to write, a full disk: the message names the file
        fail(likely_cause(str(error)))
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
