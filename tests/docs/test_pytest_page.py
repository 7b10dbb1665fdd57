"""docs/pytest.md: the plugin's options and fixtures, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

# Runs inside a test take the modules away again that they are the first to import.
import oceanhil.app.fixtures.board_line
import oceanhil.hil.worlds.serial.factory  # noqa: F401
from oceanhil.app import pytest_plugin
from oceanhil.app.admin_key import KEY_VARIABLE
from oceanhil.app.commands.run import run
from oceanhil.app.run.options import SCOPES
from oceanhil.hil.worlds.sketch.tools import SANITIZE_VARIABLE
from oceanhil.protocol.board import PLATFORM_BOARDS

if TYPE_CHECKING:
    from tests.docs.pieces import Page

# Options of other plugins that `oceanhil run` has words of its own for.
BORROWED = {"-n", "--reruns", "--junitxml", "--alluredir"}


class Recorder:
    """Stands where pytest's parser stands, and notes the options."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.ini: set[str] = set()

    def getgroup(self, name: str, description: str) -> Recorder:
        del name, description
        return self

    def addoption(self, *names: str, **_: object) -> None:
        self.names |= set(names)

    def addini(self, name: str, *_: str, **__: object) -> None:
        self.ini.add(name)


def test_every_option_is_listed(pages: dict[str, Page]) -> None:
    recorder = Recorder()
    parser: pytest.Parser = recorder  # type: ignore[assignment] # notes what is added, nothing else
    pytest_plugin.pytest_addoption(parser)
    listed = {row[0].split()[0] for row in pages["docs/pytest.md"].table("Options")}
    ours = listed - BORROWED - {KEY_VARIABLE, f"{SANITIZE_VARIABLE}=1"}
    missing, unknown = sorted(recorder.names - ours), sorted(ours - recorder.names)
    assert not missing, f"docs/pytest.md, Options: add a row for each of {missing}"
    assert not unknown, f"docs/pytest.md, Options: there is none of {unknown}; take the rows out"
    assert all(f"`{name} = " in pages["docs/pytest.md"].text for name in recorder.ini)


SHORT_FOR_JOBS = "-j"
OF_THE_COMMAND_ALONE = {"names", "-k", "-q", "-v", "--json", "--coverage", "--prove", "--prove-all"}


def test_every_option_has_its_counterpart_in_run(pages: dict[str, Page]) -> None:
    counterparts = {row[1] for row in pages["docs/pytest.md"].table("Options") if row[1]}
    known = {name for parameter in run.params for name in parameter.opts if name != SHORT_FOR_JOBS}
    assert counterparts <= known
    missing = sorted(known - counterparts - OF_THE_COMMAND_ALONE)
    assert not missing, (
        f"docs/pytest.md, Options: no row has one of {missing} in its second column; if plain pytest shall not have "
        "it, name it in OF_THE_COMMAND_ALONE of tests/docs/test_pytest_page.py"
    )
    assert known - counterparts == OF_THE_COMMAND_ALONE


def test_every_fixture_is_listed(pages: dict[str, Page]) -> None:
    listed = [row[0] for row in pages["docs/pytest.md"].table("Tests in Python")]
    assert set(listed) == {name.removesuffix("_fixture") for name in pytest_plugin.__all__}


@pytest.mark.slow
def test_tests_of_boards_pass_on_virtual_ones(pages: dict[str, Page], pytester: pytest.Pytester) -> None:
    (block,) = [block for block in pages["docs/pytest.md"].code("python") if "serial_link" in block.text]
    pytester.makepyfile(block.text)
    done = pytester.runpytest_inprocess("-p", "no:cacheprovider", "--oceanhil-world", "serial:virtual")
    done.assert_outcomes(passed=block.text.count("def test_") * len(PLATFORM_BOARDS))


def test_every_scope_is_listed(pages: dict[str, Page]) -> None:
    rows = pages["docs/pytest.md"].table("Fresh or not reset")
    assert {word for row in rows for word in row[0].removesuffix(", the default").split(", ")} == set(SCOPES)
