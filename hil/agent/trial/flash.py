"""Promises about raw flash, on a sector that may be overwritten."""

from typing import Final

from oceanhil.hil.agent.trial.trial import BrokenPromiseError, NotTriedError, Trial, declared, expect, expect_refusal
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.protocol.flash_sector import SECTOR_BYTES

_PAGE_BYTES: Final = 256
_BEYOND: Final = (
    (("ERASE", "4294967295"), AgentErrorCode.BAD_ARGUMENT),
    (("HASH", "4294967295", "1"), AgentErrorCode.BAD_ARGUMENT),
    (("ERASE", "4294963200"), AgentErrorCode.OUT_OF_RANGE),
    (("READ", "4294967295", "2"), AgentErrorCode.OUT_OF_RANGE),
)
"""Raw flash beyond the end of any chip: first comes whether a sector begins there."""


def _flash_write(trial: Trial) -> None:
    if trial.spare is None:
        raise NotTriedError("it has no sector that may be overwritten")
    agent, pattern, start = trial.agent, bytes(range(_PAGE_BYTES)), _PAGE_BYTES // 2
    agent.hold()
    agent.flash_erase(trial.spare)
    agent.flash_write(trial.spare + start, pattern)
    agent.flash_write(trial.spare + start, b"\x0f")
    wanted = (b"\xff" * start + pattern).ljust(SECTOR_BYTES, b"\xff")
    found = agent.flash_read(trial.spare, SECTOR_BYTES)
    if found != wanted:
        at = next(each for each in range(SECTOR_BYTES) if found[each] != wanted[each])
        where, value = f"256 bytes written at {trial.spare + start}: byte {trial.spare + at}", f"{found[at]:02X}"
        raise BrokenPromiseError(f"{where} is {value}, expected {wanted[at]:02X}")


def _order(trial: Trial) -> None:
    """At addresses that no chip has."""
    for words, wanted in _BEYOND:
        what = f"'FLASH,{','.join(words)}' was"
        expect_refusal(trial.refusal("FLASH", *words), wanted, what, when=f", expected {wanted.value}")


def _flash_hash(trial: Trial) -> None:
    if trial.spare is None:
        raise NotTriedError("it has no sector that may be overwritten")
    found = trial.agent.flash_read(trial.spare, SECTOR_BYTES)
    (digest,) = trial.agent.flash_digests(trial.spare, 1)
    expect(
        f"the digest of the sector at {trial.spare} is not that of what it reads as",
        right=digest == sector_digest(found),
    )


_G: Final = CommandGroup
FLASH_PROMISES: Final = (
    declared("FLASH,WRITE", "programs 1 to 256 bytes, over page borders too", _flash_write, _G.HOLD, _G.FLASH),
    declared("FLASH", "and the first thing that is wrong decides", _order, _G.FLASH),
    declared("FLASH,HASH", "the digest of each of 1 to 32 sectors", _flash_hash, _G.FLASH),
)
