"""Where course.py takes torch from, and when it leaves PyTorch's own index for the one that pip asks."""

import http.server
import io
import socket
import threading
from types import SimpleNamespace

import pytest
from door import one_error_line

PAGE = b'<a href="/torch-2.0.0-cp311-any.whl#sha256=0">1</a> <a href="../torch-2.1.0-cp311-any.whl">2</a>'


@pytest.fixture
def serve():
    """Starts an index; gives its address. `page` and `wheel` are a status, the bytes and the pause after each
    hundred of them, in seconds; a wheel without an end is sent until the client goes away."""
    servers, ended = [], threading.Event()

    def start(page=(200, PAGE, 0), wheel=(200, None, 0)):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                status, data, pause = wheel if self.path.endswith(".whl") else page
                self.send_response(status)
                self.end_headers()
                rest = data
                try:
                    while (rest is None or rest) and not ended.wait(pause):
                        self.wfile.write(bytes(100) if rest is None else rest[:100])
                        rest = rest and rest[100:]
                except OSError:
                    pass  # the client has gone

            def log_message(self, *_):
                pass

        asked = []
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/whl/cpu", asked

    yield start
    ended.set()
    for server in servers:
        server.shutdown()
        server.server_close()


def test_an_index_that_serves_is_quick(course, serve):
    index, asked = serve(wheel=(200, bytes(300_000), 0))
    assert course.speed(index) > course.SLOW
    assert asked == ["/whl/cpu/torch/", "/whl/cpu/torch-2.1.0-cp311-any.whl"]
    assert course.speed(index + "/") > course.SLOW
    assert course.speed(serve(page=(200, b"<html>", 0))[0]) > course.SLOW  # pip will see what it has


@pytest.mark.parametrize("status", [404, 403, 407, 500])
def test_an_index_that_refuses_has_no_speed(course, serve, status):
    assert course.speed(serve(page=(status, b"", 0))[0]) == 0
    assert course.speed(serve(wheel=(status, b"", 0))[0]) == 0


@pytest.mark.parametrize("what", ["page", "wheel"])
def test_an_index_that_drips_is_slow(course, serve, what):
    course.PATIENCE = 0.5
    dripping = (200, None if what == "wheel" else b" " * 100_000, 0.02)  # at most 5 kB a second
    assert 0 < course.speed(serve(**{what: dripping})[0]) < course.SLOW


class Dripping(io.BytesIO):
    """An answer that sends so many bytes a second, on a clock of its own."""

    def __init__(self, clock, rate, size):
        super().__init__(bytes(size))
        self.clock, self.rate = clock, rate

    def read1(self, size):
        data = self.read(min(size, 10_000))
        self.clock.now += len(data) / self.rate
        return data

    def geturl(self):
        return "where it led"


@pytest.mark.parametrize(
    ("rate", "size", "measured", "read"),
    [
        (20_000, 10_000_000, 20_000, 100_000),  # after PATIENCE seconds
        (500_000, 10_000_000, 500_000, 1_000_000),  # after a megabyte
        (100_000_000, 10_000_000, float("inf"), 1_000_000),
        (20_000, 100, float("inf"), 100),  # too little to say anything
        (20_000, 60_000, 20_000, 60_000),
    ],
)
def test_the_speed_is_what_came_by_the_time_it_took(course, monkeypatch, rate, size, measured, read):
    clock = SimpleNamespace(now=0)
    course.time = SimpleNamespace(monotonic=lambda: clock.now)
    monkeypatch.setattr(course.urllib.request, "urlopen", lambda *_, **__: Dripping(clock, rate, size))
    address, data, speed = course.sample("address")
    assert (address, speed) == ("where it led", pytest.approx(measured))
    assert len(data) == pytest.approx(read, abs=10_000)


def test_the_wheel_of_this_machine_is_asked_for(course, monkeypatch):
    monkeypatch.setattr(course.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(course.sys, "version_info", (3, 13, 1))
    (course.ROOT / "constraints.txt").write_text("numpy==2\ntorch==2.13.0\n")
    names = ["2.12.0-cp313-cp313-x86_64", "2.13.0%2Bcpu-cp313-cp313-x86_64", "2.13.0%2Bcpu-cp313-cp313-arm64"]
    names += ["2.13.0%2Bcpu-cp312-cp312-x86_64"]
    page = " ".join(f'<a href="/whl/torch-{name}.whl#sha256=0">' for name in names)
    assert course.wheel_on(page) == f"/whl/torch-{names[1]}.whl"
    assert course.wheel_on("<a href='a.whl'> <a href='b.whl'>") == "b.whl"
    assert course.wheel_on("<a href='torch.tar.gz'>") is None


def test_a_silent_or_closed_index_does_not_hold_up(course):
    course.PATIENCE = 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert course.speed(index) == 0
        silent.setblocking(False)
        attempts = 0
        while attempts < 3:
            try:
                silent.accept()[0].close()
            except BlockingIOError:
                break
            attempts += 1
        assert attempts == 2  # one retry
    assert course.speed(index) == 0
    for odd in ("not an address", "", "http://", "http://[", "ftp:x", "http://a b/", "http://é\udcff"):
        assert course.speed(odd) == 0


def test_an_index_that_hangs_outside_sockets_does_not_hold_up(course, monkeypatch):
    course.PATIENCE = 0.1
    release = threading.Event()

    def hangs(*_, **__):
        release.wait(20)
        raise OSError

    monkeypatch.setattr(course.urllib.request, "urlopen", hangs)
    assert course.speed("http://a.dead.name.server") == 0
    release.set()


# ---- which index ----


@pytest.fixture
def torch_pips(course):
    """The pip calls of install_torch on Linux without a GPU; those whose words hold one of `failing` fail.
    `speeds` are those of the index of torch and of the usual one."""
    calls, failing, speeds = [], {"--no-index"}, [float("inf"), float("inf")]

    def pip(*arguments):
        calls.append(list(arguments))
        return "ERROR" if failing & set(arguments) else ""

    course.pip, course.ON_LINUX = pip, True
    course.usual_index = lambda: "usual"
    course.speed = lambda index: speeds[index == "usual"]
    course.HAS_GPU = False
    return calls, failing, speeds


PINS = ["-c", "constraints.txt"]


def test_torch_comes_from_the_cpu_index(course, torch_pips):
    calls, *_ = torch_pips
    course.install_torch(PINS)
    quick = ["--timeout", "10", "--retries", "1"]
    assert calls == [
        ["--no-index", "--no-deps", *PINS, "torch"],
        ["--no-deps", "--index-url", course.CPU_INDEX, *quick, *PINS, "torch"],
    ]


def test_torch_that_is_here_needs_no_index(course, torch_pips):
    calls, failing, _ = torch_pips
    failing.clear()
    course.install_torch(PINS)
    assert len(calls) == 1


@pytest.mark.parametrize("trouble", ["does not answer", "does not serve it", "sends only 12 kB", None])
def test_without_the_index_torch_comes_the_normal_way(course, torch_pips, monkeypatch, capsys, trouble):
    calls, failing, speeds = torch_pips
    if trouble == "does not answer":
        speeds[0] = 0
    elif trouble == "does not serve it":
        failing.add("--index-url")
    elif trouble:
        speeds[:] = 12_345, 1_000_000
    else:
        monkeypatch.setenv("COURSE_TORCH_INDEX", "")
    course.install_torch(PINS)
    assert calls[-1] == [*PINS, "torch"]
    assert any("--index-url" in call for call in calls) == (trouble == "does not serve it")
    said = capsys.readouterr().out.splitlines()
    assert "GB" in said[-1]
    assert [course.CPU_INDEX in line and trouble in line for line in said[1:-1]] == [True] * bool(trouble)


@pytest.mark.parametrize(
    ("speeds", "stays"),
    [
        ((100_000, 10_000_000), True),  # half an hour
        ((99_000, 10_000_000), False),
        ((20_000, 250_000), True),  # the usual torch is 14 times as big: no gain
        ((20_000, 300_000), False),
        ((20_000, 0), False),  # not known
        ((1, float("inf")), False),
        ((0, float("inf")), False),
    ],
)
def test_a_slow_index_is_left_for_one_that_is_quicker_by_more_than_its_torch_is_bigger(
    course, torch_pips, speeds, stays
):
    calls, _, found = torch_pips
    found[:] = speeds
    course.install_torch(PINS)
    assert ("--index-url" in calls[-1]) == stays


def test_an_index_that_crawls_is_left(course, torch_pips, serve, monkeypatch, capsys):
    """The whole way, with servers."""
    calls, *_ = torch_pips
    fresh = vars(__import__("door").load(course.ROOT))
    for name in ("speed", "sample", "wheel_on"):
        setattr(course, name, fresh[name])
    fresh["PATIENCE"] = 0.5
    usual = serve(wheel=(200, bytes(300_000), 0))[0]
    crawling = serve(wheel=(200, None, 0.02))[0]
    course.usual_index = lambda: usual
    monkeypatch.setenv("COURSE_TORCH_INDEX", crawling)
    course.install_torch(PINS)
    assert calls[-1] == [*PINS, "torch"]
    assert f"{crawling} sends only" in capsys.readouterr().out


@pytest.mark.parametrize("by", ["variable", "file"])
def test_pip_says_which_index_it_asks(course, tmp_path, monkeypatch, by):
    course.PYTHON = course.Path(course.sys.executable)
    address = "http://127.0.0.1:9/a/very/long/address" + "/of/a/mirror" * 10 + "/simple"
    if by == "variable":
        monkeypatch.setenv("PIP_INDEX_URL", address)
    else:
        (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {address}\n")
        monkeypatch.delenv("PIP_INDEX_URL", raising=False)
        monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    assert course.usual_index() == address


def test_a_variable_names_another_index(course, torch_pips, monkeypatch):
    calls, *_ = torch_pips
    monkeypatch.setenv("COURSE_TORCH_INDEX", "http://mirror.example")
    course.install_torch(PINS)
    assert "http://mirror.example" in calls[-1]


@pytest.mark.parametrize("why", ["gpu", "not linux"])
def test_others_get_torch_the_normal_way_at_once(course, torch_pips, capsys, why):
    calls, *_ = torch_pips
    if why == "gpu":
        course.HAS_GPU = True
    else:
        course.ON_LINUX = False
    course.install_torch(PINS)
    assert calls[1:] == [[*PINS, "torch"]]
    assert "GB" not in capsys.readouterr().out


def test_an_intel_mac_is_told_before_anything_is_downloaded(course, torch_pips, monkeypatch, capsys):
    calls, failing, _ = torch_pips
    monkeypatch.setattr(course.sys, "platform", "darwin")
    monkeypatch.setattr(course.platform, "machine", lambda: "x86_64")
    with pytest.raises(SystemExit) as caught:
        course.install_torch(PINS)
    line = one_error_line(capsys, caught)
    assert "Intel Mac" in line and "docs/faq.md" in line
    assert all("--no-index" in call for call in calls)
    failing.clear()  # one who built it, and lets pip find it
    course.install_torch(PINS)
    monkeypatch.setattr(course.platform, "machine", lambda: "arm64")
    failing.add("--no-index")
    course.install_torch(PINS)
