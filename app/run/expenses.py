"""How much each case of a run asks for: by that, and not by their number, the rest of a run can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.run.collection import CaseItem
from oceanhil.host.whole_files import replace_whole
from oceanhil.scenarios.expense import expense_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pytest


def expenses_of(items: Iterable[pytest.Item]) -> Mapping[str, float]:
    """Give the expense of each case, by node id; of a test in Python nothing is known."""
    return {item.nodeid: expense_of(item.case) for item in items if isinstance(item, CaseItem)}


def write_expenses(expenses: Mapping[str, float], file: Path) -> None:
    """Write them for the controller; every worker has the same, and a reader always finds a whole file."""
    if not file.exists():
        replace_whole(file, msgspec.json.encode(expenses), is_durable=False)


def read_expenses(file: Path) -> Mapping[str, float]:
    """Give what a worker has written; nothing where none did."""
    return msgspec.json.decode(file.read_bytes(), type=dict[str, float]) if file.exists() else {}
