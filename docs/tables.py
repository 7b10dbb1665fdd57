#!/usr/bin/env python3
"""Write the tables of these pages that repeat what code and data say: `python docs/tables.py`, after changing either.

A table stands between `<!-- table: NAME -->` and `<!-- end of table -->`. With `--check` nothing is written, and the
exit code is 1 when a page is out of date.
"""

import ast
import re
import sys
import textwrap
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import cache, partial
from pathlib import Path

from oceanhil.analysis.diagnosis.knowledge import Cause, causes
from oceanhil.app.run.library import library_files, library_root
from oceanhil.boards import families
from oceanhil.boards.family import MEGABYTE
from oceanhil.conformance.contract.suites import load_suite
from oceanhil.fleet.storm import STORMS
from oceanhil.fleet.virtual.server import COSTS, ServerModel
from oceanhil.host.durations import span
from oceanhil.mock_server.core.disturbance import ACTING_ORDER
from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.protocol.facts.table import TOPICS, about, facts_of
from oceanhil.protocol.faults import (
    AnswerChange,
    FaultKind,
    FaultRule,
    Malformation,
    Match,
    Parameter,
    PathTrouble,
    TlsAlert,
    forms,
)
from oceanhil.protocol.life import DEVICE, PERMANENT, REGISTRATION, SESSION, Transition
from oceanhil.protocol.line_rules import line_name
from oceanhil.protocol.lines import Line
from oceanhil.protocol.panics import ResetCause
from oceanhil.protocol.profile import BUILT_IN, Kind, ProfileValue, Scalar, load_profile
from oceanhil.protocol.program_life import PROGRAM, ProgramEvent, ProgramLife
from oceanhil.scenarios.devices.proof.changes import KINDS
from oceanhil.scenarios.devices.steps.faults import DEFAULTS, NO_SESSION_ID
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.language import Page, SourceReference
from oceanhil.scenarios.loader import Library, load_library
from oceanhil.scenarios.measures import Measure
from oceanhil.scenarios.scenario import Scenario

DOCS = Path(__file__).parent
_TABLE = re.compile(r"(?m:^)( *)(<!-- table: ([a-z-]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_LETTERS = {Kind.FACT: "F", Kind.CONTRADICTION: "C", Kind.ASSUMPTION: "A"}
_FROM_EVERYWHERE = frozenset({ProgramEvent.START, ProgramEvent.POWER_OFF, ProgramEvent.POWER_CUT})
_SITE = "https://www.oceanremote.net"
_PAGES: Mapping[Page, tuple[str, str]] = {
    Page.INVALID_OR_EXPIRED: ("Token Invalid or Expired", f"{_SITE}/troubleshooting/token-invalid-expired/"),
    Page.NO_CONNECTION: (
        "Flash Success But No Connection",
        f"{_SITE}/troubleshooting/firmware-flash-success-but-no-connection/",
    ),
    Page.DEVICE_STATUS: ("device status", f"{_SITE}/tutorials/tutorial-26.html"),
    Page.CLAIM: ("claim and manage devices", f"{_SITE}/tutorials/tutorial-27.html"),
    Page.WIFI: ("WiFi troubleshooting", f"{_SITE}/tutorials/tutorial-29.html"),
    Page.SECURITY: ("security", "https://oceanremote.net/security/"),
    Page.PUBLIC_SNIPPET: ("security deep dive", f"{_SITE}/tutorials/tutorial-31.html"),
    Page.API: ("API", "https://docs.oceanremote.net/api/"),
    Page.RANDOM_RESET: ("random reset", f"{_SITE}/troubleshooting/esp32-random-reset-reboot/"),
    Page.BROWNOUT: ("brownout detector", f"{_SITE}/troubleshooting/esp32-brownout-detector/"),
}


def values_table(table: str) -> str:
    """Give the values of one table of the profile."""
    rows = load_profile().document.values()
    chosen = {name.removeprefix(f"{table}."): row for name, row in rows.items() if name.startswith(f"{table}.")}
    lines = (
        (f"`{name}`", _value(row), _LETTERS[row.kind], row.source, row.about + _readings(row))
        for name, row in chosen.items()
    )
    return _table(("name", "value", "", "source", "meaning"), lines)


def errors_table() -> str:
    """Give the refusals of the profile."""
    rows = load_profile().document.errors.values()
    lines = ((str(row.status), f"`{row.message}`", f"`{row.code}`", _LETTERS[row.kind], row.source) for row in rows)
    return _table(("status", "`error`", "`code`", "", "source"), lines)


def lines_table() -> str:
    """Give every serial line."""
    lines = ((f"`{line.template}`", line.origin.name[0], f"`{line_name(line)}`") for line in Line)
    return _table(("line", "", "name in rules"), lines)


def measures_table() -> str:
    """Give what is measured of each device of a run."""
    needs = {each: f"`{each.needs.value}`" if each.needs else "" for each in Measure}
    rows = ((f"`{each.value}`", each.title, each.unit, each.better.value, needs[each]) for each in Measure)
    return _table(("measure", "what", "unit", "better is", "needs"), rows)


def invariants_table() -> str:
    """Give the invariants."""
    return _table(("", "must hold"), ((invariant.value, invariant.title) for invariant in InvariantId))


def judged_table() -> str:
    """Give the invariants with what each looks at."""
    return _table(("", "what must hold", "judged by"), ((each.value, each.title, each.judged) for each in InvariantId))


def proof_changes_table() -> str:
    """Give the changes of a world by which a test is proved."""
    return _table(
        ("change", "what it does", "applies to"), ((f"`{each.name}`", each.does, each.applies) for each in KINDS)
    )


def fault_kinds_table() -> str:
    """Give the kinds of fault with the fields that each has."""
    return _table(("`kind`", "what happens", "its fields"), (_fault_kind_row(kind) for kind in FaultKind))


def malformations_table() -> str:
    """Give what can be wrong with a malformed answer."""
    return _table(("`how`", "what the client gets"), ((f"`{how.value}`", how.about) for how in Malformation))


def answer_changes_table() -> str:
    """Give what can be changed in an answer."""
    rows = ((f"`{each.value}`", each.about, "✓" if each.is_harmless else "") for each in AnswerChange)
    return _table(("`change`", "what the client gets", "says the same"), rows)


def path_troubles_table() -> str:
    """Give what can be wrong with the path to the server."""
    return _table(("`fault`", "what is wrong"), ((f"`{each.value}`", each.about) for each in PathTrouble))


def tls_alerts() -> str:
    """Give the names of alerts."""
    return f"{', '.join(f'`{alert.value}`' for alert in TlsAlert)}.\n"


def fault_match_table() -> str:
    """Give the fields that say which requests a fault rule strikes."""
    return _table(("field", "fits"), ((f"`{name}`", form.about) for name, form in forms(Match).items()))


def fault_order() -> str:
    """Give the kinds that leave an answer, in the order in which they act."""
    return f"{', '.join(kind.value for kind in ACTING_ORDER if kind.is_answered)}.\n"


def fault_limits_table() -> str:
    """Give the fields that say how often a fault rule strikes."""
    rows = ((f"`{name}`", form.about, form.absent) for name, form in forms(FaultRule).items())
    return _table(("field", "says", "left out"), rows)


def fault_step_table() -> str:
    """Give the step `server.fault` with all its keys, and which of them belong to which kinds."""
    own = [_key(parameter) for kind in FaultKind for parameter in kind.parameters]
    which = "**`kind`**, `name`, `path`, `method`, `device`, `board`, `peer`"
    how_often = "`times` 0, `after` 0, `probability`, `seed` 0, `duration`"
    does = "injects a [fault](#faults); `times: 0` lasts until cleared"
    row = ("`server.fault`", ", ".join([which, how_often, *own]), "`server-faults`", does)
    return _table(("step", "keys", "needs", "does"), [row])


def fault_words_table() -> str:
    """Give the kinds of fault as scenario files write them."""
    rows = [
        (f"`{kind.value}`", kind.about, ", ".join(_key(parameter) for parameter in kind.parameters))
        for kind in FaultKind
    ]
    rows.append((f"`{NO_SESSION_ID}`", "a status of 200 that grants nothing", ""))
    return _table(("`kind`", "what happens", "its keys"), rows)


def _fault_kind_row(kind: FaultKind) -> tuple[str, ...]:
    fields = (f"`{parameter.name}` {parameter.about}".strip() for parameter in kind.parameters)
    return f"`{kind.value}`", kind.about, ", ".join(fields)


def _key(parameter: Parameter) -> str:
    return f"`{parameter.key}` {DEFAULTS.get(parameter.key, '')}".strip()


@cache
def whole_library() -> Library:
    """Give the library, read once."""
    return load_library(library_files())


def scenarios_table(group: str) -> str:
    """Give the scenarios of one group of the library."""
    library = whole_library()
    found = [scenario for scenario in library.values() if scenario.group == group]
    if not found:
        about_services = [scenario for scenario in library.services.values() if scenario.group == group]
        return _table(("id", "what happens", "source", "remedy"), map(_service_row, about_services))
    return _table(("id", "what happens", "source", "boards", "remedy"), map(_scenario_row, found))


def life_diagram(life: Iterable[Transition[Enum]], start: Enum) -> str:
    """Give the table of a life of the server's side as a Mermaid diagram."""
    return _diagram(((each.before, each.event, each.after) for each in life), start)


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


def causes_table() -> str:
    """Give the causes of `oceanhil diagnose`."""
    head = ("cause", "what it means", "documented in", "scenarios")
    return _table(head, map(_cause_row, causes()))


def first_conform() -> str:
    """Give the first run of `oceanhil conform`, with the number of items that there are."""
    count = len(load_suite(BUILT_IN).items)
    typed = "$ oceanhil serve --port 8080\n$ oceanhil conform http://127.0.0.1:8080\n"
    return f"```console\n{typed}…\n{count} items: {count} conform · 4.3 s\n```\n"


def rooms_table() -> str:
    """Give the rooms of the project from top to bottom: what each is, by its own words, and which it may import."""
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each.get("containers") == ["oceanhil"])
    rows: list[tuple[str, str, str]] = []
    below: list[str] = []
    for layer in reversed(layers):
        rooms = layer.split(" | ")
        may = ", ".join(f"`{room}`" for room in below) or "nothing of this project"
        rows[:0] = [(f"`{room}/`", _about(room), may) for room in rooms]
        below[:0] = rooms
    return _table(("room", "what it is", "may import"), rows)


def storms_table() -> str:
    """Give the storms that a fleet can meet."""
    rows = [(f"`{each.name}`", span(round(1_000_000 * each.mended_s)), each.about) for each in STORMS.values()]
    return _table(("storm", "lasts", "what happens"), rows)


def fleet_costs_table() -> str:
    """Give what requests cost a virtual server."""
    model = ServerModel(1)
    rows = [(f"a {kind.value}", f"{cost:g}") for kind, cost in COSTS.items()]
    rows += [("a TLS handshake", f"{model.handshake_cost:g}"), ("a 503 of maintenance", f"{model.refusal_cost:g}")]
    return _table(("work", "in polls"), rows)


def _about(room: str) -> str:
    """Give the first sentence of a package's docstring."""
    text = ast.get_docstring(ast.parse((DOCS.parent / room / "__init__.py").read_text("utf-8"))) or ""
    return text.splitlines()[0].rstrip(".")


def facts_table() -> str:
    """Give the facts about chips and cores, topic by topic, a row for each version."""
    parts = []
    for topic in TOPICS:
        rows = (
            (
                f"`{name}`" if number == 0 else "",
                f"{fact.about} ({fact.of})" if number == 0 else "",
                _fact_value(version.value, fact.unit),
                version.since or "—",
                _fact_sources(version.source),
                fact.checked,
            )
            for name, fact in facts_of(topic).items()
            for number, version in enumerate(fact.versions)
        )
        head = ("fact", "what", "value", "since", "source", "checked")
        parts.append(f"**{topic}**: {about(topic)}\n\n{_table(head, rows)}")
    return "\n".join(parts)


def families_table() -> str:
    """Give the families of boards."""
    rows = (
        (
            f"`{of.board.value}`",
            of.title,
            "" if of.like is None else f"`{of.like.value}`",
            f"{of.flash_bytes // MEGABYTE} MB",
            of.storage.value,
            ", ".join(f"`{driver.value}`" for driver in of.drivers),
            of.crashes.value,
            of.usb.value,
        )
        for of in families()
    )
    return _table(("name", "family", "like", "flash", "storage", "drivers", "crash texts", "USB"), rows)


def roms_table() -> str:
    """Give what the boot ROM of each family prints, with where it was seen."""
    rows = (
        (
            of.title,
            _fact_value(of.rom.banner(ResetCause.POWER_ON)),
            "; ".join(f"{code:#x} `{name}`" for code, (_, name) in of.rom.resets.causes.items()),
            of.rom.source,
        )
        for of in families()
        if of.rom is not None
    )
    return _table(("board", "at power-on", "codes", "source"), rows)


def _fact_value(value: object, unit: str = "") -> str:
    match value:
        case tuple():
            return "<br>".join(_fact_value(each, unit) for each in value if each != "") or "nothing"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"`{value:#x}`" if unit in {"code", "address"} else f"{value} {unit}".strip()
        case str() if value.isspace():
            return f"`{value!r}`"
        case _:
            return f"`{value}`" if value else "nothing"


def _fact_sources(text: str) -> str:
    return "<br>".join(f"`{each}`" for each in text.split("; "))


def groups() -> Sequence[str]:
    """Give the groups of the library, in its order."""
    library = whole_library()
    about_boards = {scenario.group for scenario in library.values()}
    return sorted(about_boards | {scenario.group for scenario in library.services.values()})


TABLES: Mapping[str, Callable[[], str]] = {
    "server": partial(values_table, "server"),
    "wire": partial(values_table, "wire"),
    "device": partial(values_table, "device"),
    "errors": errors_table,
    "lines": lines_table,
    "invariants": invariants_table,
    "judged": judged_table,
    "measures": measures_table,
    "proof-changes": proof_changes_table,
    "rooms": rooms_table,
    "storms": storms_table,
    "fleet-costs": fleet_costs_table,
    "causes": causes_table,
    "facts": facts_table,
    "boot-roms": roms_table,
    "families": families_table,
    "first-conform": first_conform,
    "life-device": partial(life_diagram, DEVICE, DEVICE.start),
    "life-registration": partial(life_diagram, REGISTRATION, REGISTRATION.start),
    "life-permanent": partial(life_diagram, PERMANENT, PERMANENT.start),
    "life-session": partial(life_diagram, SESSION, SESSION.start),
    "life-program": program_diagram,
    "fault-kinds": fault_kinds_table,
    "malformations": malformations_table,
    "path-troubles": path_troubles_table,
    "tls-alerts": tls_alerts,
    "answer-changes": answer_changes_table,
    "fault-order": fault_order,
    "fault-match": fault_match_table,
    "fault-limits": fault_limits_table,
    "fault-step": fault_step_table,
    "fault-words": fault_words_table,
    **{f"scenarios-{group}": partial(scenarios_table, group) for group in groups()},
}


def render(text: str) -> str:
    """Give the text of a page with all its tables written anew; KeyError names a table nobody can write."""

    def written(found: re.Match[str]) -> str:
        indent, opening, name, closing = found.groups()
        return indent + opening + textwrap.indent(TABLES[name]() + closing, indent)

    return _TABLE.sub(written, text)


def main(arguments: Sequence[str]) -> int:
    """Write or check every page beside this file."""
    stale = [page for page in sorted(DOCS.glob("*.md")) if render(page.read_text("utf-8")) != page.read_text("utf-8")]
    for page in stale:
        if "--check" in arguments:
            sys.stdout.write(f"docs/{page.name}: a table is out of date; run python docs/tables.py\n")
        else:
            page.write_text(render(page.read_text("utf-8")), "utf-8")
            sys.stdout.write(f"docs/{page.name}: written\n")
    return 1 if stale and "--check" in arguments else 0


def _cause_row(cause: Cause) -> tuple[str, ...]:
    scenarios = ", ".join(f"`{scenario}`" for scenario in cause.scenarios)
    return f"`{cause.id}`", cause.title, "; ".join(map(str, cause.documented)), scenarios or "—"


def _service_row(scenario: Scenario) -> tuple[str, ...]:
    sources = "; ".join(map(_source, scenario.sources))
    return _linked(scenario), scenario.title, sources, scenario.remedy_text or "—"


def _linked(scenario: Scenario) -> str:
    file = Path(scenario.place.file).resolve().relative_to(library_root().resolve()).as_posix()
    return f"[`{scenario.id}`](../scenarios/library/{file})"


def _scenario_row(scenario: Scenario) -> tuple[str, ...]:
    boards = (
        "all" if set(scenario.boards) == set(PLATFORM_BOARDS) else ", ".join(board.value for board in scenario.boards)
    )
    return (
        _linked(scenario),
        scenario.title,
        "; ".join(map(_source, scenario.sources)),
        boards,
        scenario.remedy_text or "—",
    )


def _source(reference: SourceReference) -> str:
    title, url = _PAGES.get(reference.page, (reference.page.value.replace("-", " "), reference.url))
    cause = f"cause {reference.cause}" if reference.cause.isdigit() else reference.cause
    linked = f"[{title}]({url})" if url else title
    return f"{linked}: {cause}" if cause else linked


def _value(row: ProfileValue) -> str:
    return f"{_scalar(row.value)} {row.unit}".rstrip()


def _scalar(value: Scalar) -> str:
    if isinstance(value, str):
        return f"`{value}`"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _readings(row: ProfileValue) -> str:
    others = [_scalar(reading) for reading in row.readings if reading != row.value]
    return f"; other reading: {', '.join(others)}" if others else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
