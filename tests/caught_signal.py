"""A signal that ends no process of tests, if what they try does not take it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def caught(number: signal.Signals) -> Iterator[None]:
    """Let nothing come of a signal while nobody else has a handler for it."""
    before = signal.signal(number, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(number, before)
