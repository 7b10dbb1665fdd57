"""Nothing that a command reads is written over, however it was found and under whatever name it is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.user import Command, write

POSIX = os.name == "posix"


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that runs in this process is no worker, though this process may be one."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)


@pytest.fixture
def scenario(folder: Path) -> Path:
    return write(folder / "mine" / "own.yaml")


@pytest.mark.parametrize("option", ["--html", "--junit"])
@pytest.mark.parametrize("name", ["mine/own.yaml", "mine"])
def test_a_report_over_a_scenario_is_refused(oceanhil: Command, scenario: Path, option: str, name: str) -> None:
    before = scenario.read_bytes()
    done = oceanhil("run", name, option, "mine/own.yaml")
    assert done.code == 4
    assert f"{option} 'mine/own.yaml' is the input itself (a scenario); an input is never overwritten" in done.err
    assert scenario.read_bytes() == before
    assert sorted(path.name for path in scenario.parent.iterdir()) == ["own.yaml"]


def test_a_report_over_a_hard_link_of_a_scenario_of_a_folder_is_refused(oceanhil: Command, scenario: Path) -> None:
    os.link(scenario, "report.html")
    assert oceanhil("run", "mine", "--html", "report.html").code == 4
    assert scenario.read_text("utf-8").startswith("id: own")


@pytest.mark.slow
def test_a_report_beside_scenarios_may_be_written_again_and_again(oceanhil: Command, scenario: Path) -> None:
    for _ in range(2):
        done = oceanhil("run", "mine", "--html", "mine/own.html", "--junit", "mine/own.xml", "--traces", "mine")
        assert done.code == 0, done.said
    beside = set(scenario.parent.iterdir())
    assert {path.suffix for path in beside if path.is_file()} == {".yaml", ".html", ".xml", ".jsonl", ".log"}
    assert [path.name for path in beside if path.is_dir()] == ["own-moments"]
    assert [path.name for path in (scenario.parent / "own-moments").iterdir()] == ["album.html"]


@pytest.mark.parametrize("words", [("--html", "boards.toml"), ("--junit", "boards.toml")])
def test_the_inventory_that_nobody_named_is_an_input_too(
    oceanhil: Command, folder: Path, words: tuple[str, str]
) -> None:
    (folder / "boards.toml").write_text("[board.desk]\nkind = 'esp32'\nport = '/dev/none'\n", "utf-8")
    done = oceanhil("run", "token-expired", *words)
    assert done.code == 4
    assert "is the input itself (the inventory)" in done.err
    assert (folder / "boards.toml").read_text("utf-8").startswith("[board.desk]")


@pytest.mark.parametrize("option", ["--html=mine/own.yaml", "--junitxml=mine/own.yaml", "--log-file=mine/own.yaml"])
def test_what_is_passed_on_to_pytest_is_looked_at_too(oceanhil: Command, scenario: Path, option: str) -> None:
    before = scenario.read_bytes()
    assert oceanhil("run", "mine", option).code == 4
    assert scenario.read_bytes() == before


def test_a_folder_that_pytest_would_clear_holds_no_input(oceanhil: Command, scenario: Path) -> None:
    assert oceanhil("run", "mine", "--basetemp=mine").code == 4
    assert scenario.exists()


def test_traces_and_a_report_of_their_name_are_refused(oceanhil: Command, folder: Path) -> None:
    done = oceanhil("run", "token-expired", "--traces", "out", "--html", "out/own@esp32.log")
    assert done.code == 4
    assert "--traces 'out' takes files of this name" in done.err
    assert not (folder / "out").exists()


def test_two_outputs_that_are_not_there_yet_are_one_file_under_two_names(oceanhil: Command, folder: Path) -> None:
    done = oceanhil("run", "token-expired", "--html", "new/x", "--junit", "./new/../new/x")
    assert done.code == 4
    assert "--html 'new/x' is the same file as --junit 'new/../new/x'; give each a place of its own" in done.err
    assert list(folder.iterdir()) == []


def test_a_report_that_is_to_be_a_folder_of_another_is_refused(oceanhil: Command, folder: Path) -> None:
    done = oceanhil("run", "token-expired", "--html", "x", "--junit", "x/y.xml")
    assert done.code == 4
    assert "--html 'x' is to be a file, and --junit 'x/y.xml' lies in it" in done.err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal", ".lock"])
def test_an_export_over_any_file_of_a_database_is_refused(oceanhil: Command, folder: Path, ending: str) -> None:
    for each in ("", "-wal", "-shm", "-journal", ".lock"):
        (folder / f"y.db{each}").write_bytes(b"SQLite format 3\x00")
    done = oceanhil("server", "export", "y.db", f"y.db{ending}")
    assert done.code == 2
    assert "is the input itself (FILE.db" in done.err
    assert {path.read_bytes() for path in folder.iterdir()} == {b"SQLite format 3\x00"}


def test_an_import_whose_lock_would_be_the_export_is_refused(oceanhil: Command, folder: Path) -> None:
    (folder / "y.db.lock").write_bytes(b"{}")
    assert oceanhil("server", "import", "y.db.lock", "y.db").code == 2
    assert (folder / "y.db.lock").read_bytes() == b"{}"


def test_an_export_leaves_a_file_that_has_the_name_of_a_half_one(oceanhil: Command, folder: Path) -> None:
    (folder / "y.jsonl.part").write_bytes(b"mine")
    (folder / "y.db").write_bytes(b"")
    assert oceanhil("server", "export", "y.db", "y.jsonl").code != 0
    made = oceanhil("server", "import", "y.jsonl.part", "y.jsonl")
    assert made.code != 0
    assert (folder / "y.jsonl.part").read_bytes() == b"mine"


def test_the_key_of_the_bench_is_not_overwritten_by_its_certificate(oceanhil: Command, folder: Path) -> None:
    assert oceanhil("server", "ca", "--ca-dir", "ca").code == 0
    key = (folder / "ca" / "bench-ca.pem").read_bytes()
    done = oceanhil("server", "ca", "--ca-dir", "ca", "--output", "ca/bench-ca.pem")
    assert done.code == 2
    assert (folder / "ca" / "bench-ca.pem").read_bytes() == key


def test_the_key_of_the_bench_is_safe_where_it_is_usually_kept(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda _: folder / "data")
    assert oceanhil("server", "ca").code == 0
    key = (folder / "data" / "bench-ca.pem").read_bytes()
    assert oceanhil("server", "ca", "--output", "data/bench-ca.pem").code == 2
    assert (folder / "data" / "bench-ca.pem").read_bytes() == key


@pytest.mark.skipif(not POSIX, reason="names of open files are POSIX")
def test_an_open_file_is_found_behind_its_number(folder: Path) -> None:
    log = folder / "session.yaml"
    log.write_text("[SYSTEM] Device ID: ESP32_246F28AABBCC\n", "utf-8")
    with log.open("rb") as held:
        number = held.fileno()
        words = ["skeleton", "session.yaml", "--id", str(number), "--output", f"/dev/fd/{number}"]
        done = subprocess.run(
            [sys.executable, "-c", "from oceanhil.app.commands import main; main()", *words],
            pass_fds=[number],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "is the input itself (LOG 'session.yaml')" in done.stderr
    assert log.read_text("utf-8").startswith("[SYSTEM]")


def test_standard_output_appended_to_the_input_is_refused(folder: Path) -> None:
    log = folder / "session.log"
    log.write_text("[SYSTEM] Device ID: ESP32_246F28AABBCC\n", "utf-8")
    before = log.read_bytes()
    with log.open("ab") as appended:
        done = subprocess.run(
            [sys.executable, "-c", "from oceanhil.app.commands import main; main()", "skeleton", "session.log"],
            stdout=appended,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "standard output goes to 'session.log', which is read" in done.stderr
    assert log.read_bytes() == before


@pytest.mark.slow
def test_devices_take_as_many_outputs_as_one_likes(oceanhil: Command) -> None:
    assert oceanhil("run", "token-expired", "--html", os.devnull, "--junit", os.devnull).code == 0


PLAIN = ("--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin")


@pytest.mark.slow
@pytest.mark.parametrize(
    "option",
    [
        "--oceanhil-html=own.yaml",
        "--junitxml=own.yaml",
        "--log-file=own.yaml",
        "--oceanhil-html=test_own.py",
        "--junit-xml=conftest.py",
        "--oceanhil-html=mine.toml",
        "--basetemp=.",
    ],
)
@pytest.mark.parametrize(
    "named", [("own.yaml", "test_own.py"), *(pytest.param(words, marks=pytest.mark.long) for words in ((), (".",)))]
)
def test_plain_pytest_with_the_plugin_refuses_it_too(
    pytester: pytest.Pytester, option: str, named: tuple[str, ...]
) -> None:
    write(pytester.path / "own.yaml")
    (pytester.path / "mine.toml").write_text("[profile]\nname = 'mine'\n", "utf-8")
    pytester.makepyfile(test_own="def test_own(): pass", conftest="")
    before = {path.name: path.read_bytes() for path in pytester.path.iterdir() if path.is_file()}
    result = pytester.runpytest_subprocess(*PLAIN, "--oceanhil-profile=mine.toml", option, *named)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert {name: (pytester.path / name).read_bytes() for name in before} == before


@pytest.mark.slow
def test_plain_pytest_still_writes_its_reports_beside_its_tests(pytester: pytest.Pytester) -> None:
    write(pytester.path / "own.yaml")
    pytester.makepyfile(test_own="def test_own(): pass")
    for _ in range(2):
        words = ("--oceanhil-html=report.html", "--junitxml=report.xml", "--oceanhil-traces=.", "--log-file=run.log")
        pytester.runpytest_subprocess(*PLAIN, *words).assert_outcomes(passed=4)


@pytest.mark.slow
def test_allure_that_clears_its_folder_clears_no_input(pytester: pytest.Pytester) -> None:
    scenario = write(pytester.path / "mine" / "own.yaml")
    words = ("-p", "allure_pytest.plugin", "--alluredir=mine", "--clean-alluredir", "mine")
    result = pytester.runpytest_subprocess(*PLAIN, *words)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert scenario.exists()


@pytest.mark.parametrize("output", ["lamp/lamp.ino", "lamp/src/wires.h", "oceanhil.toml"])
@pytest.mark.parametrize(
    ("command", "code"), [("run token-expired --html", 4), ("explore --lives 1 --junit", 2), ("run a --markdown", 4)]
)
def test_a_report_over_a_sketch_or_its_settings_is_refused(
    oceanhil: Command, folder: Path, command: str, code: int, output: str
) -> None:
    (folder / "lamp" / "src").mkdir(parents=True)
    for name in ("lamp/lamp.ino", "lamp/src/wires.h"):
        (folder / name).write_text("// by hand\n")
    (folder / "oceanhil.toml").write_text('[sketch.lamp]\npath = "lamp"\n')
    before = (folder / output).read_bytes()
    done = oceanhil(*command.split(), output, "--world", "sketch:lamp")
    assert done.code == code
    assert f"'{output}' is the input itself (world 'sketch:lamp' " in done.err
    assert (folder / output).read_bytes() == before


def test_a_report_over_an_image_that_a_world_runs_is_refused(oceanhil: Command, folder: Path) -> None:
    (folder / "firmware.uf2").write_bytes(b"UF2\n")
    done = oceanhil("run", "token-expired", "--world", "emulated:firmware.uf2", "--html", "firmware.uf2")
    assert done.code == 4
    assert "is the input itself (world 'emulated:firmware.uf2' " in done.err
