"""`train` and its folder: one training at a time, gone on with as it began, nothing old taken for new."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from stopping import interrupt

from course_lib.__main__ import main
from course_lib.cli import UsageError
from course_lib.cli import train as train_command
from course_lib.cli.options import parse
from course_lib.cli.train import folder as train_folder
from course_lib.cli.train.folder import LOCK
from course_lib.decoding.lengths import Lengths
from course_lib.disk import locked
from course_lib.training import checkpoint, schema
from course_lib.training.checkpoint import ABOUT, BEST, TRAINING

RELEASE_1 = Path(__file__).resolve().parents[1] / "release_1"  # stopped by Ctrl-C after step 7 of 12
TEXTS = {
    "a.txt": ["one cat", "two dogs", "a bird", "red fish", "blue sea", "old tree"],
    "b.txt": ["eins katze", "zwei hunde", "ein vogel", "roter fisch", "blaue see", "alter baum"],
    "c.txt": ["one dog", "blue fish"],
    "d.txt": ["ein hund", "blauer fisch"],
}
FILES = ["--source", "a.txt", "--target", "b.txt", "--valid-source", "c.txt", "--valid-target", "d.txt"]
SIZES = ["--hidden", "4", "--embedding", "4", "--batch-size", "2", "--epochs", "4"]
CALL = ["train", *FILES, "--unit", "word", *SIZES, "--dropout", "0.1", "--save-every", "0"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """The four files, in the folder in which every call is made."""
    monkeypatch.chdir(tmp_path)
    for name, lines in TEXTS.items():
        write(name, lines)
    return tmp_path


def write(name, lines):
    Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def refused(capsys, arguments, *says):
    """The call ends with 2 and exactly one line that says all of this."""
    capsys.readouterr()
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and told.startswith("course_lib: "), told
    for word in says:
        assert re.search(word, told), told


def contents(folder):
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def changed(arguments, **options):
    """The call with other values of some options."""
    arguments = list(arguments)
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if option in arguments:
            arguments[arguments.index(option) + 1] = value
        else:
            arguments += [option, value]
    return arguments


def same_weights(one, two, name=BEST):
    one, two = load_file(Path(one) / name), load_file(Path(two) / name)
    return one.keys() == two.keys() and all(torch.equal(one[key], two[key]) for key in one)


# ---- one training at a time ----


def test_a_second_training_is_refused_and_the_first_is_not_disturbed(capsys, monkeypatch):
    """Another seed and the same one, with --resume and without, while the first is between two steps."""
    assert main([*CALL, "--out", "alone"]) == 0
    real, tried = train_command.train, []

    def disturbed(*arguments, **options):
        for report in real(*arguments, **options):
            if report.step == 5:
                monkeypatch.setattr(train_command, "train", real)
                for more in ([], ["--resume"], ["--resume", "--seed", "3"]):
                    tried.append(main([*CALL, "--out", "both", *more]))
            yield report

    monkeypatch.setattr(train_command, "train", disturbed)
    assert main([*CALL, "--out", "both"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert tried == [2, 2, 2] and len(told) == 3
    assert "holds a model" in told[0] and all(
        "another training writes there now" in line for line in told[1:]
    )
    assert same_weights("alone", "both") and same_weights("alone", "both", TRAINING)


@pytest.mark.long
def test_two_that_begin_at_the_same_moment_do_not_mix():
    """Whoever comes second is refused; the folder is wholly that of one."""
    command = [sys.executable, "-m", "course_lib", *changed(CALL, epochs="30"), "--out", "both", "--seed"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    started = [subprocess.Popen([*command, str(seed)], **pipes) for seed in (1, 2)]
    ended = [(*process.communicate(timeout=300), process.returncode) for process in started]
    fine = [seed for seed, (_, _, status) in enumerate(ended, start=1) if status == 0]
    assert len(fine) == 1, ended
    assert sum(b"another training writes there" in err or b"holds a model" in err for _, err, _ in ended) == 1
    assert checkpoint.load(Path("both")).settings["seed"] == fine[0]
    assert main([*changed(CALL, epochs="30"), "--out", "alone", "--seed", str(fine[0])]) == 0
    assert same_weights("alone", "both")


def test_one_that_began_meanwhile_is_seen_behind_the_lock(capsys, monkeypatch):
    """The folder is looked at again once it is held: here it fills while the model is built."""
    real = train_folder._new

    def slow(*arguments):
        monkeypatch.setattr(train_folder, "_new", real)
        assert main([*CALL, "--out", "both", "--seed", "7"]) == 0
        return real(*arguments)

    monkeypatch.setattr(train_folder, "_new", slow)
    refused(capsys, [*CALL, "--out", "both"], "both holds a model; add --resume")
    assert checkpoint.load(Path("both")).settings["seed"] == 7


def test_a_drive_without_locks_is_said_and_used(capsys, monkeypatch):
    from contextlib import contextmanager

    monkeypatch.setattr(train_folder, "locked", contextmanager(lambda path, wait: iter([False])))
    assert main([*CALL, "--out", "X"]) == 0
    assert capsys.readouterr().err == "warning: X: no locks here; start no second training in it\n"


def test_a_lock_that_nobody_holds_is_in_nobodys_way(capsys):
    Path("X").mkdir()
    Path("X", LOCK).write_bytes(b"")
    assert main([*CALL, "--out", "X"]) == 0
    with locked(Path("X", LOCK), wait=False):
        refused(capsys, [*CALL, "--out", "X", "--resume"], "X: another training writes there now")
    assert main([*CALL, "--out", "X", "--resume"]) == 0


# ---- what is old is not taken for new ----


@pytest.mark.parametrize("gone", [{ABOUT}, {ABOUT, BEST}, {ABOUT, TRAINING}])
def test_weights_without_their_model_are_refused(capsys, gone):
    assert main([*CALL, "--out", "X"]) == 0
    for name in gone:
        Path("X", name).unlink()
    before = contents("X")
    for more in ([], ["--resume"], ["--seed", "5"]):
        refused(capsys, [*CALL, "--out", "X", *more], "X holds weights without their model.json; give --out")
    assert contents("X") == before


@pytest.mark.parametrize("stop", [5, 12])
def test_lost_best_weights_are_no_success(capsys, monkeypatch, stop):
    with monkeypatch.context() as patch:
        interrupt(patch, stop)
        assert main([*CALL, "--out", "X"]) == 130
    Path("X", BEST).unlink()
    refused(capsys, [*CALL, "--out", "X", "--resume"], "best.safetensors: missing, so the best")


def test_a_training_that_is_done_is_said_to_be_done(capsys):
    assert main([*CALL, "--out", "X"]) == 0
    before = contents("X")
    capsys.readouterr()
    assert main([*CALL, "--out", "X", "--resume"]) == 0
    said = capsys.readouterr().out
    assert "all steps were done before" in said and "epoch" not in said
    assert contents("X") == before


@pytest.mark.parametrize("step", [0, 1, 13, 10**9])
def test_a_step_that_can_not_be_is_refused(capsys, step):
    """Beyond the end, or before the first epoch's although there are best weights."""
    assert main([*CALL, "--out", "X"]) == 0
    model = checkpoint.describe(Path("X")).model
    state = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    for i, weight in enumerate(model.parameters() if step else ()):
        state |= {f"adam.{i}.step": torch.tensor(float(min(step, 2**24)))}
        state |= {f"adam.{i}.exp_avg": weight * 0, f"adam.{i}.exp_avg_sq": weight * 0}
    state = {name: tensor.detach().clone() for name, tensor in state.items()}
    save_file(state, Path("X", TRAINING), {"progress": f'{{"step": {step}, "best": 1}}'})
    refused(capsys, [*CALL, "--out", "X", "--resume"], "training.safetensors: its step is damaged")


def test_a_link_that_leads_nowhere_is_said(here, capsys):
    try:
        (here / "X").symlink_to(here / "nowhere")
    except OSError:
        pytest.skip("links need a permission here")
    refused(capsys, [*CALL, "--out", "X"], "X is a link to ")


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="names are text there")
def test_a_name_that_could_not_be_opened_again_is_refused(capsys):
    refused(capsys, [*CALL, "--out", os.fsdecode(b"m\xff")], "its name is not UTF-8")
    assert not any(path.is_dir() for path in Path().iterdir())


# ---- with the data and settings it began with ----


def test_the_same_data_under_another_path_go_on(here):
    assert main([*CALL, "--out", "X"]) == 0
    shutil.copy("a.txt", "same.txt")
    call = changed(CALL, source="same.txt", target=str(here / "b.txt"))
    assert main([*call, "--out", "X", "--resume"]) == 0


@pytest.mark.parametrize("name", TEXTS)
def test_other_data_with_as_many_lines_are_refused(capsys, name):
    assert main([*CALL, "--out", "X"]) == 0
    before = contents("X")
    write(name, [TEXTS[name][0].replace("o", "u").replace("e", "a"), *TEXTS[name][1:]])
    refused(capsys, [*CALL, "--out", "X", "--resume"], "X was started with other data; resume it with")
    write(name, TEXTS[name][::-1])
    refused(capsys, [*CALL, "--out", "X", "--resume"], "X was started with other data; resume it with")
    assert contents("X") == before


def test_another_unit_is_refused(capsys):
    assert main([*CALL, "--out", "X"]) == 0
    refused(capsys, [*changed(CALL, unit="char"), "--out", "X", "--resume"], "with unit 'word', not 'char'")


@pytest.mark.parametrize("option", ["seed 5", "epochs 5", "hidden 5", "model lstm", "coin token", "warmup 1"])
def test_other_settings_are_refused(capsys, option):
    assert main([*CALL, "--out", "X"]) == 0
    name, value = option.split()
    call = [*changed(CALL, **{name: value}), "--out", "X", "--resume"]
    refused(capsys, call, f"X was started with {name} .*, not '?{value}'?; resume it as it began")


# ---- nothing is begun that could not be used ----

TOO_LARGE = {
    "--layers 65": "--layers must be a whole number from 1 to 64, not 65",
    "--layers 1000000": "--layers must be",
    "--embedding 65537": "--embedding must be a whole number from 1 to 65536, not 65537",
    f"--hidden 1{'0' * 29}": "--hidden must be",
    "--hidden 65536": "more than 1,000,000,000; give another --hidden, --embedding or --layers",
    "--layers 64 --hidden 4096": "more than 1,000,000,000; give another --hidden",
    "--dropout 1": "--dropout must be a number from 0 to 0.99, not 1",
    f"--seed {2**64}": "--seed must be a whole number from 0 to 9223372036854775807",
    "--model transformer --hidden 6": "width must be a multiple of the heads.*give another --hidden",
}


@pytest.mark.parametrize("sizes", TOO_LARGE)
def test_a_model_that_no_folder_may_hold_is_refused_before_it_is_trained(capsys, sizes):
    call = ["train", *FILES, "--unit", "word", *sizes.split(), "--out", "X"]
    refused(capsys, call, TOO_LARGE[sizes])
    assert not Path("X").exists()


def test_a_vocabulary_that_no_folder_may_hold_is_refused(capsys, monkeypatch):
    monkeypatch.setitem(schema.CONFIG, "source_size", schema._whole(1, 15))
    refused(capsys, [*CALL, "--out", "X"], "16 different tokens.*--unit subword")
    assert not Path("X").exists()


# ---- numbers that are none ----


@pytest.mark.parametrize("rate", [1e10, 1e36, 1e39, 1e300])
def test_a_training_that_diverges_is_one_line_and_leaves_no_such_weights(rate):
    """At rates that no option takes: with those, only some models diverge."""
    options = parse([*CALL, "--out", "X"])
    options.learning_rate = rate
    for options.resume in (False, True):
        with pytest.raises(
            UsageError, match=r"diverged; take a lower learning rate: --learning-rate below 1e\+"
        ):
            train_command.run(options)
        assert BEST not in contents("X")
        assert all(tensor.isfinite().all() for tensor in load_file(Path("X", TRAINING)).values())


@pytest.mark.parametrize("name", [BEST, TRAINING])
def test_weights_that_are_not_finite_are_refused_when_a_training_goes_on(capsys, name):
    assert main([*CALL, "--out", "X"]) == 0
    with safe_open(Path("X", name), "pt") as stored:
        metadata = stored.metadata()
    tensors = load_file(Path("X", name))
    next(tensor for key, tensor in tensors.items() if key.endswith("output.bias"))[0] = float("nan")
    save_file(tensors, Path("X", name), metadata)
    refused(capsys, [*CALL, "--out", "X", "--resume"], f"{name}: .*output.bias has numbers")


# ---- folders that release 1 wrote ----


@pytest.fixture
def old(here):
    return shutil.copytree(RELEASE_1, here / "old")


def test_a_folder_of_release_1_translates(old):
    bundle = checkpoint.load(old)
    assert bundle.lengths is None and bundle.limits([[4], [4] * 9]).tolist() == [14, 30]


def test_a_training_of_release_1_goes_on_to_the_weights_that_it_would_have_had(old, capsys):
    call = [*CALL, "--out", "old", "--resume"]
    shutil.copy("a.txt", "same.txt")
    assert main(changed(call, source="./same.txt")) == 0
    assert re.findall("epoch .", capsys.readouterr().out) == ["epoch 3", "epoch 4"]
    assert main([*CALL, "--out", "new"]) == 0
    for name in (BEST, TRAINING):
        one, two = load_file(old / name), load_file(Path("new", name))
        assert one.keys() == two.keys()
        for key, tensor in one.items():  # the first seven steps were done on another machine
            torch.testing.assert_close(tensor, two[key], rtol=1e-3, atol=1e-5)


def test_a_folder_of_release_1_learns_what_its_data_are(old, capsys):
    """Its line count is all that can be compared at first; from then on it is as strict as others."""
    call = [*CALL, "--out", "old", "--resume"]
    write("b.txt", [*TEXTS["b.txt"], "noch eins"])
    write("a.txt", [*TEXTS["a.txt"], "another"])
    refused(capsys, call, "old was started with other data")
    for name, lines in TEXTS.items():
        write(name, lines)
    assert main(call) == 0
    bundle = checkpoint.load(old)
    assert bundle.lengths == Lengths(3, 1.0) and len(bundle.settings["data"]) == 64
    write("a.txt", TEXTS["a.txt"][::-1])
    refused(capsys, call, "old was started with other data")


@pytest.mark.parametrize("wrong", ["seed 5", "unit char", "hidden 8"])
def test_a_folder_of_release_1_is_not_resumed_as_something_else(old, capsys, wrong):
    name, value = wrong.split()
    before = contents(old)
    refused(capsys, [*changed(CALL, **{name: value}), "--out", "old", "--resume"], f"started with {name}")
    assert {**contents(old), LOCK: b""} == {**before, LOCK: b""}
