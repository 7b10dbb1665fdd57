"""An option whose words are those of an enumeration, which is declared once, where it is thought of."""

from __future__ import annotations

import click

from oceanhil.app.run.option_kinds import words_of


class WordChoice(click.Choice[str]):
    """The values of an enumeration, by `module:Name`, and further words.

    It is imported when its words are asked for: by help, by a mistake, by an option that is given.
    """

    def __init__(self, enumeration: str, *more: str) -> None:
        self._enumeration = enumeration
        self._more = more
        self.case_sensitive = True

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override] # looked up when asked for
        """All words, in the order of their declaration."""
        return (*words_of(self._enumeration), *self._more)


STORE_CHOICE = WordChoice("oceanhil.protocol.record:StorePolicy")
KIND_CHOICE = WordChoice("oceanhil.protocol.profile:Kind")
"""How sure something is: fact, contradiction, assumption."""
