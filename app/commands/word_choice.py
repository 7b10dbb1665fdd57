"""An option whose words are those of an enumeration, which is declared once, where it is thought of."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from enum import Enum


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
        module, _, name = self._enumeration.partition(":")
        members: type[Enum] = getattr(import_module(module), name)
        return (*(str(each.value) for each in members), *self._more)


STORE_CHOICE = WordChoice("oceanhil.protocol.record:StorePolicy")
KIND_CHOICE = WordChoice("oceanhil.protocol.profile:Kind")
"""How sure something is: fact, contradiction, assumption."""
