r"""The one door for everything that goes to a terminal: no text of a stranger moves a cursor or sets a clipboard.

Control characters, those that turn the direction of text, and all others that nobody sees are written as `\u001b`: in
a JSON document on standard output that is the same text still. Line breaks and tabs stay; colours are our own, added
behind the door. `doors` puts what others write (click, pytest, a traceback) through it too.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Final, TextIO

import click

from oceanhil.host.visible_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console, RenderableType

_PIPE_WIDTH: Final = 10_000
REPORT_WIDTH: Final = 160
"""Columns of a report that does not go to a terminal."""
_ERASE_LINE: Final = "\r\x1b[2K"
_COLOUR: Final = re.compile(r"(\x1b\[[0-9;]{0,20}m)")


def echo(text: str | bytes = "", *, err: bool = False, nl: bool = True, colour: str | None = None) -> None:
    """Write a text to standard output or standard error, in a colour where that is a terminal."""
    stream = sys.stderr if err else sys.stdout
    shown = visible(text.decode("utf-8", "backslashreplace") if isinstance(text, bytes) else text)
    click.echo(click.style(shown, fg=colour) if colour else shown, file=_behind(stream), nl=nl)


def tell(text: str) -> None:
    """Write a line for the user to the standard error that the process began with, whatever is captured.

    Where nobody reads it any more, nothing happens.
    """
    if sys.__stderr__ is not None:
        with suppress(OSError):
            sys.__stderr__.write(f"{visible(text)}\n")
            sys.__stderr__.flush()


def tell_above_progress(text: str) -> None:
    """Write a line to standard error, above the bar that this process, or the one that it works for, may show there."""
    stream = _behind(sys.stderr)
    if stream.isatty() and not hasattr(stream, "rich_proxied_file"):
        # A bar of another process stands in this line, and is drawn again below.
        stream.write(_ERASE_LINE)
    stream.write(f"{visible(text)}\n")
    stream.flush()


def tell_bytes(data: bytes) -> None:
    """Write what a board sent to standard error, its line ends as this machine's."""
    echo(data.replace(b"\r\n", b"\n"), err=True, nl=False)


def make_console(
    *, stderr: bool = False, file: TextIO | None = None, soft_wrap: bool = False, width: int | None = None
) -> Console:
    """Make a console of rich whose texts go through the door; what is no terminal gets no colours, but by FORCE_COLOR.

    Rich takes that for a terminal, and would write a bar that moves into a pipe or a log.
    """
    from rich.console import Console, ConsoleOptions
    from rich.segment import Segment

    if width is None and told_columns() == 0:
        # Not a width that anybody has: rich would lay out in it, and print nothing.
        width = shutil.get_terminal_size().columns

    class DoorConsole(Console):
        """Cleans every piece of text when it is laid out; colours and movements of its own come later."""

        def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
            for segment in super().render(renderable, options):
                yield segment if segment.control else Segment(visible(segment.text), segment.style)

        @property
        def is_terminal(self) -> bool:
            """Whether what stands there can be written over: asked of the stream itself."""
            return super().is_terminal and self.file.isatty()

        @property
        def file(self) -> IO[str]:
            """What it writes to: behind the door, also where rich has put a stream of its own before it."""
            found = super().file
            return found.behind if isinstance(found, _Door) else found

        @file.setter
        def file(self, new_file: IO[str]) -> None:
            self._file = new_file

    written_to = file or (sys.stderr if stderr else sys.stdout)
    return DoorConsole(
        stderr=stderr,
        file=file,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=soft_wrap,
        width=width,
        color_system="standard" if _wants_colours() and not written_to.isatty() else "auto",
    )


def _wants_colours() -> bool:
    """Tell whether colours are wanted wherever it is written to (https://force-color.org, https://no-color.org)."""
    return os.environ.get("FORCE_COLOR", "0") not in {"", "0"} and not os.environ.get("NO_COLOR")


def told_columns() -> int | None:
    """Give the columns that $COLUMNS tells; None where it tells none."""
    told = os.environ.get("COLUMNS", "")
    return int(told) if told.isdigit() else None


def print_whole(renderable: RenderableType) -> None:
    """Print what is laid out in columns: on a terminal in its width, elsewhere with every row in one line.

    Who reads a pipe or a file copies a command or a path from it. Where $COLUMNS says a width, that holds.
    """
    console = make_console()
    if console.is_terminal:
        console.print(renderable)
        return
    laid_out = io.StringIO()
    width = None if told_columns() else _PIPE_WIDTH
    make_console(file=laid_out, width=width).print(renderable)
    for line in laid_out.getvalue().splitlines():
        # A sign that the stream cannot write is replaced, as rich does.
        encoding = sys.stdout.encoding or "utf-8"
        echo(line.rstrip().encode(encoding, "replace").decode(encoding))


@contextmanager
def doors(*, colours: bool = False) -> Iterator[None]:
    """Let everything that is written to standard output and standard error go through the door.

    With `colours`, colours pass and a carriage return too: for pytest's own output, which brings its own.
    """
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_Door(_behind(stream), colours=colours) for stream in before)
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        sys.stdout, sys.stderr = before


def close_door_before(stream: TextIO) -> TextIO:
    """Give a door before a stream that others have put in place, such as that of a line of progress."""
    return stream if isinstance(stream, _Door) else _Door(stream, colours=False)


class _Door(io.TextIOBase, TextIO):
    """A stream of text; it has no `buffer`, so bytes cannot go past it."""

    def __init__(self, behind: TextIO, *, colours: bool) -> None:
        self.behind = behind
        self._colours = colours

    def write(self, text: str | bytes, /) -> int:
        """Write what is visible of `text`; click gives bytes for a shell's completion."""
        if isinstance(text, bytes):
            text = text.decode("utf-8", "backslashreplace")
        self.behind.write(self._with_colours(text) if self._colours else visible(text))
        return len(text)

    def _with_colours(self, text: str) -> str:
        parts = _COLOUR.split(text.replace("\r\n", "\n"))
        return "".join(
            part if index % 2 else "\r".join(map(visible, part.split("\r"))) for index, part in enumerate(parts)
        )

    @property
    def rich_proxied_file(self) -> TextIO:
        """What rich writes to: its console cleans its own texts."""
        found: TextIO = getattr(self.behind, "rich_proxied_file", self.behind)
        return found.rich_proxied_file if isinstance(found, _Door) else found

    @property
    def encoding(self) -> str:  # type: ignore[override]  # an attribute there
        """That of the stream behind it."""
        return self.behind.encoding or "utf-8"

    @property
    def errors(self) -> str | None:  # type: ignore[override]  # an attribute there
        """That of the stream behind it."""
        return self.behind.errors

    def isatty(self) -> bool:
        """Tell whether a terminal is behind it."""
        return self.behind.isatty()

    def fileno(self) -> int:
        """Give that of the stream behind it."""
        return self.behind.fileno()

    def writable(self) -> bool:
        """Say yes."""
        return True

    def flush(self) -> None:
        """Flush the stream behind it."""
        if not self.behind.closed:
            self.behind.flush()

    def close(self) -> None:
        """Leave the stream behind it open: it is somebody else's."""


def _behind(stream: TextIO) -> TextIO:
    return stream.behind if isinstance(stream, _Door) else stream
