"""`oceanhil boards check`: holds a board's agent to what the protocol's page says; storage is saved, and put back."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence

import msgspec

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.commands.boards.common import print_json, refusals
from oceanhil.app.commands.boards.port_refusals import port_refusals
from oceanhil.boards import family
from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.agent.trial.mac import other_than
from oceanhil.hil.agent.trial.printed import PrintedLines
from oceanhil.hil.agent.trial.promises import PROMISES, make_ready, try_all
from oceanhil.hil.agent.trial.trial import PromiseOutcome, Trial, TriedPromise
from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import BoardEntry, Time, key_of
from oceanhil.hil.boards.journal import Journal, open_journal
from oceanhil.hil.boards.leases import open_leases
from oceanhil.hil.boards.open_board import LinkLine, OpenBoard, opened
from oceanhil.hil.download.backup import Vault
from oceanhil.hil.download.board_flash import AgentBoardFlash, safe_flash_of, stopped_flash
from oceanhil.hil.download.download_errors import DownloadError
from oceanhil.hil.download.restore import RestoreAtEnd
from oceanhil.hil.link.events import LineSeen, LinkEvent
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.link.recorder import HeardBytes
from oceanhil.hil.storage_access.access import storage_of
from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.host.folders import backups_directory, state_directory
from oceanhil.host.interrupts import ended_like_by_ctrl_c
from oceanhil.host.owners import this_owner
from oceanhil.host.terminal import echo
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.profile import load_profile

EXIT_BROKEN = 26
"""An agent breaks a promise."""


class PromiseReport(msgspec.Struct, frozen=True, kw_only=True):
    """One promise of a board's agent, and what became of it; `found` says why it was broken or not tried."""

    board: str
    command: str
    says: str
    outcome: PromiseOutcome
    found: str


def check_all(boards: Sequence[BoardEntry], *, as_json: bool) -> int:
    """Check boards one after the other and print what was found; gives the exit code."""
    for entry in boards:
        _refuse_unfit(entry)
    reports: list[PromiseReport] = []
    try:
        for entry in boards:
            # A check has no keeper: whoever ends it is to find the board as it was.
            with ended_like_by_ctrl_c(at_hang_up=True):
                tried = _check(entry)
            reports += [_report(entry, each) for each in tried]
            if not as_json:
                echo(told(entry.name, tried))
    finally:
        # What was found of those before one that cannot be tried, or before Ctrl-C, took minutes.
        if as_json:
            print_json({"promises": reports})
    return EXIT_BROKEN if any(each.outcome is PromiseOutcome.BROKEN for each in reports) else 0


def told(name: str, tried: Sequence[TriedPromise]) -> str:
    """Say of one board how many promises were kept, and which were not, in the page's words."""
    kept, broken, not_tried = ([each for each in tried if each.outcome is outcome] for outcome in PromiseOutcome)
    counts = [f"{len(kept)} of {len(PROMISES)} promises kept"]
    counts += [f"{len(each)} {word}" for each, word in ((broken, "broken"), (not_tried, "not tried")) if each]
    lines = [f"{name}: {', '.join(counts)}"]
    for each in broken:
        lines += [f"    broken: {each.promise.command}: {each.why}", f'        the page: "{each.promise.says}"']
    if broken:
        lines.append("    mend the agent first, by docs/agent-protocol.md of the repository: a run on it may mislead")
    lines += [f"    not tried: {each.promise.command}: {each.why}" for each in not_tried]
    return "\n".join(lines)


def _refuse_unfit(entry: BoardEntry) -> None:
    if not entry.agent:
        raise WrongInputError(f"board {entry.name!r} has no agent by the inventory; set agent = true")
    if entry.time is Time.HELD:
        raise WrongInputError(f"board {entry.name!r} has time = 'held', and an agent is tried in real time")


def _check(entry: BoardEntry) -> list[TriedPromise]:
    try:
        heard = HeardBytes()
        with (
            port_refusals(entry),
            refusals(),
            BoardLease(open_leases(), entry, this_owner(purpose="boards check")) as lease,
            opened(lease.entry, heard) as board,
        ):
            return _saved_and_tried(board, heard)
    except (AgentError, DownloadError, StorageAccessError) as error:
        raise EnvironmentRefusedError(f"board {entry.name!r}: {error}") from None


def _saved_and_tried(board: OpenBoard, heard: HeardBytes) -> list[TriedPromise]:
    entry, vault = board.entry, Vault(backups_directory(state_directory()), open_journal(), time.time)
    driver, eeprom_bytes = family(entry.kind).driver_named(entry.driver), load_profile().device.eeprom_bytes
    with stopped_flash(board) as raw:
        if isinstance(raw, AgentBoardFlash) and (raw.why_not or raw.only is not None):
            raise StorageAccessError(raw.why_not or "all of what it holds cannot be saved, and a check empties it")
        storage = storage_of(entry, driver, raw, eeprom_bytes)
        flash = safe_flash_of(entry, raw, lambda: storage.regions, vault)
        at_end = RestoreAtEnd(lambda text: echo(text, err=True))
        with at_end:
            flash.save()
            at_end.watch(flash)
            with _own_mac_again(board, vault.journal):
                tried = _tried(board, heard, storage.regions[0].address)
        if at_end.failures:
            raise EnvironmentRefusedError("; ".join(map(str, at_end.failures)))
    return tried


@contextlib.contextmanager
def _own_mac_again(board: OpenBoard, journal: Journal) -> Iterator[None]:
    """See at the end, whatever it is, that no promise about MACs has left the board another one.

    What is noted before is for whoever puts a board back that nobody could put back here.
    """
    with contextlib.closing(board.agent()) as agent:
        own = agent.open().mac
        other, key = other_than(own), key_of(board.entry)
        journal.identified(key, format_mac(own) if any(own) else "")
        journal.gives_mac(key, format_mac(other))
        try:
            yield
        finally:
            # A board that does not answer any more is not put back either, which is told.
            with contextlib.suppress(AgentError, LinkError):
                if agent.open().mac == other:
                    agent.mac_set(own)


def _tried(board: OpenBoard, heard: HeardBytes, spare: int) -> list[TriedPromise]:
    agent, control = board.agent(), board.control

    def revive() -> None:
        if control is not None and not control.ask().powered:
            control.power(on=True, hold=True)

    with contextlib.closing(agent), _printed(board) as printed:
        line = LinkLine(board.link)
        trial = Trial(line, agent, revive=revive, spare=spare, printed=printed, heard=lambda: heard.heard)
        with contextlib.closing(trial):
            make_ready(trial)
            return try_all(trial, PROMISES)


@contextlib.contextmanager
def _printed(board: OpenBoard) -> Iterator[PrintedLines]:
    lines = PrintedLines()

    def hear(event: LinkEvent) -> None:
        if isinstance(event, LineSeen):
            lines.add(event.line.text)

    end = board.link.subscribe(hear)
    try:
        yield lines
    finally:
        end()


def _report(entry: BoardEntry, tried: TriedPromise) -> PromiseReport:
    command, says = tried.promise.command, tried.promise.says
    return PromiseReport(board=entry.name, command=command, says=says, outcome=tried.outcome, found=tried.why)
