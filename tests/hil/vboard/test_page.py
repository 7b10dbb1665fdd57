"""docs/virtual-boards.md says what there is: every request of the control channel and every option."""

import re
from pathlib import Path

import click
import msgspec
import pytest

from oceanhil.app.commands.vboard import vboard
from oceanhil.hil.vboard.control import REQUESTS, Power, Request
from oceanhil.simulator.board.mode import BoardMode

PAGE = (Path(__file__).parents[3] / "docs" / "virtual-boards.md").read_text("utf-8")
ROWS = {
    name: row
    for row in re.findall(r"^\| (`[a-z_]+`.*)$", PAGE.partition("## Control channel")[2], re.MULTILINE)
    for name in re.findall(r"`([a-z_]+)`", row.partition("|")[0])
    if name != "do"
}


def requests() -> list[type[msgspec.Struct]]:
    return [*Request.__args__]


@pytest.mark.parametrize("kind", requests(), ids=lambda kind: str(kind.__struct_config__.tag))
def test_every_request_and_its_fields_stand_on_the_page(kind: type[msgspec.Struct]) -> None:
    row = ROWS[str(kind.__struct_config__.tag)]
    assert [name for name in kind.__struct_fields__ if f"`{name}`" not in row] == []


def test_the_page_names_no_request_that_is_not_there() -> None:
    assert set(ROWS) == {str(kind.__struct_config__.tag) for kind in requests()}


def test_every_mode_stands_on_the_page() -> None:
    assert [mode.value for mode in BoardMode if f"`{mode.value}`" not in PAGE] == []


def test_every_option_stands_on_the_page() -> None:
    options = [option for option in vboard.params if isinstance(option, click.Option)]
    names = [(*option.opts, *option.secondary_opts) for option in options]
    assert [each for each in names if not any(name in PAGE for name in each) and "-q" not in each] == []


def test_the_request_on_the_page_is_one() -> None:
    assert REQUESTS.decode(re.findall(r"^\{\"do\".*$", PAGE, re.MULTILINE)[0]) == Power(on=True)
