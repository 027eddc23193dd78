"""Recorded experiments: complete, small, and what their own recipe makes."""

import json
import subprocess
import sys

import pytest

from course_lib.chapters import experiment, experiment_modules
from course_lib.chapters import record as recorder
from course_lib.kit import records

RECORDED = sorted(path.stem for path in records.FOLDER.glob("*.json"))


def test_every_experiment_is_recorded_and_no_other():
    assert sorted(experiment_modules()) == RECORDED


@pytest.mark.parametrize("name", RECORDED)
def test_a_record_is_what_its_recipe_asks_for(name):
    record = records.load(name)
    assert record.name == name and record.command == f"python3 course.py experiments {name}"
    assert set(record.versions) == {"python", "torch"} and record.seconds > 0
    for result, settings in zip(record.results, experiment(name).SETTINGS, strict=True):
        assert result | settings == result and "seed" in settings
        if "model" not in result:
            continue
        if hasattr(experiment(name), "build"):  # a model of pictures: its weights alone
            record.fill(experiment(name).build(**settings), **settings)
        else:
            assert record.model(**settings).settings["seed"] == settings["seed"]
    folders = {path.name for path in (records.FOLDER / name).glob("*")}
    assert folders == {result["model"] for result in record.results if "model" in result}


def test_records_stay_small():
    sizes = {path: path.stat().st_size for path in records.FOLDER.rglob("*") if path.is_file()}
    assert max(sizes.values()) < 1_000_000 and sum(sizes.values()) < 12_000_000


@pytest.mark.parametrize("find", [records.load, experiment])
def test_a_name_of_before_is_answered_with_the_new_one(find):
    for old, new in records.RENAMED.items():
        with pytest.raises(ValueError, match=new) as said:
            find(old)
        assert str(said.value).count("\n") == 0 and find(new)


def test_settings_pick_runs():
    record = records.Record("r", "remake", {}, 1.0, [{"a": 1, "seed": s, "out": s / 2} for s in range(3)])
    assert record.values("out", a=1) == [0, 0.5, 1]
    with pytest.raises(ValueError, match="remake"):
        record.where(a=2)
    with pytest.raises(ValueError, match="memory"):
        records.load("nothing")
    assert records.spread([0.5, 1.0, 0.75]) == "0.75 (0.50 to 1.00)"


def test_the_recorder_writes_what_the_loader_reads(tmp_path, monkeypatch, capsys):
    memory = experiment("memory")
    settings = {"cell": "gru", "hidden": 4, "seed": 0}
    monkeypatch.setattr(memory, "SETTINGS", [settings])
    monkeypatch.setattr(memory.run, "__defaults__", (2,))  # two steps instead of thousands
    assert recorder.main(["memory", "--out", str(tmp_path), "--jobs", "1"]) == 0
    monkeypatch.setattr(records, "FOLDER", tmp_path)
    record = records.load("memory")
    assert record.results[0] | settings == record.results[0]
    assert record.model(**settings).model.config["hidden"] == 4
    assert str(tmp_path / "memory.json") in capsys.readouterr().out
    assert json.loads((tmp_path / "memory.json").read_text())["results"][0]["metrics"]["forced_loss"] > 1


def without_seconds(path) -> dict:
    """A record, less what a clock measured."""
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record.pop("seconds") > 0
    for result in record["results"]:
        result.pop("seconds", None)
    return record


@pytest.mark.long
def test_a_dask_cluster_makes_the_same_records(tmp_path, monkeypatch):
    from dask.distributed import LocalCluster

    short = [{"task": "copy", "teacher_forcing": 0.5, "coin": "token", "seed": s, "steps": 2} for s in (0, 1)]
    monkeypatch.setattr(experiment("forcing"), "SETTINGS", short)
    small = [{"cell": "gru", "hidden": 4, "seed": 0, "steps": 2}]  # this one leaves a model
    monkeypatch.setattr(experiment("memory"), "SETTINGS", small)
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        ways = {"dask": ["--dask", cluster.scheduler_address], "loky": ["--jobs", "1"]}
        for name, way in ways.items():
            assert recorder.main(["forcing", "memory", *way, "--out", str(tmp_path / name)]) == 0
    for name in ("forcing", "memory"):
        dask, loky = (without_seconds(tmp_path / way / f"{name}.json") for way in ways)
        assert dask == loky and len(dask["results"]) == len(experiment(name).SETTINGS)
    models = [next((tmp_path / way / "memory").rglob("*.safetensors")).read_bytes() for way in ways]
    assert models[0] == models[1]


@pytest.mark.long
def test_the_runs_of_a_lost_worker_are_done_again(tmp_path, monkeypatch):
    """A worker is killed in the middle of the second run: the record is that of a quiet machine."""
    from dask.distributed import LocalCluster

    settings = [{"cell": "gru", "hidden": 4, "seed": seed, "steps": 2} for seed in range(4)]
    monkeypatch.setattr(experiment("memory"), "SETTINGS", settings)
    real, died = recorder.call, tmp_path / "died"

    def call(name, setting):  # a nested function travels to the workers as it is here
        import os
        import signal

        if setting["seed"] == 1 and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return real(name, setting)

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        monkeypatch.setattr(recorder, "call", call)
        assert (
            recorder.main(["memory", "--dask", cluster.scheduler_address, "--out", str(tmp_path / "a")]) == 0
        )
    monkeypatch.setattr(recorder, "call", real)
    assert recorder.main(["memory", "--jobs", "1", "--out", str(tmp_path / "b")]) == 0
    assert died.exists()
    lost, quiet = (without_seconds(tmp_path / way / "memory.json") for way in "ab")
    assert lost == quiet and len(lost["results"]) == 4


def test_a_cluster_that_is_not_there_is_one_line(tmp_path, monkeypatch, capsys):
    call = ["memory", "--dask", "tcp://127.0.0.1:9", "--out", str(tmp_path / "out")]
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
    assert recorder.main(call) == 2
    told = capsys.readouterr().err
    assert "tcp://127.0.0.1:9" in told and told.count("\n") == 1
    monkeypatch.setitem(sys.modules, "dask.distributed", None)  # as if it were not installed
    assert recorder.main(call) == 2
    told = capsys.readouterr().err
    assert "pip install" in told and told.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_an_unknown_experiment_is_one_line():
    done = subprocess.run(
        [sys.executable, "-m", "course_lib.chapters.record", "nonsense"], capture_output=True, text=True
    )
    assert done.returncode == 2 and done.stdout == ""
    assert "nonsense" in done.stderr and "memory" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("old", records.RENAMED)
def test_an_experiment_that_was_renamed_is_found_by_its_old_name(old):
    with pytest.raises(ValueError, match=f"'{old}' is called '{records.RENAMED[old]}' now"):
        records.load(old)
    assert records.RENAMED[old] in RECORDED
