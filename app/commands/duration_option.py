"""A length of time on a command line, alike in every command: `90s`, `10m`, `1h 30m`."""

from __future__ import annotations

import click

from oceanhil.protocol.units import SECOND_US


class Duration(click.ParamType[float]):
    """A duration that is longer than none, in seconds."""

    name = "duration"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it; what was read already, such as a default, stays."""
        if isinstance(value, float):
            return value
        from oceanhil.scenarios.units import parse_duration

        try:
            duration_us = parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if duration_us <= 0:
            self.fail(f"{value!r} is no time in which anything happens; expected one such as '10m'", param, ctx)
        return duration_us / SECOND_US


DURATION = Duration()
