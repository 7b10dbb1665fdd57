"""The inventory of a run, where an option names it: everything in this process, and what it starts, then reads that."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def using_inventory(chosen: Path | None) -> Iterator[None]:
    """Point `$OCEANHIL_BOARDS` at `chosen`, None: leave it; raises NoInventoryError when there is no such file."""
    if chosen is None:
        yield
        return
    from oceanhil.hil.boards.inventory_path import INVENTORY_VARIABLE, find_inventory

    path, before = find_inventory(chosen).resolve(), os.environ.get(INVENTORY_VARIABLE)
    os.environ[INVENTORY_VARIABLE] = str(path)
    try:
        yield
    finally:
        del os.environ[INVENTORY_VARIABLE]
        if before is not None:
            os.environ[INVENTORY_VARIABLE] = before
