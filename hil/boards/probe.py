"""Looking at the boards of an inventory one by one: opens the port, asks, listens, and gives a verdict on each."""

from collections.abc import Callable
from typing import Protocol

from oceanhil.boards import family
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.health import LISTEN_S, AskedAgent, ListeningLink, check, listen
from oceanhil.hil.boards.line_observation import LineObservation
from oceanhil.hil.boards.verdicts import Health, Verdict

# The ROM rate comes last: an ESP8266 is readable there whatever its firmware uses.
_RATES = (9_600, 57_600, 115_200, 230_400, 460_800, 921_600, 74_880)
GUESS_S = 0.8
_FIRMWARE_RATE = 115_200
"""Of firmware, and of most ROMs: what those say is read without looking for it."""
_TOLD_BY_ROM = frozenset({Verdict.NO_FIRMWARE, Verdict.DOWNLOAD_MODE, Verdict.BOOT_LOOP})


class ProbedLink(ListeningLink, Protocol):
    """What is needed of `oceanhil.hil.link.link.SerialLink`."""

    def set_baud(self, baud: int) -> None:
        """Use another baud rate from now on."""


AskFor = Callable[[ProbedLink], AskedAgent]


def probe(
    entry: BoardEntry, link: ProbedLink, ask: AskFor, *, listen_s: float = LISTEN_S, guess_s: float = GUESS_S
) -> Health:
    """Look thoroughly at a board whose port is open, for up to `listen_s` seconds.

    When all that comes is noise, the usual baud rates are tried for `guess_s` seconds each.
    """
    agent = ask(link) if entry.agent else None
    health = check(entry, link, agent, listen_s=listen_s, thorough=True)
    return at_other_rates(entry, link, health, guess_s)


def at_other_rates(entry: BoardEntry, link: ProbedLink, health: Health, guess_s: float = GUESS_S) -> Health:
    """Listen again, `guess_s` seconds at each other rate, if nothing but noise came; else give `health` as it is."""
    if health.verdict is not Verdict.WRONG_BAUD:
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
                verdict=Verdict.WRONG_BAUD,
                reason=f"{health.reason}; it is readable at {rate}: set baud = {rate}",
                last_lines=hearing.judge(guess_s).last_lines,
            )
    return health


def _heard_at(rate: int, entry: BoardEntry, link: ProbedLink, guess_s: float) -> LineObservation:
    link.set_baud(rate)
    return listen(entry, link, guess_s, thorough=True)
