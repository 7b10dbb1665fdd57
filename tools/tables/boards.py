"""Tables of boards: their families, what their boot ROMs print, and the facts about chips and cores."""

from collections.abc import Callable, Iterator, Mapping

from oceanhil.boards import families
from oceanhil.protocol.facts.table import TOPICS, AnyFact, about, facts_of
from oceanhil.protocol.panics import ResetCause
from oceanhil.protocol.units import MEGABYTE
from oceanhil.simulator.board.panic_text import panic_kinds
from tools.tables.markdown import table


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
    return table(("name", "family", "like", "flash", "storage", "drivers", "crash texts", "USB"), rows)


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
    return table(("board", "at power-on", "codes", "source"), rows)


def crash_kinds_table() -> str:
    """Give the crashes that can be shown in each kind of texts, of which families are."""
    found = {of.crashes: panic_kinds(of.board) for of in families()}
    rows = ((texts.value, ", ".join(f"`{kind.value}`" for kind in kinds)) for texts, kinds in found.items())
    return table(("crash texts", "crashes"), rows)


def facts_table() -> str:
    """Give the facts about chips and cores, topic by topic, a row for each version."""
    head = ("fact", "what", "value", "since", "source", "checked")
    parts = []
    for topic in TOPICS:
        rows = (row for name, fact in facts_of(topic).items() for row in _fact_rows(name, fact))
        parts.append(f"**{topic}**: {about(topic)}\n\n{table(head, rows)}")
    return "\n".join(parts)


def _fact_rows(name: str, fact: AnyFact) -> Iterator[tuple[str, ...]]:
    """Give a row for each version of a fact; its name and what it is about stand in the first."""
    words = (f"`{name}`", f"{fact.about} ({fact.of})")
    for version in fact.versions:
        since = version.since or "—"
        yield *words, _fact_value(version.value, fact.unit), since, _fact_sources(version.source), fact.checked
        words = ("", "")


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


TABLES: Mapping[str, Callable[[], str]] = {
    "facts": facts_table,
    "boot-roms": roms_table,
    "families": families_table,
    "crash-kinds": crash_kinds_table,
}
