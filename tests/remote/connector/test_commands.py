"""Operations by a command: a program, or a line for the shell."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from oceanhil.remote.connector.control import ControlError, DoubtfulError
from tests.remote.connector.operators import real_operator

PROGRAM = """
import os, sys
sys.stderr.write("a warning\\n")
print("token:", os.environ["OCEANHIL_BOARD"], os.environ.get("KEY", ""), *sys.argv[1:])
"""


def token(text: str, folder: Path) -> str:
    with real_operator(f"[operation.registration-token]\n{text}", "http://127.0.0.1:9", folder=folder) as operator:
        return operator.perform("registration-token", {"board": "esp32", "name": "conform-1"})["token"]


def python(folder: Path, program: str, *arguments: str) -> str:
    """Write a program, and the line of the file that runs it."""
    (folder / "program.py").write_text(program)
    return f"command = {[sys.executable, 'program.py', *arguments]!r}"


def test_the_value_is_all_that_the_program_prints_on_stdout(tmp_path: Path) -> None:
    assert token(python(tmp_path, PROGRAM, "{name}"), tmp_path) == "token: esp32  conform-1"


def test_no_shell_reads_the_arguments(tmp_path: Path) -> None:
    assert token(python(tmp_path, PROGRAM, "$(id); {name}"), tmp_path).endswith("$(id); conform-1")


def test_a_secret_is_given_in_the_environment(tmp_path: Path) -> None:
    line = python(tmp_path, PROGRAM) + '\nenv = {KEY = "${GATEWAY_KEY}"}'
    assert token(line, tmp_path) == "token: esp32 gateway-77"


def test_a_value_is_found_in_what_it_prints(tmp_path: Path) -> None:
    line = python(tmp_path, PROGRAM) + "\nanswer.token = {regex = 'token: (.{5})'}"
    assert token(line, tmp_path) == "esp32"


def test_a_shell_gets_what_it_is_about_from_the_environment(tmp_path: Path) -> None:
    variable = "%OCEANHIL_NAME%" if sys.platform == "win32" else '"$OCEANHIL_NAME"'
    assert token(f"shell = 'echo {variable}'", tmp_path) == "conform-1"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("command = ['no-such-program-here']", "cannot be started: there is no such program"),
        ("command = ['./plain.txt']", "cannot be started: it may not be executed"),
    ],
)
def test_a_program_that_cannot_be_started_is_told(line: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("not a program")
    with pytest.raises(ControlError, match=expected):
        token(line, tmp_path)


def test_a_program_that_fails_is_told_with_its_code_and_its_own_words(tmp_path: Path) -> None:
    line = python(tmp_path, "import sys; sys.exit('no vacancy for gateway-77')") + '\nenv = {K = "${GATEWAY_KEY}"}'
    with pytest.raises(ControlError, match=r"ended with 1: no vacancy for \$\{GATEWAY_KEY\}$"):
        token(line, tmp_path)


def test_a_program_that_hangs_is_stopped(tmp_path: Path) -> None:
    line = python(tmp_path, "import time; time.sleep(60)") + "\ntimeout_s = 0.2"
    with pytest.raises(DoubtfulError, match=r"did not end in 0\.2 s and was stopped"):
        token(line, tmp_path)


def test_rubbish_is_told_by_its_length_alone(tmp_path: Path) -> None:
    line = python(tmp_path, "print('rubbish-with-a-secret')") + "\nanswer.token = '/token'"
    with pytest.raises(ControlError) as raised:
        token(line, tmp_path)
    assert str(raised.value).endswith("expected JSON, found 22 characters of something else")


def test_a_log_may_have_no_line_yet(tmp_path: Path) -> None:
    line = python(tmp_path, "pass")
    with real_operator(f"[operation.log]\n{line}\n", "http://127.0.0.1:9", folder=tmp_path) as operator:
        assert operator.perform("log", {})["log"] == ""


def test_nothing_is_told_as_nothing(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="its place is empty"):
        token(python(tmp_path, "pass"), tmp_path)
