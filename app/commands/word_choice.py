"""An option whose words are those of an enumeration, which is declared once, where it is thought of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from oceanhil.app.run.option_kinds import words_of
from oceanhil.protocol.suggestion import nearest_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class LateChoice(click.Choice[str]):
    """Words that are looked up when they are asked for: by help, by a mistake, by an option that is given."""

    def __init__(self, words: Callable[[], Iterable[str]], *more: str) -> None:
        self._words = words
        self._more = more
        self.case_sensitive = True

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override] # click has them looked up beforehand
        """All words."""
        return (*self._words(), *self._more)

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        """Say which words there are, and which one was probably meant."""
        meant = self.meant_by(str(value))
        said = super().get_invalid_choice_message(value, ctx)
        return f"{said.removesuffix('.')}; {meant}" if meant else said

    def meant_by(self, word: str) -> str:
        """Say which word was probably meant, empty if none is near."""
        return nearest_word(word, self.choices)


class WordChoice(LateChoice):
    """The values of an enumeration, by `module:Name`, in the order of their declaration, and further words."""

    def __init__(self, enumeration: str, *more: str) -> None:
        super().__init__(partial(words_of, enumeration), *more)


STORE_CHOICE = WordChoice("oceanhil.protocol.record:StorePolicy")
KIND_CHOICE = WordChoice("oceanhil.protocol.profile:Kind")
"""How sure something is: fact, contradiction, assumption."""
