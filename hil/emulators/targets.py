"""The machines there are: what each stands for, how its firmware is built, how it is run, and where its flash lies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.hil.emulators.flash import FlashLayout, GdbProbe, Probe, RunnerProbe
from oceanhil.hil.emulators.rp2040_runner import RP2040_RUNNER, Rp2040Runner
from oceanhil.hil.emulators.tools import (
    LX106_LIBRARY,
    LX106_TOOLCHAINS,
    NODE,
    QEMU_XTENSA,
    RP2040_TOOLCHAINS,
    Tool,
    Toolchains,
    ToolFile,
)
from oceanhil.protocol.board import Board
from oceanhil.protocol.flash_sector import SECTOR_BYTES

_STRAP_ADDRESS: Final = 0x3FFFBFC8
_STRAP: Final = 0x48494C00
_STRAP_HOLD: Final = 1
_STRAP_HELD_TIME: Final = 2


@dataclass(frozen=True, slots=True)
class Session:
    """One run of an emulator: image, flash file, the socket of its probe, and what the board is strapped to."""

    image: Path
    flash: Path
    probe: Path
    hold: bool
    """Nothing but the agent runs until the next reset."""
    held_time: bool
    """Time passes as far as the bench grants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One machine: `folder` holds its part of the firmware, `command` says how to run it or raises ToolMissingError."""

    board: Board
    folder: str
    toolchains: Toolchains
    needs: tuple[Tool | ToolFile | Toolchains | Rp2040Runner, ...]
    command: Callable[[Session], Sequence[str]]
    layout: FlashLayout
    probe: Probe


def _run_lx106(session: Session) -> Sequence[str]:
    strap = _STRAP + _STRAP_HOLD * session.hold + _STRAP_HELD_TIME * session.held_time
    return (
        *(QEMU_XTENSA.find(), "-M", "lx60-nommu", "-cpu", "lx106", "-kernel", str(session.image)),
        *("-drive", f"if=pflash,format=raw,file={_escaped(session.flash)}"),
        *("-chardev", f"socket,path={_escaped(session.probe)},server=on,wait=off,id=probe", "-gdb", "chardev:probe"),
        *("-display", "none", "-monitor", "none", "-serial", "stdio"),
        *("-device", _word(_STRAP_ADDRESS, strap)),
    )


def _word(address: int, value: int) -> str:
    """Have QEMU put a word into memory at each reset (its generic loader)."""
    return f"loader,addr={address:#x},data={value:#x},data-len=4"


def _escaped(path: Path) -> str:
    """Write a path as a value of an option of QEMU's."""
    return str(path).replace(",", ",,")


def _run_rp2040(session: Session) -> Sequence[str]:
    script = (NODE.find(), RP2040_RUNNER.find(), str(session.image), str(session.flash))
    straps = {"--hold": session.hold, "--held-time": session.held_time}
    return (*script, "--probe", str(session.probe), *(option for option, is_set in straps.items() if is_set))


LX106: Final = Target(
    board=Board.ESP8266,
    folder="qemu_lx106",
    toolchains=LX106_TOOLCHAINS,
    needs=(LX106_TOOLCHAINS, LX106_LIBRARY, QEMU_XTENSA),
    command=_run_lx106,
    layout=FlashLayout(chip=4 << 20, first=(4 << 20) - 64 * SECTOR_BYTES, block=65536, journal_sector=0x3F0),
    probe=GdbProbe(0x98000000),
)
RP2040: Final = Target(
    board=Board.PICOW,
    folder="rp2040_bare",
    toolchains=RP2040_TOOLCHAINS,
    needs=(RP2040_TOOLCHAINS, NODE, RP2040_RUNNER),
    command=_run_rp2040,
    layout=FlashLayout(chip=2 << 20, first=0, block=SECTOR_BYTES, journal_sector=0x1F4),
    probe=RunnerProbe(),
)
TARGETS: Final = {target.board: target for target in (LX106, RP2040)}
