"""A number on a command line that is one: click's own range lets NaN through, which is in no range."""

from __future__ import annotations

import math

import click


class PlainRange(click.FloatRange):
    """A finite number in a range."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it; what stands on a command line is a text, whatever click's types say."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return float(number)
