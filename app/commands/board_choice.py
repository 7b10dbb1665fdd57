"""One of the families of boards, or `all` of them, alike in every command."""

from __future__ import annotations

from typing import Final

import click

from oceanhil.app.commands.word_choice import LateChoice
from oceanhil.app.run.option_kinds import EVERY_BOARD
from oceanhil.boards import board_names, family_suggestion, find_board


class BoardChoice(LateChoice):
    """The names of the families, and further words. Other distributions are asked only for names that are not ours."""

    def __init__(self, *more: str) -> None:
        super().__init__(board_names, *more)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give the word as it is, if there is such a family."""
        return value if find_board(value) is not None else super().convert(value, param, ctx)

    def meant_by(self, word: str) -> str:
        """Say which family was probably meant, also by what build tools call it; empty if none."""
        hint = family_suggestion(word, *self.choices)
        return hint if hint.startswith("did you mean") else ""


BOARD_CHOICE: Final = BoardChoice(EVERY_BOARD)


def only(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    """Give the board that alone is meant: none, for `all`. A callback of an option."""
    return None if given == EVERY_BOARD else given
