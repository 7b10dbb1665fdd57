"""`oceanhil boards probe`: a verdict on each board, one after the other; a board that fails does not stop the rest."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from oceanhil.app.commands.boards.common import print_json
from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.health import AskedAgent, ProbedLink, of_link_error, probe
from oceanhil.hil.boards.lease import BoardBusyError, DamagedLeaseError, PlaceLeaseError
from oceanhil.hil.boards.leases import open_leases
from oceanhil.hil.boards.open_board import OpenBoard, opened, with_power
from oceanhil.hil.boards.verdicts import BoardVerdict, Health
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.host.owners import this_owner
from oceanhil.host.terminal import echo
from oceanhil.protocol.identity import format_mac


class Probed(msgspec.Struct, frozen=True, kw_only=True):
    """A board and what was found."""

    name: str
    verdict: BoardVerdict
    exit_code: int
    reason: str
    kind: str
    mac: str
    firmware: str
    driver: str
    last_lines: tuple[str, ...]


def probe_all(boards: Sequence[BoardEntry], *, listen_s: float | None, by_esptool: bool, as_json: bool) -> int:
    """Probe boards and print what was found; gives the exit code of the first that is not well."""
    found: list[Probed] = []
    # The first board with each MAC.
    named: dict[str, str] = {}
    for entry in boards:
        health = look(entry, listen_s=listen_s, by_esptool=by_esptool)
        found.append(_probed(entry, health))
        if not as_json:
            echo(_text(entry, health, named.get(health.mac, "")))
        if health.mac:
            named.setdefault(health.mac, entry.name)
    if as_json:
        print_json({"boards": found})
    return next((each.exit_code for each in found if each.exit_code), 0)


def look(entry: BoardEntry, *, listen_s: float | None, by_esptool: bool) -> Health:
    """Lease a board, open its port and look; a board in other hands is left alone."""
    held = BoardLease(open_leases(), entry, this_owner(purpose="boards probe"))
    try:
        with held, opened(held.entry) as board:
            if by_esptool:
                return _by_esptool(board)
            with with_power(board):
                return _by_listening(board, listen_s)
    except (BoardBusyError, DamagedLeaseError) as error:
        # A damaged lease counts as held.
        return Health(verdict=BoardVerdict.LEASED, reason=str(error))
    except PlaceLeaseError as error:
        return Health(verdict=BoardVerdict.PORT_FAILED, reason=str(error))
    except LinkError as error:
        return of_link_error(entry, error)
    except VirtualBoardError as error:
        return Health(verdict=BoardVerdict.PORT_FAILED, reason=f"board {entry.name!r}: {error}")


def _by_listening(board: OpenBoard, listen_s: float | None) -> Health:
    agent = board.agent()

    def ask(_: ProbedLink) -> AskedAgent:
        return agent

    try:
        return probe(board.entry, board.bench, ask, listen_s=listen_s)
    finally:
        agent.close()


def _by_esptool(board: OpenBoard) -> Health:
    from oceanhil.hil.download.board_flash import download_session
    from oceanhil.hil.download.download_errors import ChipMismatchError, DownloadError, NoSyncError, WrongBoardError

    verdicts = (
        (ChipMismatchError, BoardVerdict.WRONG_BOARD),
        (WrongBoardError, BoardVerdict.WRONG_MAC),
        (NoSyncError, BoardVerdict.SILENT),
    )
    try:
        with download_session(board) as session:
            chip = session.identify()
    except DownloadError as error:
        verdict = next((verdict for kind, verdict in verdicts if isinstance(error, kind)), BoardVerdict.PORT_FAILED)
        return Health(verdict=verdict, reason=f"board {board.entry.name!r}: {error}")
    return Health(verdict=BoardVerdict.OK, kind=board.entry.kind, mac=format_mac(chip.mac), firmware=chip.name)


def _probed(entry: BoardEntry, health: Health) -> Probed:
    return Probed(
        name=entry.name,
        verdict=health.verdict,
        exit_code=health.verdict.exit_code,
        reason=health.reason,
        kind=health.kind.value if health.kind else "",
        mac=health.mac,
        firmware=health.firmware,
        driver=health.driver,
        last_lines=health.last_lines,
    )


def _text(entry: BoardEntry, health: Health, twin: str) -> str:
    """Say what was found; `twin` is a board that was found to have the same MAC, empty where there is none."""
    if not health.is_ok:
        lines = "".join(f"\n    {line}" for line in health.last_lines)
        reason = health.reason.removeprefix(f"board {entry.name!r}: ")
        return f"{entry.name}: {health.verdict.value}: {reason}{lines}"
    facts = [health.kind.value if health.kind else "", health.mac, health.firmware, health.driver]
    said = f"{entry.name}: ok: {' · '.join(fact for fact in facts if fact) or 'it speaks'}"
    if twin:
        return f"{said}; {twin!r} has this MAC, too: a server takes both for one device, and a board has one entry"
    return f'{said}; add mac = "{health.mac}" to the inventory' if health.mac and entry.mac is None else said
