"""Is the board well enough for a scenario? Asks its agent, or resets it and listens to what it prints."""

import threading
from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from oceanhil.boards import family
from oceanhil.hil.agent.agent_errors import AgentError, AgentReplyError, AgentVersionError
from oceanhil.hil.boards.agent_signs import AgentSigns
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.line_observation import LineObservation
from oceanhil.hil.boards.verdicts import BoardVerdict, Health, a_kind
from oceanhil.hil.link.events import LineSeen, LinkEvent, Plugged, Unplugged
from oceanhil.hil.link.port_errors import (
    LinkError,
    NoModemLinesError,
    PortAmbiguousError,
    PortBusyError,
    PortForbiddenError,
    PortMissingError,
    UnpluggedError,
)
from oceanhil.protocol.agent.replies import BoardInfo
from oceanhil.protocol.identity import format_mac

LATE_S = 2.0
"""How long an answer is waited for that is late already, before the board is reset."""
_OF_LINK: tuple[tuple[type[LinkError], BoardVerdict], ...] = (
    (PortMissingError, BoardVerdict.PORT_MISSING),
    (PortAmbiguousError, BoardVerdict.PORT_MISSING),
    (PortBusyError, BoardVerdict.PORT_BUSY),
    (PortForbiddenError, BoardVerdict.PORT_FORBIDDEN),
    (UnpluggedError, BoardVerdict.UNPLUGGED),
)
# The ROM rate comes last: an ESP8266 is readable there whatever its firmware uses.
_RATES = (9_600, 57_600, 115_200, 230_400, 460_800, 921_600, 74_880)
GUESS_S = 0.8
_FIRMWARE_RATE = 115_200
"""Of firmware, and of most ROMs: what those say is read without looking for it."""
# What is heard of a board whose agent is there and not understood, or has not begun yet.
_MAY_HAVE_AGENT = frozenset({BoardVerdict.OK, BoardVerdict.NO_FIRMWARE, BoardVerdict.SILENT, BoardVerdict.WRONG_BAUD})
_TOLD_BY_ROM = frozenset({BoardVerdict.NO_FIRMWARE, BoardVerdict.DOWNLOAD_MODE, BoardVerdict.BOOT_LOOP})


class ListeningLink(Protocol):
    """What is needed of `oceanhil.hil.link.link.SerialLink`."""

    @property
    def received_bytes(self) -> int:
        """Bytes read so far."""

    def subscribe(self, listener: Callable[[LinkEvent], None]) -> Callable[[], None]:
        """Have `listener` called for each event; gives what ends that."""

    def reset(self) -> None:
        """Reset the board by the modem lines."""


class AskedAgent(Protocol):
    """What is needed of `oceanhil.hil.agent.client.AgentClient`."""

    def open(self) -> BoardInfo:
        """Ask who answers, and whether it speaks our version."""


def check(
    entry: BoardEntry,
    link: ListeningLink,
    agent: AskedAgent | None = None,
    *,
    listen_s: float | None = None,
    thorough: bool = False,
) -> Health:
    """Look at a board whose port is open; never raises for what the board or its port does.

    With an `agent` a board that answers is not disturbed. Otherwise it is reset, where the port can do that, and
    listened to: until it starts firmware, or when `thorough` for all of `listen_s` seconds, which also finds boot loops
    and floods. An agent that did not answer is asked once more after that, for firmware that hung, or starts slowly.
    Without `listen_s` the entry says how long.
    """
    listen_s = entry.boots_s if listen_s is None else listen_s
    try:
        if agent is not None:
            return _of_agent(entry, agent) or _without_answer(entry, link, agent, listen_s)
        return listen(entry, link, listen_s, thorough=thorough).judge(listen_s)
    except LinkError as error:
        return of_link_error(entry, error)


def _of_agent(entry: BoardEntry, agent: AskedAgent) -> Health | None:
    """Ask the agent; None where nobody answers."""
    try:
        return of_info(entry, agent.open())
    except (AgentVersionError, AgentReplyError) as error:
        return Health(verdict=BoardVerdict.AGENT_VERSION, reason=f"board {entry.name!r}: {error}")
    except AgentError:
        return None


def _without_answer(entry: BoardEntry, link: ListeningLink, agent: AskedAgent, listen_s: float) -> Health:
    """Find out why an agent did not answer."""
    signs = AgentSigns()
    end = link.subscribe(signs.hear)
    try:
        # An answer that is on its way would be lost by the reset.
        signs.heard.wait(min(LATE_S, listen_s))
        health = listen(entry, link, listen_s, thorough=True).judge(listen_s)
        if health.verdict not in _MAY_HAVE_AGENT:
            return health
        return _of_agent(entry, agent) or _without_agent(health, entry, signs)
    finally:
        end()


def of_info(entry: BoardEntry, info: BoardInfo) -> Health:
    """Compare what the agent says with what the inventory says."""
    mac = format_mac(info.mac)
    verdict, reason = BoardVerdict.OK, ""
    if info.board is not entry.kind:
        verdict = BoardVerdict.WRONG_BOARD
        reason = (
            f"the port of {entry.name!r} has {a_kind(info.board)} on it, the inventory says {entry.kind.value};"
            " correct kind, or the port"
        )
    elif entry.mac is not None and info.mac != entry.mac:
        verdict = BoardVerdict.WRONG_MAC
        reason = (
            f"{entry.name!r} has the MAC {mac}, the inventory says {format_mac(entry.mac)};"
            " another board is plugged in, or the inventory is out of date"
        )
    return Health(
        verdict=verdict,
        reason=reason,
        kind=info.board,
        mac=mac,
        firmware=f"{info.firmware} {info.firmware_version}".strip(),
        driver=info.driver,
        boots=info.boots,
    )


def of_link_error(entry: BoardEntry, error: LinkError) -> Health:
    """Say what is wrong with the port."""
    verdict = next((verdict for kind, verdict in _OF_LINK if isinstance(error, kind)), BoardVerdict.PORT_FAILED)
    return Health(verdict=verdict, reason=f"board {entry.name!r}: {error}")


def listen(entry: BoardEntry, link: ListeningLink, listen_s: float, *, thorough: bool) -> LineObservation:
    """Reset the board if that can be done, and listen up to `listen_s` seconds; raises LinkError."""
    hearing, enough = LineObservation(entry), threading.Event()
    is_there = True

    def hear(event: LinkEvent) -> None:
        nonlocal is_there
        match event:
            case LineSeen(line):
                hearing.line(line.text, line.raw)
                if hearing.is_conclusive or (hearing.is_alive and not thorough):
                    enough.set()
            case Unplugged():
                is_there = False
            case Plugged():
                is_there = True
            case _:
                pass

    before = link.received_bytes
    end = link.subscribe(hear)
    try:
        _reset_if_possible(link)
        enough.wait(listen_s)
    finally:
        end()
    if not is_there:
        raise UnpluggedError("it was unplugged while it was looked at, and did not come back")
    hearing.bytes_counted(link.received_bytes - before)
    return hearing


def _reset_if_possible(link: ListeningLink) -> None:
    try:
        link.reset()
    except NoModemLinesError:
        return


def _without_agent(health: Health, entry: BoardEntry, signs: AgentSigns) -> Health:
    """Give what was heard, and that the board is without agent where it starts firmware or shows signs of one."""
    if not (health.is_ok or signs.words):
        return health
    words = signs.words or (
        "runs firmware that does not answer the agent protocol; flash firmware with the agent, or set agent = false"
    )
    return replace(health, verdict=BoardVerdict.NO_AGENT, reason=f"{entry.name!r} {words}")


class ProbedLink(ListeningLink, Protocol):
    """What is needed of `oceanhil.hil.link.link.SerialLink`."""

    def set_baud(self, baud: int) -> None:
        """Use another baud rate from now on."""


AskFor = Callable[[ProbedLink], AskedAgent]


def probe(
    entry: BoardEntry, link: ProbedLink, ask: AskFor, *, listen_s: float | None = None, guess_s: float = GUESS_S
) -> Health:
    """Look thoroughly at a board whose port is open, for up to `listen_s` seconds, or those of its entry.

    When all that comes is noise, the usual baud rates are tried for `guess_s` seconds each.
    """
    agent = ask(link) if entry.agent else None
    health = check(entry, link, agent, listen_s=listen_s, thorough=True)
    return at_other_rates(entry, link, health, guess_s)


def at_other_rates(entry: BoardEntry, link: ProbedLink, health: Health, guess_s: float = GUESS_S) -> Health:
    """Listen again, `guess_s` seconds at each other rate, if nothing but noise came; else give `health` as it is."""
    if health.verdict is not BoardVerdict.WRONG_BAUD:
        return health
    try:
        return _told_by_rom(entry, link, guess_s) or _readable_at(entry, link, health, guess_s)
    finally:
        link.set_baud(entry.baud)


def _told_by_rom(entry: BoardEntry, link: ProbedLink, guess_s: float) -> Health | None:
    """Listen at the rate of the boot ROM, which is noise at every other, and tell what only it can say."""
    rom = family(entry.kind).rom
    if rom is None or rom.baud in {entry.baud, _FIRMWARE_RATE}:
        return None
    told = _heard_at(rom.baud, entry, link, guess_s).judge(guess_s)
    return told if told.verdict in _TOLD_BY_ROM else None


def _readable_at(entry: BoardEntry, link: ProbedLink, health: Health, guess_s: float) -> Health:
    for rate in _RATES:
        if rate == entry.baud:
            continue
        hearing = _heard_at(rate, entry, link, guess_s)
        if hearing.has_text:
            return Health(
                verdict=BoardVerdict.WRONG_BAUD,
                reason=f"{health.reason}; it is readable at {rate}: set baud = {rate}",
                last_lines=hearing.judge(guess_s).last_lines,
            )
    return health


def _heard_at(rate: int, entry: BoardEntry, link: ProbedLink, guess_s: float) -> LineObservation:
    link.set_baud(rate)
    return listen(entry, link, guess_s, thorough=True)
