"""Raw flash, and power cuts in it. Raw access goes round the driver: no cut strikes, no wear and no unit is counted."""

from typing import assert_never

from oceanhil.protocol.agent.commands import (
    CutArm,
    CutCommand,
    CutTear,
    CutUnits,
    FlashCommand,
    FlashErase,
    FlashHash,
    FlashRead,
    FlashWrite,
)
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.protocol.agent.error_code import AgentErrorCode, WordsError
from oceanhil.protocol.agent.replies import FlashUnits, ReadData, SectorDigests
from oceanhil.protocol.chance import Chance
from oceanhil.simulator.agent.outcome import DONE, AgentOutcome
from oceanhil.simulator.agent.target import AgentTarget
from oceanhil.simulator.flash.chip import BLANK_SECTOR, SECTOR_BYTES, Flash, cleared, tear_for


def carry_out_raw(target: AgentTarget, command: FlashCommand) -> AgentOutcome:
    """Do one of the FLASH commands."""
    flash = target.flash
    match command:
        case FlashRead():
            _check_range(flash, command.address, command.length)
            return AgentOutcome(ReadData(flash.peek(command.address, command.length)))
        case FlashWrite():
            _check_range(flash, command.address, len(command.data))
            old = flash.dump(command.address, len(command.data))
            flash.load(bytes(cleared(old, command.data)), command.address)
        case FlashErase():
            _check_sectors(flash, command.address, 1)
            flash.load(BLANK_SECTOR, command.address)
        case FlashHash():
            _check_sectors(flash, command.address, command.sectors)
            end = command.address + command.sectors * SECTOR_BYTES
            starts = range(command.address, end, SECTOR_BYTES)
            return AgentOutcome(
                SectorDigests(tuple(sector_digest(flash.peek(start, SECTOR_BYTES)) for start in starts))
            )
        case _:
            assert_never(command)
    return DONE


def carry_out_cut(target: AgentTarget, command: CutCommand) -> AgentOutcome:
    """Do one of the CUT commands."""
    match command:
        case CutArm():
            target.cut_power(command.boot, command.unit)
        case CutTear():
            rng = Chance(command.seed)
            target.flash.tear = tear_for(command.model, rng)
        case CutUnits():
            return AgentOutcome(FlashUnits(target.flash_units(command.boot)))
        case _:
            assert_never(command)
    return DONE


def _check_range(flash: Flash, address: int, length: int) -> None:
    if address + length > flash.size_bytes:
        text = f"{length} bytes at {address}, expected an end within {flash.size_bytes}"
        raise WordsError(AgentErrorCode.OUT_OF_RANGE, text)


def _check_sectors(flash: Flash, address: int, sectors: int) -> None:
    if address % SECTOR_BYTES:
        raise WordsError(AgentErrorCode.BAD_ARGUMENT, f"address {address}, expected a multiple of {SECTOR_BYTES}")
    _check_range(flash, address, sectors * SECTOR_BYTES)
