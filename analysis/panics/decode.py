"""The addresses of a crash, named with the program that was running."""

import re
from collections.abc import Mapping

import msgspec

from oceanhil.analysis.panics.elf import ElfError, Frame, Program
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import Panic

_MACHINES: Mapping[Board, frozenset[str]] = {
    # The C3 and C6 have RISC-V cores.
    Board.ESP32: frozenset({"EM_XTENSA", "EM_RISCV"}),
    Board.ESP8266: frozenset({"EM_XTENSA"}),
    Board.PICOW: frozenset({"EM_ARM"}),
}
_SHA256 = re.compile(r"ELF file SHA256:\s*([0-9a-fA-F]+)")


class Decoded(msgspec.Struct, frozen=True):
    """A crash with the places of its addresses, the innermost first, and what is doubtful about them."""

    panic: Panic
    frames: tuple[Frame, ...] = ()
    note: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The places, one a line, then the note."""
        return (*(frame.text for frame in self.frames), *((self.note,) if self.note else ()))


def decode(panic: Panic, program: Program | ElfError | None) -> Decoded:
    """Name the places of a crash.

    Without a program, with one that could not be read (its error is the note) or with one for another chip, the crash
    is given undecoded. Of the words on an ESP8266's stack only those are kept that lie in a function.
    """
    if program is None:
        return Decoded(panic)
    if isinstance(program, ElfError):
        return Decoded(panic, note=f"not decoded: {program}")
    if program.machine not in _MACHINES[panic.board]:
        reason = f"{program.name!r} is for {program.machine.removeprefix('EM_')}, not for {panic.board.value}"
        return Decoded(panic, note=f"not decoded: {reason}")
    frames = tuple(_frames(panic, program))
    return Decoded(panic, frames, _doubt(panic, program, frames))


def _frames(panic: Panic, program: Program) -> list[Frame]:
    """An ESP32 prints places of calls; what lies on an ESP8266's stack are places to return to."""
    guessed = panic.board is Board.ESP8266
    found = [program.frame(address, is_return=guessed and address != panic.pc) for address in panic.addresses]
    return [frame for frame in found if frame.is_known or not guessed or frame.address == panic.pc]


def _doubt(panic: Panic, program: Program, frames: tuple[Frame, ...]) -> str:
    if not panic.addresses:
        return "not decoded: the dump holds no address"
    printed = next((found[1] for line in panic.lines if (found := _SHA256.search(line))), "")
    if printed.strip("0") and not program.is_build(printed):
        return f"doubtful: {program.name!r} is not the build that crashed; the board's begins with SHA-256 {printed}"
    if not any(frame.is_known for frame in frames):
        return f"not decoded: no address lies in {program.name!r}; is it of this build?"
    return "doubtful: the chip calls its backtrace corrupted" if panic.backtrace_is_corrupted else ""
