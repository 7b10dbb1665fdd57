"""Causes of failures as categories of an Allure report: each is a group of its own there, in the words of the terminal.

The form: https://allurereport.org/docs/categories/, a file `categories.json` among the results. A case is known by the
line with which its failure ends. What somebody else has written into that file stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.report.causes import failure_causes
from oceanhil.host.visible_text import visible
from oceanhil.host.whole_files import write_atomically
from oceanhil.scenarios.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from oceanhil.scenarios.result import Result

CATEGORIES: Final = "categories.json"
_ANYTHING: Final = r"[\s\S]*"
_AGAIN: Final = rf"{_ANYTHING}\nagain: oceanhil replay '"
_ENDS: Final = rf"'{_ANYTHING}"


class Category(msgspec.Struct, rename="camel", omit_defaults=True):
    """A group of results in an Allure report."""

    name: str
    matched_statuses: tuple[str, ...] = ()
    trace_regex: str = ""


def write_categories(results: Iterable[Result], folder: Path) -> None:
    """Write the causes of what failed into a folder of Allure results.

    Raises ReportError where it cannot be written, and leaves a file alone that is no list of categories.
    """
    path = folder / CATEGORIES
    try:
        kept = [each for each in _there(path) if not _is_ours(each)]
    except msgspec.DecodeError:
        return
    categories = [*kept, *_categories(results)]
    if categories or path.exists():
        write_atomically(path, msgspec.json.format(msgspec.json.encode(categories), indent=2).decode() + "\n")


def _there(path: Path) -> list[msgspec.Raw]:
    return msgspec.json.decode(path.read_bytes(), type=list[msgspec.Raw]) if path.is_file() else []


def _is_ours(category: msgspec.Raw) -> bool:
    """Tell by its expression what an earlier run of ours has written; raises DecodeError for what is no category."""
    return msgspec.json.decode(category, type=Category).trace_regex.startswith(_AGAIN)


def _categories(results: Iterable[Result]) -> Iterator[Category]:
    for cause in failure_causes(each for each in results if not each.command):
        ids = "|".join(re.escape(result.replay_id) for result in cause.results)
        yield Category(visible(cause.words), (Outcome.FAILED.value,), trace_regex=f"{_AGAIN}({ids}){_ENDS}")
