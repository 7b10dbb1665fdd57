"""Why a board started: power, pin, software, watchdog, brownout, its timer after a sleep; and what its ROM prints."""

from functools import lru_cache

from oceanhil.boards import family
from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import ResetCause
from oceanhil.protocol.resets import ResetReason


def forgets(board: Board, reason: ResetReason) -> bool:
    """Tell whether what outlives restarts, memory and latches of pads, is lost as a board starts for this reason."""
    match reason:
        case ResetReason.BROWNOUT:
            # Firmware with a detector restarts by software.
            return family(board).brownout is None
        case ResetReason.PIN:
            # The EN pin of an ESP32 takes the power of the whole chip, as the time that it forgets shows.
            return family(board).keeps_time
        case _:
            return reason is ResetReason.POWER_ON


@lru_cache(256)
def banner(board: Board, reason: ResetReason, driver: Driver | None = None) -> tuple[str, ...]:
    """Give what `board` prints when it starts firmware after a reset of this cause, a line each without its end.

    Boot ROM and second-stage loader print it before any firmware runs. `driver` tells the release of the firmware:
    the default one if it is None.
    """
    of = family(board)
    return () if of.rom is None else of.rom.banner(ResetCause(reason.value), (driver or of.driver).release)


def download_banner(board: Board, reason: ResetReason) -> tuple[str, ...]:
    """Give what `board` prints when its boot pin is low at a reset: its ROM then waits for an upload instead."""
    rom = family(board).rom
    return () if rom is None else rom.download_banner(ResetCause(reason.value))


def blank_flash_banner(board: Board, *, first: bool) -> tuple[str, ...]:
    """Give what `board` prints when there is nothing to start; some do so again and again, reset by a watchdog."""
    rom = family(board).rom
    return () if rom is None else rom.blank_flash_banner(first=first)
