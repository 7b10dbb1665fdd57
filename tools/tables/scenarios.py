"""Tables of the library: its scenarios by group, and what is watched, measured, proved and diagnosed of a run."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from oceanhil.analysis.diagnosis.knowledge import Cause, causes
from oceanhil.app.run.library import library_files, library_root
from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.scenarios.devices.proof.changes import KINDS
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.language import Page, SourceReference
from oceanhil.scenarios.loader import Library, load_library
from oceanhil.scenarios.measures import Measure
from oceanhil.scenarios.scenario import Scenario
from tools.tables.markdown import table

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


def invariants_table() -> str:
    """Give the invariants."""
    return table(("", "must hold"), ((invariant.value, invariant.title) for invariant in InvariantId))


def judged_table() -> str:
    """Give the invariants with what each looks at."""
    return table(("", "what must hold", "judged by"), ((each.value, each.title, each.judged) for each in InvariantId))


def measures_table() -> str:
    """Give what is measured of each device of a run."""
    needs = {each: f"`{each.needs.value}`" if each.needs else "" for each in Measure}
    rows = ((f"`{each.value}`", each.title, each.unit.value, each.better.value, needs[each]) for each in Measure)
    return table(("measure", "what", "unit", "better is", "needs"), rows)


def proof_changes_table() -> str:
    """Give the changes of a world by which a test is proved."""
    return table(
        ("change", "what it does", "applies to"), ((f"`{each.name}`", each.does, each.applies) for each in KINDS)
    )


def causes_table() -> str:
    """Give the causes of `oceanhil diagnose`."""
    head = ("cause", "what it means", "documented in", "scenarios")
    return table(head, map(_cause_row, causes()))


@cache
def whole_library() -> Library:
    """Give the library, read once."""
    return load_library(library_files())


def groups() -> Sequence[str]:
    """Give the groups of the library, in its order."""
    library = whole_library()
    about_boards = {scenario.group for scenario in library.values()}
    return sorted(about_boards | {scenario.group for scenario in library.services.values()})


def scenarios_table(group: str) -> str:
    """Give the scenarios of one group of the library."""
    library = whole_library()
    found = [scenario for scenario in library.values() if scenario.group == group]
    if not found:
        about_services = [scenario for scenario in library.services.values() if scenario.group == group]
        return table(("id", "what happens", "source", "remedy"), map(_service_row, about_services))
    return table(("id", "what happens", "source", "boards", "remedy"), map(_scenario_row, found))


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


TABLES: Mapping[str, Callable[[], str]] = {
    "invariants": invariants_table,
    "judged": judged_table,
    "measures": measures_table,
    "proof-changes": proof_changes_table,
    "causes": causes_table,
    **{f"scenarios-{group}": partial(scenarios_table, group) for group in groups()},
}
