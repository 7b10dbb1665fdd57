"""Tables of the protocol: values of the profile, refusals, serial lines, lives of records, tokens and programs."""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import partial

from oceanhil.protocol.life import DEVICE, PERMANENT, REGISTRATION, SESSION, Life, StateT
from oceanhil.protocol.line_rules import line_name
from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import Kind, ProfileValue, Scalar, load_profile
from oceanhil.protocol.program_life import PROGRAM, ProgramEvent, ProgramLife
from tools.tables.markdown import table

_LETTERS = {Kind.FACT: "F", Kind.CONTRADICTION: "C", Kind.ASSUMPTION: "A"}
_FROM_EVERYWHERE = frozenset({ProgramEvent.START, ProgramEvent.POWER_OFF, ProgramEvent.POWER_CUT})


def values_table(part: str) -> str:
    """Give the values of one table of the profile, such as `server`."""
    rows = load_profile().document.values()
    chosen = {name.removeprefix(f"{part}."): row for name, row in rows.items() if name.startswith(f"{part}.")}
    lines = (
        (f"`{name}`", _value(row), _LETTERS[row.kind], row.source, row.about + _readings(row))
        for name, row in chosen.items()
    )
    return table(("name", "value", "", "source", "meaning"), lines)


def errors_table() -> str:
    """Give the refusals of the profile."""
    rows = load_profile().document.errors.values()
    lines = ((str(row.status), f"`{row.message}`", f"`{row.code}`", _LETTERS[row.kind], row.source) for row in rows)
    return table(("status", "`error`", "`code`", "", "source"), lines)


def lines_table() -> str:
    """Give every serial line."""
    lines = ((f"`{line.template}`", line.origin.name[0], f"`{line_name(line)}`") for line in Line)
    return table(("line", "", "name in rules"), lines)


def life_diagram(life: Life[StateT]) -> str:
    """Give the table of a life of the server's side as a Mermaid diagram."""
    return _diagram(((each.before, each.event, each.after) for each in life), life.start)


def program_diagram() -> str:
    """Give the table of a program's life likewise, without what leads from everywhere back to its start."""
    arrows = ((before, event, after) for before, row in PROGRAM.items() for event, after in row.items())
    own = (arrow for arrow in arrows if arrow[1] not in _FROM_EVERYWHERE or arrow[0] is ProgramLife.OFF)
    return _diagram((arrow for arrow in own if arrow[0] is not arrow[2]), ProgramLife.OFF)


def _diagram(arrows: Iterable[tuple[Enum, Enum, Enum]], start: Enum) -> str:
    """Give a Mermaid diagram, which GitHub draws, of arrows: from where, by what, to where."""
    events: dict[tuple[Enum, Enum], list[str]] = {}
    for before, event, after in arrows:
        events.setdefault((before, after), []).append(event.value)
    ways = (f"    {before.value} --> {after.value}: {', '.join(found)}\n" for (before, after), found in events.items())
    return "".join(("```mermaid\nstateDiagram-v2\n", f"    [*] --> {start.value}\n", *ways, "```\n"))


def _value(row: ProfileValue) -> str:
    return f"{_scalar(row.value)} {row.unit}".rstrip()


def _scalar(value: Scalar) -> str:
    if isinstance(value, str):
        return f"`{value}`"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _readings(row: ProfileValue) -> str:
    others = [_scalar(reading) for reading in row.readings if reading != row.value]
    return f"; other reading: {', '.join(others)}" if others else ""


TABLES: Mapping[str, Callable[[], str]] = {
    "server": partial(values_table, "server"),
    "wire": partial(values_table, "wire"),
    "device": partial(values_table, "device"),
    "errors": errors_table,
    "lines": lines_table,
    "life-device": partial(life_diagram, DEVICE),
    "life-registration": partial(life_diagram, REGISTRATION),
    "life-permanent": partial(life_diagram, PERMANENT),
    "life-session": partial(life_diagram, SESSION),
    "life-program": program_diagram,
}
