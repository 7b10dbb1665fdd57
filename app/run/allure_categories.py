"""Causes of failures as categories of an Allure report: each is a group of its own there, in the words of the terminal.

Allure 2 reads them from a file `categories.json` among the results, Allure 3 from its configuration, where rules of the
same form will do (https://allurereport.org/docs/categories/): one that has them stands beside, `allurerc.json`. A case
is known by the line with which its failure ends. What somebody else has written into these files stays.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.report.causes import failure_causes
from oceanhil.host.report_file import write_report
from oceanhil.host.visible_text import visible
from oceanhil.protocol.indented_json import indented_json
from oceanhil.scenarios.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from oceanhil.scenarios.result import Result

CATEGORIES: Final = "categories.json"
CONFIGURATION: Final = "allurerc.json"
_RULES: Final = "categories"
_ANYTHING: Final = r"[\s\S]*"
_AGAIN: Final = rf"{_ANYTHING}\nagain: oceanhil replay '"
_ENDS: Final = rf"'{_ANYTHING}"


class Category(msgspec.Struct, rename="camel", omit_defaults=True):
    """A group of results in an Allure report."""

    name: str
    matched_statuses: tuple[str, ...] = ()
    trace_regex: str = ""
    group_by_message: bool = True
    """Whether Allure 3 makes groups by their texts in it; Allure 2 always does, and has no such key."""


def write_categories(results: Iterable[Result], folder: Path) -> None:
    """Write the causes of what failed into a folder of Allure results, for Allure 2 and for Allure 3.

    Raises ReportError where it cannot be written, and leaves a file alone that is none of Allure's.
    """
    categories = list(_categories(results))
    with suppress(msgspec.DecodeError):
        _write_rules(folder / CATEGORIES, categories)
    with suppress(msgspec.DecodeError):
        _write_configuration(folder / CONFIGURATION, categories)


def _write_rules(path: Path, ours: Sequence[Category]) -> None:
    rules = [*_others(path.read_bytes() if path.is_file() else b"[]"), *ours]
    if rules or path.exists():
        _write(path, rules)


def _write_configuration(path: Path, ours: Sequence[Category]) -> None:
    there = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw]) if path.is_file() else {}
    flat = (msgspec.structs.replace(each, group_by_message=False) for each in ours)
    rules = [*_others(there.get(_RULES, msgspec.Raw(b"[]"))), *flat]
    if rules or _RULES in there:
        _write(path, {**there, _RULES: rules})


def _write(path: Path, said: object) -> None:
    write_report(path, indented_json(said).decode() + "\n")


def _others(rules: bytes | msgspec.Raw) -> list[msgspec.Raw]:
    """Give the rules that are not of an earlier run of ours; raises DecodeError where there is no list of rules."""
    return [each for each in msgspec.json.decode(rules, type=list[msgspec.Raw]) if not _is_ours(each)]


def _is_ours(category: msgspec.Raw) -> bool:
    """Tell by its expression what an earlier run of ours has written; raises DecodeError for what is no category."""
    return msgspec.json.decode(category, type=Category).trace_regex.startswith(_AGAIN)


def _categories(results: Iterable[Result]) -> Iterator[Category]:
    for cause in failure_causes(each for each in results if not each.command):
        ids = "|".join(re.escape(result.replay_id) for result in cause.results)
        yield Category(visible(cause.words), (Outcome.FAILED.value,), trace_regex=f"{_AGAIN}({ids}){_ENDS}")
