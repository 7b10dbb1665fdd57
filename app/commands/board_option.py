"""`--board`: one of the families of boards, or `all` of them, alike in every command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.run.options import EVERY_BOARD
from oceanhil.protocol.board import BOARD_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from click.decorators import FC

BOARD_CHOICE: Final = click.Choice([*BOARD_NAMES, EVERY_BOARD])


def only(_: click.Context, __: click.Parameter, given: str | Sequence[str] | None) -> str | Sequence[str] | None:
    """Give the boards that alone are meant: nothing, where `all` is among them. A callback of an option."""
    if isinstance(given, str):
        return None if given == EVERY_BOARD else given
    return () if given is not None and EVERY_BOARD in given else given


def boards_option(command: FC) -> FC:
    """Give a command the option, which may be repeated; its parameter is `boards`."""
    option: Callable[[FC], FC] = click.option(
        "--board",
        "boards",
        multiple=True,
        type=BOARD_CHOICE,
        callback=only,
        help="Only this board; may be repeated; all: every one.",
    )
    return option(command)
