"""docs/pytest.md: the plugin's options and fixtures, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hil import pytest_plugin
from hil.cli.run import run

if TYPE_CHECKING:
    import pytest

    from tests.docs.pieces import Page

# Options of other plugins that `oceanhil run` has words of its own for.
BORROWED = {"-n", "--reruns", "--junitxml", "--alluredir"}


class Recorder:
    """Stands where pytest's parser stands, and notes the options."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def getgroup(self, name: str, description: str) -> Recorder:
        del name, description
        return self

    def addoption(self, *names: str, **_: object) -> None:
        self.names |= set(names)


def test_every_option_is_listed(pages: dict[str, Page]) -> None:
    recorder = Recorder()
    parser: pytest.Parser = recorder  # type: ignore[assignment] # notes what is added, nothing else
    pytest_plugin.pytest_addoption(parser)
    listed = {row[0].split()[0] for row in pages["docs/pytest.md"].table("Options")}
    assert listed - BORROWED == recorder.names


def test_every_option_has_its_counterpart_in_run(pages: dict[str, Page]) -> None:
    counterparts = {row[1] for row in pages["docs/pytest.md"].table("Options") if row[1]}
    known = {name for parameter in run.params for name in parameter.opts}
    assert counterparts <= known
    assert known - counterparts == {"names", "-k", "-q", "-v", "--json"}


def test_every_fixture_is_listed(pages: dict[str, Page]) -> None:
    listed = [row[0] for row in pages["docs/pytest.md"].table("Tests in Python")]
    assert set(listed) == {name.removesuffix("_fixture") for name in pytest_plugin.__all__}
