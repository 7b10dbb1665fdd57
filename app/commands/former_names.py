"""Options that were called otherwise: what stands in somebody's scripts is understood, and in no help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.parser import _OptionParser


class RenamedOption(click.Option):
    """An option with `former` names, each as it is written; it has its value by whichever it was given."""

    # What click gives to whoever makes an option of a class of their own is for click alone.
    def __init__(self, *words: Any, former: Sequence[str] = (), **about: Any) -> None:
        super().__init__(*words, **about)
        self.former = tuple(former)

    def add_to_parser(self, parser: _OptionParser, ctx: click.Context) -> None:
        """Let the parser know all names, and nobody else the former ones."""
        shown, self.opts = self.opts, [*self.opts, *self.former]
        try:
            super().add_to_parser(parser, ctx)
        finally:
            self.opts = shown
