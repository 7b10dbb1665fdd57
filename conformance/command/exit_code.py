"""What a run comes to: which items fail it, and the exit code.

A *violates* always fails, whatever the item's kind: devices or their owners are hurt. A *differs* fails if what differs
is of the level's kind or a surer one: with `fact` a printed value that is another one here, with `contradiction` also
another reading of one, with `assumption` every difference. An item that could not be tried never counts as passed; it
fails where that is demanded, and where an operation of the connector failed until it was given up, or did not do what
it says. So does a run that leaves the server with a clock that stands still, or with a setting that is not put back.
"""

from collections.abc import Mapping
from typing import Final

from oceanhil.conformance.contract.result import ConformReport, ItemResult, ItemVerdict
from oceanhil.protocol.profile import Kind

PASSED: Final = 0
FAILED: Final = 1
BROKEN_OFF: Final = 2
_SURENESS: Final[Mapping[Kind, int]] = {Kind.FACT: 0, Kind.CONTRADICTION: 1, Kind.ASSUMPTION: 2}


def fails(result: ItemResult, level: Kind, *, require_all: bool = False) -> bool:
    """Tell whether this result fails a run of that level."""
    if result.verdict is ItemVerdict.VIOLATES:
        return True
    if result.verdict is ItemVerdict.UNTESTABLE:
        return require_all or result.given_up
    return result.verdict is ItemVerdict.DIFFERS and _SURENESS[kind_of(result)] <= _SURENESS[level]


def kind_of(result: ItemResult) -> Kind:
    """Tell how sure that is which differs.

    In an item of kind fact it is a fact only if a value of the server is another one. Else it is a part of an answer
    that the fact does not name: its code, or the status of a refusal that is printed nowhere.
    """
    has_value = any(name.startswith("server.") for name in result.readings)
    return Kind.ASSUMPTION if result.kind is Kind.FACT and not has_value else result.kind


def failing(report: ConformReport, level: Kind, *, require_all: bool = False) -> tuple[str, ...]:
    """Give the ids of the items that fail the run; with a baseline only those that changed for the worse.

    An answer that went over to the wrong side since the baseline fails at every level: how sure the sources are is no
    matter where the server itself did otherwise before.
    """
    failed = [result.id for result in report.results if fails(result, level, require_all=require_all)]
    if report.compared is None:
        return tuple(failed)
    worse = {change.id for change in report.compared.changes if change.is_worse}
    crossing = {change.id for change in report.compared.changes if change.crosses}
    return tuple(row.id for row in report.results if row.id in crossing or (row.id in worse and row.id in failed))


def exit_code(report: ConformReport, level: Kind, *, require_all: bool = False) -> int:
    """Give 2 for a run that did not reach its end or tried nothing, 1 if an item fails it, else 0.

    1 also for one that left the server of less use than it was: with a clock that stands still, or another setting.
    """
    if report.broken_off or not was_anything_tried(report):
        return BROKEN_OFF
    return FAILED if report.is_impaired or failing(report, level, require_all=require_all) else PASSED


def was_anything_tried(report: ConformReport) -> bool:
    """Tell whether at least one item could be tried."""
    return any(result.verdict is not ItemVerdict.UNTESTABLE for result in report.results)
