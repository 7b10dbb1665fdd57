"""`oceanhil replay --debug`: what is refused before anything runs."""

from collections.abc import Sequence

import pytest
from click.testing import CliRunner

from oceanhil.app.command_errors import PYTEST_USAGE
from oceanhil.app.commands import main


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--debug"], "--debug is for sketches; add --world sketch:PATH"),
        (
            ["--debug", "--sanitize", "--world", "sketch:lamp"],
            "--debug and --sanitize each want to see a crash first; choose one of them",
        ),
    ],
)
def test_a_debugger_is_for_a_sketch_and_alone(words: Sequence[str], said: str) -> None:
    done = CliRunner().invoke(main, ["replay", "token-expired@esp32", *words])
    assert done.exit_code == PYTEST_USAGE
    assert said in done.output


def test_a_debugger_that_is_missing_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    done = CliRunner().invoke(main, ["replay", "token-expired@esp32", "--debug", "--world", "sketch:lamp"])
    assert done.exit_code == PYTEST_USAGE
    assert "--debug needs gdb, which is not installed; on Debian and Ubuntu: apt install gdb" in done.output
