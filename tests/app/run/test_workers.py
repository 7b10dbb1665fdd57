"""Several processes by pytest-xdist: the same results and reports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from oceanhil.app.run.library import library_root
from tests.user import TEAPOT, Command, write

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def words() -> list[str]:
    return ["run", "own", "token-reused", "--board", "esp32", "--board", "picow"]


def test_two_processes_give_the_results_and_reports_of_one(
    oceanhil: Command, oceanhil_process: Command, folder: Path, words: list[str]
) -> None:
    write(folder / "own" / "teapot.yaml", TEAPOT)
    one = oceanhil(*words, "--json")
    two = oceanhil_process(*words, "-n", "2", "--json", "--html", "two.html", "--junit", "two.xml")
    assert one.code == two.code == 1
    assert ids_and_outcomes(two.out) == ids_and_outcomes(one.out)
    page = (folder / "two.html").read_text("utf-8")
    assert "token-invalid-or-expired, cause 2" in page
    assert "Generate new firmware" in page
    assert len(list(ET.parse(folder / "two.xml").iter("testcase"))) == 6
    assert len(list((folder / "two-traces").glob("*.jsonl"))) == 6


@pytest.mark.parametrize(
    ("files", "left"),
    [
        pytest.param(("own/teapot.yaml",), set(), marks=pytest.mark.long),
        pytest.param(("own/teapot.yaml", "test_mine.py"), {"pytest-of"}, marks=pytest.mark.long),
    ],
    ids=str,
)
def test_the_temporary_folders_of_the_users_own_tests_are_left_alone(
    oceanhil_process: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, files: tuple[str, ...], left: set[str]
) -> None:
    temporary = folder / "temporary"
    temporary.mkdir()
    write(folder / "own" / "teapot.yaml", TEAPOT)
    write(folder / "test_mine.py", "def test_mine(tmp_path):\n    assert tmp_path.is_dir()\n")
    for variable in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(variable, str(temporary))
    assert "1 failed" in oceanhil_process("run", *files, "--board", "esp32", "-n", "1").out
    assert {path.name.rpartition("-")[0] for path in temporary.iterdir()} == left


@pytest.mark.long
def test_a_failure_of_a_worker_reads_like_any_other(oceanhil_process: Command, folder: Path) -> None:
    write(folder / "own" / "teapot.yaml", TEAPOT)
    write(folder / "own" / "wrong.yaml", "  - device.powr_on\n")
    done = oceanhil_process("run", "own", "--board", "esp32", "-n", "2")
    assert done.code == 1
    head = "\n\nteapot on esp32, world sim, seed 0\nA scenario of our own\n"
    assert f"{head}own/teapot.yaml:6:5: expect.serial" in done.out
    assert "again: oceanhil replay 'teapot@esp32' --scenarios own/teapot.yaml" in done.out
    assert done.out.count("own/wrong.yaml:5:5: unknown step 'device.powr_on'") == 1
    assert "Traceback" not in done.said


@pytest.mark.long
@pytest.mark.usefixtures("interpreter_starts")
def test_plain_pytest_runs_the_library_in_two_processes(pytester: pytest.Pytester) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        str(library_root()),
        "--oceanhil-board",
        "esp8266",
        "-k",
        "token",
        "-n",
        "2",
    ]
    done = subprocess.run(command, cwd=pytester.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert " passed" in done.stdout


@pytest.mark.long
def test_a_trace_that_a_worker_cannot_write_fails_the_run(oceanhil_process: Command, folder: Path) -> None:
    write(folder / "fine.yaml")
    (folder / "traces" / "fine@esp32.jsonl").mkdir(parents=True)
    done = oceanhil_process("run", "fine.yaml", "--board", "esp32", "-n", "2", "--traces", "traces")
    assert done.code == 1
    assert "1 passed" in done.out
    assert "traces in 'traces' are not complete: is a directory" in done.out


def ids_and_outcomes(document: str) -> list[tuple[str, str]]:
    return [(row["replay_id"], row["outcome"]) for row in msgspec.json.decode(document)["results"]]
