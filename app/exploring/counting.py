"""A count on a line of a terminal while something goes on; elsewhere nothing is said."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from oceanhil.host.terminal import make_console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """Give what is told the count of `what`, such as "forks"."""
    from rich.live import Live
    from rich.text import Text

    console = make_console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with Live(Text(""), console=console, transient=True, refresh_per_second=4) as live:
        yield lambda count: live.update(f"{count:,} {what}")
