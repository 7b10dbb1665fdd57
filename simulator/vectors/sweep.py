"""Replaying one boot with power lost at every unit of its work."""

from hashlib import sha256

from oceanhil.simulator.eeprom.nvs.api import DEFAULT_ADDRESS
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.vectors.boards import Esp32Board, generation_of
from oceanhil.simulator.vectors.format import CutRow, MalformedRecordingError, NvsSweep, Operation
from oceanhil.simulator.vectors.replay import ESP32_FLASH_BYTES, Mismatch, Run, operation_text, run_boot

_HASH_DIGITS = 16


def replay_sweep(recording: NvsSweep) -> Mismatch | None:
    """Return the first difference, or None: what EEPROM reads after each cut, the image there and after recovery."""
    return _Sweep(recording).replay()


class _Sweep:
    def __init__(self, recording: NvsSweep) -> None:
        self._recording = recording
        self._generation = generation_of(recording.driver)
        self._flash = Flash(ESP32_FLASH_BYTES)
        self._recovery = _recovery_of(recording.boot)

    def replay(self) -> Mismatch | None:
        before = self._perform(self._recording.setup)
        start = self._flash.snapshot()
        after = self._perform(self._recording.boot)
        if self._flash.units != self._recording.units:
            return self._mismatch(
                "uncut boot", _all(self._recording.boot), f"{self._recording.units} units", f"{self._flash.units} units"
            )
        names = {before: "old", after: "new", b"\xff" * len(after): "blank"}
        for row in self._recording.after:
            self._flash.restore(start)
            mismatch = self._replay_cut(row, names)
            if mismatch is not None:
                return mismatch
        return None

    def _replay_cut(self, row: CutRow, names: dict[bytes, str]) -> Mismatch | None:
        cut, expected_reads, expected_at_cut, expected_after = row
        run = run_boot(self._flash, self._board(), self._recording.boot, cut)
        at_cut = self._image_hash()
        reads = names.get(self._perform(self._recovery), "other")
        after = self._image_hash()
        boot = f"boot cut at unit {cut}"
        if at_cut != expected_at_cut:
            return self._mismatch(boot, _cut_short(run), f"sha256 {expected_at_cut}", f"sha256 {at_cut}")
        recovery = f"recovery after a cut at unit {cut}"
        if reads != expected_reads:
            return self._mismatch(recovery, _all(self._recovery), expected_reads, reads)
        if after != expected_after:
            return self._mismatch(recovery, _all(self._recovery), f"sha256 {expected_after}", f"sha256 {after}")
        return None

    def _board(self) -> Esp32Board:
        return Esp32Board(self._flash, self._generation, self._recording.partition_bytes)

    def _perform(self, operations: list[Operation]) -> bytes:
        """Power up, perform all operations, and return what is in the EEPROM class's RAM."""
        board = self._board()
        run_boot(self._flash, board, operations, cut=None)
        return bytes(board.eeprom.data)

    def _image_hash(self) -> str:
        image = self._flash.dump(DEFAULT_ADDRESS, self._recording.partition_bytes)
        return sha256(image).hexdigest()[:_HASH_DIGITS]

    def _mismatch(self, where: str, operation: str, expected: str, got: str) -> Mismatch:
        return Mismatch(self._recording.id, where, operation, expected, got)


def _recovery_of(operations: list[Operation]) -> list[Operation]:
    """Return the operations of a boot up to its `eebegin`: those that a boot after a power cut performs."""
    for position, operation in enumerate(operations):
        if operation[0] == "eebegin":
            return operations[: position + 1]
    raise MalformedRecordingError("a boot without 'eebegin' cannot be swept, expected one among its operations")


def _cut_short(run: Run) -> str:
    return operation_text(run.calls[-1].operation)


def _all(operations: list[Operation]) -> str:
    return "; ".join(operation_text(each) for each in operations)
