"""The option of commands that run scenarios to look past breaches that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from oceanhil.scenarios.invariants import Past


class PastBreach(click.ParamType["Past"]):
    """A text that says which breaches are looked past."""

    name = "breach"

    def convert(self, value: str | Past, param: click.Parameter | None, ctx: click.Context | None) -> Past:
        """Read it; what names no invariant is a wrong option."""
        from oceanhil.scenarios.invariants import Past

        if isinstance(value, Past):
            return value
        try:
            return Past.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


past_option = click.option(
    "--past",
    type=PastBreach(),
    multiple=True,
    metavar="BREACH",
    help="Look past what is known: such breaches fail a case and do not end it. I17, or 'I17: device calls itself', "
    "the beginning of what was found; may be repeated.",
)
