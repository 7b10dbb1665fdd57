"""An option whose words are those of an enumeration, which is declared once, where it is thought of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from oceanhil.app.run.option_kinds import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable


class LateChoice(click.Choice[str]):
    """Words that are looked up when they are asked for: by help, by a mistake, by an option that is given."""

    def __init__(self, *more: str) -> None:
        self._more = more
        self.case_sensitive = True

    def words(self) -> Iterable[str]:
        """Look them up, all but the further ones that it was made with."""
        raise NotImplementedError

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override] # click has them looked up beforehand
        """All words."""
        return (*self.words(), *self._more)


class WordChoice(LateChoice):
    """The values of an enumeration, by `module:Name`, in the order of their declaration, and further words."""

    def __init__(self, enumeration: str, *more: str) -> None:
        super().__init__(*more)
        self._enumeration = enumeration

    def words(self) -> Iterable[str]:
        """Import it."""
        return words_of(self._enumeration)


STORE_CHOICE = WordChoice("oceanhil.protocol.record:StorePolicy")
KIND_CHOICE = WordChoice("oceanhil.protocol.profile:Kind")
"""How sure something is: fact, contradiction, assumption."""
