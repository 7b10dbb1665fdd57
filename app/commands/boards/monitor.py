"""`oceanhil boards monitor`: a board's line on the screen as it comes, until Ctrl-C."""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from oceanhil.analysis.panics import ElfError, Program, decode
from oceanhil.analysis.recording.oslog import LogWriter
from oceanhil.analysis.recording.oslog_rows import LogHead
from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.commands.boards.common import board_refused, refusals
from oceanhil.app.commands.boards.port_refusals import port_refusals
from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import BoardEntry, Time
from oceanhil.hil.boards.leases import open_leases
from oceanhil.hil.boards.monitor import Monitor, Row, RowKind
from oceanhil.hil.boards.open_board import OpenBoard, opened, port_spec, with_power
from oceanhil.hil.boards.verdicts import BoardVerdict
from oceanhil.hil.link.events import LinkEvent
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.link.spec import find_port
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.host.interrupts import ended_like_by_ctrl_c
from oceanhil.host.owners import this_owner
from oceanhil.host.terminal import echo
from oceanhil.protocol.panics import Panic
from oceanhil.protocol.wording import os_reason

_COLOURS = {RowKind.RESET: "cyan", RowKind.PANIC: "red", RowKind.PORT: "yellow", RowKind.NOISE: "yellow"}
_UNMARKED = frozenset({RowKind.LINE, RowKind.SENTENCE})
_ASK_EVERY_S = 0.5


def watch(entry: BoardEntry, *, log: Path | None, sentences: bool, reset: bool, for_s: float | None) -> None:
    """Show what the board prints, until Ctrl-C or for `for_s` seconds; with `reset` from its start on.

    SIGTERM and SIGHUP end it as Ctrl-C does: what a recording holds back until its line is complete is in it then.
    """
    held = BoardLease(open_leases(), entry, this_owner(purpose="boards monitor"))
    try:
        with (
            ended_like_by_ctrl_c(at_hang_up=True),
            port_refusals(entry),
            refusals(),
            held,
            contextlib.ExitStack() as stack,
        ):
            writer = stack.enter_context(_writer(held.entry, log)) if log else None
            with _removed_if_not_begun(log):
                board = stack.enter_context(opened(held.entry, writer))
            events: queue.SimpleQueue[LinkEvent] = queue.SimpleQueue()
            stack.callback(board.link.subscribe(events.put))
            if board.control is not None and not board.control.ask().powered:
                reset = _begin_without_power(board, stack, reset=reset)
            if reset:
                board.reset()
            _show(board, held, events, sentences=sentences, for_s=for_s, look=_tells_loss(writer, log))
            if loss := _loss(writer, log):
                raise EnvironmentRefusedError(loss)
    except AgentError as error:
        raise board_refused(f"board {entry.name!r}: {error}", BoardVerdict.NO_AGENT) from None


def _begin_without_power(board: OpenBoard, stack: contextlib.ExitStack, *, reset: bool) -> bool:
    """Give a board power until it is watched no longer, if it is to start; say whether it has to be reset then."""
    if not reset:
        echo(f"note: {board.entry.name!r} has no power and prints nothing; --reset gives it power meanwhile", err=True)
        return False
    stack.enter_context(with_power(board, boots=True))
    # On a held clock only a reset brings time to boot in.
    return board.entry.time is Time.HELD


def _show(
    board: OpenBoard,
    held: BoardLease,
    events: queue.SimpleQueue[LinkEvent],
    *,
    sentences: bool,
    for_s: float | None,
    look: Callable[[], None],
) -> None:
    """Show rows as they come; the reader's thread only hands them over. LinkError when no more can come.

    `look` is called twice a second, or more often.
    """
    entry = board.entry
    monitor = Monitor(entry.kind, sentences=sentences, in_panic=_decoder(entry))
    offset_ns = time.time_ns() - time.monotonic_ns()
    end_s = None if for_s is None else time.monotonic() + for_s
    with contextlib.suppress(KeyboardInterrupt):
        while end_s is None or time.monotonic() < end_s:
            look()
            held.check()
            board.link.check()
            left_s = _ASK_EVERY_S if end_s is None else min(_ASK_EVERY_S, end_s - time.monotonic())
            with contextlib.suppress(queue.Empty):
                for row in monitor.rows(events.get(timeout=max(0.0, left_s))):
                    _print(entry, row, offset_ns)
    for row in monitor.end(time.monotonic_ns()):
        _print(entry, row, offset_ns)


def _loss(writer: LogWriter | None, log: Path | None) -> str:
    """Say of a recording why it ended before the session; empty if it did not."""
    if writer is None or writer.failure is None:
        return ""
    return f"the recording {str(log)!r} ended early: {os_reason(writer.failure)}"


def _tells_loss(writer: LogWriter | None, log: Path | None) -> Callable[[], None]:
    """Give what says once, and while something can be done about it, that nothing more is recorded."""
    is_told = False

    def look() -> None:
        nonlocal is_told
        if not is_told and (loss := _loss(writer, log)):
            is_told = True
            echo(f"warning: {loss}; the board is watched on without it", err=True)

    return look


def _print(entry: BoardEntry, row: Row, offset_ns: int) -> None:
    at = datetime.fromtimestamp((row.t_ns + offset_ns) / 1e9, UTC).astimezone()
    text = row.text if row.kind in _UNMARKED else f"-- {row.text}"
    if row.kind is RowKind.PANIC and not row.text.startswith("crash: "):
        text = row.text
    echo(f"{at:%H:%M:%S}.{at.microsecond // 1000:03} {entry.name} {click.unstyle(text)}", colour=_COLOURS.get(row.kind))


def _decoder(entry: BoardEntry) -> Callable[[Panic], str]:
    program = _program(entry.elf)
    if isinstance(program, ElfError):
        echo(f"note: crashes of {entry.name!r} will not be decoded: {program}", err=True)

    def text(panic: Panic) -> str:
        return "\n    ".join((panic.summary, *decode(panic, program).lines))

    return text


def _program(path: Path | None) -> Program | ElfError | None:
    if path is None:
        return None
    try:
        return Program.load(path)
    except ElfError as error:
        return error


@contextlib.contextmanager
def _removed_if_not_begun(log: Path | None) -> Iterator[None]:
    """Leave no recording of a port that could not be opened: it would be in the way of the next try."""
    try:
        yield
    except (LinkError, VirtualBoardError):
        if log is not None and log.is_file():
            log.unlink()
        raise


def _writer(entry: BoardEntry, path: Path) -> LogWriter:
    head = LogHead(board=entry.name, port=find_port(port_spec(entry)), baud=entry.baud, started=datetime.now(UTC))
    try:
        return LogWriter(path, head, is_new=True)
    except FileExistsError:
        raise WrongInputError(f"{str(path)!r} is there already; choose a new file with --log") from None
    except OSError as error:
        cause = os_reason(error)
        raise EnvironmentRefusedError(f"the recording {str(path)!r} cannot be written: {cause}") from None
