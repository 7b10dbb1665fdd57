"""Capture once, mock for ever: what a run learned of a server, as a profile that `oceanhil serve --profile FILE` plays.

A reading that the profile has no place for, and a difference that no value of it describes, stand in the file as
comments: whoever plays it is to know what it does not play.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec
import tomlkit
from tomlkit.items import InlineTable, Table

from oceanhil.conformance.contract.result import ConformReport, ItemResult, ItemVerdict
from oceanhil.conformance.contract.suite import Rules
from oceanhil.protocol.profile import ProfileError, Scalar, changed_row, check_value
from oceanhil.protocol.wording import plural

_COMMENT_CHARACTERS_MAX: Final = 300


class Reading(msgspec.Struct, frozen=True):
    """A value as the server has it, and the items that found it; `problem` says why no profile can express it."""

    name: str
    value: Scalar
    items: tuple[str, ...]
    problem: str = ""


def readings(report: ConformReport, rules: Rules) -> tuple[Reading, ...]:
    """Give what was learned, by name in the order in which it was found; flaky items teach nothing."""
    found: dict[tuple[str, Scalar], list[str]] = {}
    for result in report.results:
        for name, value in {} if result.flaky else result.readings.items():
            found.setdefault((name, value), []).append(result.id)
    in_force = report.learned
    return tuple(
        Reading(name, value, tuple(items), _problem(name, value, rules) or _overruled(name, value, in_force))
        for (name, value), items in found.items()
    )


def profile_text(report: ConformReport, rules: Rules, built_in: Rules) -> str:
    """Write the profile: the values in force that are not the built-in ones, and over them what was learned.

    `rules` are those that the run was made under, `built_in` the service's own.
    """
    learned = readings(report, rules)
    document = tomlkit.document()
    for line in _head(report):
        document.add(tomlkit.comment(_one_line(line)))
    document.add(tomlkit.nl())
    head = tomlkit.table()
    head.update({"base": rules.service, "name": "learned", "title": f"As {report.url} answered on {report.started}"})
    document.add("profile", head)
    entries = {**_laid_over(rules, built_in), **_entries(learned)}
    for table in dict.fromkeys(name.partition(".")[0] for name in entries):
        document.add(tomlkit.nl())
        document.add(table, _table(table, entries, report))
    _add_comments(document, [*_unexpressed(learned), *_undescribed(report.results)])
    return tomlkit.dumps(document)


def _problem(name: str, value: Scalar, rules: Rules) -> str:
    known = rules.values.get(name)
    if known is not None:
        return check_value(name, known, value) or ""
    table, _, rest = name.partition(".")
    row, _, field = rest.partition(".")
    if table != "errors" or row not in rules.refusals:
        return f"{name} is no value of the profile"
    try:
        changed_row(rules.refusals[row], {field: value}, f"errors.{row}")
    except ProfileError as error:
        return str(error)
    return ""


def _overruled(name: str, value: Scalar, in_force: Mapping[str, Scalar]) -> str:
    """Say so where items found different values; the last one holds, as it did in the run."""
    return "" if in_force.get(name, value) == value else f"another item found {in_force[name]!r}"


def _laid_over(rules: Rules, built_in: Rules) -> dict[str, tuple[Scalar, str]]:
    """Give what the profile in force had changed already, with where it comes from."""
    origin = f"from the profile {rules.profile!r}"
    values = {
        name: (row.value, origin) for name, row in rules.values.items() if row.value != built_in.values[name].value
    }
    fields = {
        f"errors.{name}.{field}": (value, origin)
        for name, row in rules.refusals.items()
        for field, value in msgspec.structs.asdict(row).items()
        if value != getattr(built_in.refusals[name], field) and isinstance(value, bool | int | str)
    }
    return values | fields


def _entries(learned: Iterable[Reading]) -> dict[str, tuple[Scalar, str]]:
    return {one.name: (one.value, f"found by {', '.join(one.items)}") for one in learned if not one.problem}


def _table(table: str, entries: Mapping[str, tuple[Scalar, str]], report: ConformReport) -> Table:
    """Make one table; the fields of a row of `errors` stand together in one line."""
    made = tomlkit.table()
    where = f"{report.url}, {report.started}"
    rows: dict[str, list[tuple[str, Scalar, str]]] = {}
    for full_name, (value, origin) in entries.items():
        prefix, _, name = full_name.partition(".")
        if prefix == table:
            row, _, field = name.partition(".")
            rows.setdefault(row, []).append((field, value, origin))
    for row, fields in rows.items():
        entry = _inline(fields) if fields[0][0] else tomlkit.item(fields[0][1])
        origins = dict.fromkeys(origin for _, _, origin in fields)
        made.add(row, entry.comment(_one_line(f"{'; '.join(origins)} ({where})")))
    return made


def _inline(fields: Iterable[tuple[str, Scalar, str]]) -> InlineTable:
    made = tomlkit.inline_table()
    made.update({field: value for field, value, _ in fields})
    return made


def _head(report: ConformReport) -> Iterator[str]:
    yield f"What {report.url} answered to `oceanhil conform` {report.version} on {report.started}, seed {report.seed}."
    yield "A mock server that answers alike: oceanhil serve --profile THIS-FILE"
    if report.broken_off and report.not_tried:
        yield f"The run was broken off ({report.broken_off}): {plural(len(report.not_tried), 'item')} taught nothing."


def _unexpressed(learned: Iterable[Reading]) -> Iterator[str]:
    for one in learned:
        if one.problem:
            yield f"{one.name} = {one.value!r}: {one.problem}; found by {', '.join(one.items)}"


def _undescribed(results: Iterable[ItemResult]) -> Iterator[str]:
    for result in results:
        if result.verdict in {ItemVerdict.DIFFERS, ItemVerdict.VIOLATES} and (not result.readings or result.flaky):
            flaky = "flaky, " if result.flaky else ""
            yield f"{result.id}: {flaky}{result.verdict.value}, expected {result.expected}, found {result.found}"


def _add_comments(document: tomlkit.TOMLDocument, lines: list[str]) -> None:
    if lines:
        document.add(tomlkit.nl())
        document.add(tomlkit.comment("Not played, for no value of the profile describes it:"))
    for line in lines:
        document.add(tomlkit.comment(_one_line(line)))


def _one_line(text: str) -> str:
    """Keep words of the server inside their comment."""
    visible = "".join(character if character.isprintable() else " " for character in text)
    return visible if len(visible) <= _COMMENT_CHARACTERS_MAX else visible[:_COMMENT_CHARACTERS_MAX] + "…"
