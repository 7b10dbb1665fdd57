"""How often Python looks for garbage while many runs follow each other: a run drops thousands of objects at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_OBJECTS_BETWEEN: Final = 50_000


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python look less often for as long as this lasts; where it does not look at all, it does not."""
    usual = gc.get_threshold()
    gc.set_threshold(max(usual[0], _OBJECTS_BETWEEN) if usual[0] else 0, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
