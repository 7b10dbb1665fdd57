"""EEPROM through the board's own library, as a sketch uses it: power cuts strike, flash wears."""

from typing import assert_never

from oceanhil.protocol.agent.commands import (
    EepromBegin,
    EepromCommand,
    EepromCommit,
    EepromErase,
    EepromRead,
    EepromWrite,
    EepromXor,
)
from oceanhil.protocol.agent.error_code import AgentErrorCode, WordsError
from oceanhil.protocol.agent.replies import EepromSize, ReadData
from oceanhil.simulator.agent.outcome import DONE, AgentOutcome
from oceanhil.simulator.agent.target import AgentTarget
from oceanhil.simulator.eeprom.api import Eeprom
from oceanhil.simulator.eeprom.nvs import NvsPanic


def carry_out(target: AgentTarget, command: EepromCommand) -> AgentOutcome:
    """Do one of the EEPROM commands; may raise PowerCut."""
    try:
        return _carry_out(target.mount().eeprom, command)
    except NvsPanic as panic:
        raise WordsError(AgentErrorCode.STORAGE_FAILED, str(panic)) from panic


def _carry_out(eeprom: Eeprom, command: EepromCommand) -> AgentOutcome:
    match command:
        case EepromBegin():
            if not eeprom.begin(command.size_bytes):
                raise WordsError(AgentErrorCode.STORAGE_FAILED, f"EEPROM.begin({command.size_bytes}) is false")
            return AgentOutcome(EepromSize(eeprom.length()))
        case EepromRead():
            _check_range(eeprom, command.address, command.length)
            return AgentOutcome(ReadData(eeprom.read_bytes(command.address, command.length)))
        case EepromWrite():
            _check_range(eeprom, command.address, len(command.data))
            eeprom.write_bytes(command.address, command.data)
        case EepromXor():
            _check_range(eeprom, command.address, len(command.data))
            old = eeprom.read_bytes(command.address, len(command.data))
            turned = bytes(before ^ mask for before, mask in zip(old, command.data, strict=True))
            eeprom.write_bytes(command.address, turned)
        case EepromErase():
            _check_begun(eeprom)
            eeprom.write_bytes(0, b"\xff" * eeprom.length())
        case EepromCommit():
            if not eeprom.commit():
                raise WordsError(AgentErrorCode.STORAGE_FAILED, "EEPROM.commit() is false")
        case _:
            assert_never(command)
    return DONE


def _check_begun(eeprom: Eeprom) -> None:
    if eeprom.length() == 0:
        raise WordsError(AgentErrorCode.OUT_OF_RANGE, "EEPROM has 0 bytes, send EEPROM,BEGIN first")


def _check_range(eeprom: Eeprom, address: int, length: int) -> None:
    _check_begun(eeprom)
    size = eeprom.length()
    if address + length > size:
        raise WordsError(AgentErrorCode.OUT_OF_RANGE, f"{length} bytes at {address}, expected an end within {size}")
