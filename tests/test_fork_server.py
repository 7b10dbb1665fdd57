"""A command that is forked does what it does in an interpreter of its own, for all that a test gives it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("processes are forked on POSIX only", allow_module_level=True)

from tests import fork_server
from tests.conftest import INTERPRETERS
from tests.fork_server import MAIN, Popen, command_line, is_ours
from tests.user import write

pytestmark = pytest.mark.slow

WAYS = [pytest.param(INTERPRETERS, id="interpreter", marks=pytest.mark.long), pytest.param(Popen, id="fork")]
_TOOK = re.compile(r"\d+ ms|(?<=· )[\d.]+ (?:s|min)[^·(]*(?= \()")
Seen = tuple[int, str, str]


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", MAIN, *words]


def surroundings(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(fork_server.ROOT), **more}


def seen(way: Any, folder: Path, *words: str, given: str = "", **options: Any) -> Seen:
    process = way(
        command(*words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        **{"env": surroundings(), **options},
    )
    assert (getattr(process, "_forked", None) is not None) == (way is Popen)
    out, err = process.communicate(given, timeout=60)
    return process.returncode, _TOOK.sub("N ms", out), err


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "given"),
    [
        (["--help"], ""),
        (["nonsense"], ""),
        (["list", "own.yaml"], ""),
        pytest.param(["list", "nowhere.yaml"], "", marks=pytest.mark.long),
        pytest.param(["run", "own.yaml"], "", marks=pytest.mark.long),
        (["run", "--junit", "own.yaml", "own.yaml"], ""),
        (["diagnose", "-"], "[REG] HTTP Response: 410\n"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_code_and_words_are_those_of_an_interpreter(tmp_path: Path, words: list[str], given: str) -> None:
    write(tmp_path / "own.yaml")
    forked = seen(Popen, tmp_path, *words, given=given)
    assert forked == seen(INTERPRETERS, tmp_path, *words, given=given)
    assert any(forked)


@pytest.mark.parametrize("way", WAYS)
def test_it_has_the_variables_that_it_is_given_and_no_others(
    tmp_path: Path, way: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "own.yaml")
    words = ("run", "own.yaml", "--world", "evil")
    refusal = "is code of another package"
    assert refusal in seen(way, tmp_path, *words, env=surroundings(OCEANHIL_UNTRUSTED="1"))[2]
    monkeypatch.setenv("OCEANHIL_UNTRUSTED", "1")
    assert refusal in seen(way, tmp_path, *words, env=None)[2]
    others = {name: value for name, value in surroundings().items() if name != "OCEANHIL_UNTRUSTED"}
    assert refusal not in seen(way, tmp_path, *words, env=others)[2]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_signal_that_ends_it_is_its_exit_code(tmp_path: Path, way: Any, number: signal.Signals) -> None:
    process = way(command("diagnose", "-"), stdin=subprocess.PIPE, cwd=tmp_path, env=surroundings())
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.01)
    process.send_signal(number)
    assert process.wait(timeout=20) == -number
    process.stdin.close()


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_is_passed_has_its_number_there(tmp_path: Path, way: Any) -> None:
    (tmp_path / "device.log").write_text("[REG] HTTP Response: 410\n", "utf-8")
    with (tmp_path / "device.log").open("rb") as held:
        code, out, err = seen(way, tmp_path, "diagnose", f"/dev/fd/{held.fileno()}", pass_fds=[held.fileno()])
        assert (code, err) == (0, "")
        assert "410" in out
        assert seen(way, tmp_path, "diagnose", f"/dev/fd/{held.fileno()}")[0] == 2


@pytest.mark.long
def test_only_what_is_ours_and_started_plainly_is_forked(tmp_path: Path) -> None:
    assert is_ours(command("list"))
    assert is_ours([sys.executable, "-m", "oceanhil", "list"])
    assert is_ours([sys.executable, "-mpytest"])
    assert not is_ours([sys.executable, "-c", "print()"])
    assert not is_ours([sys.executable, "-m", "esptool"])
    assert not is_ours(["/usr/bin/python3", "-c", MAIN])
    for unusual in (
        {"env": surroundings(PYTHONWARNINGS="error")},
        {"env": surroundings(LC_ALL="de_DE.UTF-8")},
        {"executable": sys.executable},
        {"close_fds": False},
        {"preexec_fn": str},
    ):
        process = Popen(command("--version"), stdout=subprocess.DEVNULL, cwd=tmp_path, **unusual)
        assert process._forked is None, unusual
        assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("way", WAYS)
def test_no_variable_of_the_tests_gets_there(tmp_path: Path, way: Any) -> None:
    kept = ("PYTHON", "LC_", "LANG", "PATH")
    given = {name: value for name, value in os.environ.items() if name.startswith(kept)} | {"OF_OUR_OWN": "1"}
    (tmp_path / "names.json").write_text(json.dumps(sorted(given)), "utf-8")
    (tmp_path / "test_names.py").write_text(
        "import json, os\n"
        "def test_names() -> None:\n"
        "    there = {name for name in os.environ if not name.startswith('PYTEST_')}\n"
        "    assert sorted(there) == json.load(open('names.json'))\n",
        "utf-8",
    )
    words = [sys.executable, "-mpytest", "-q", "-p", "no:cacheprovider", "test_names.py"]
    process = way(words, cwd=tmp_path, env=given, stdout=subprocess.PIPE, text=True)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, out


def test_a_command_line_that_does_not_end_is_ended(tmp_path: Path) -> None:
    done = command_line(tmp_path, ["serve", "--port", "0"], seconds=1)
    assert done.code == -signal.SIGALRM
    assert b"listening on http://" in done.out
    assert b"select" in done.err, "it says where it hung"
