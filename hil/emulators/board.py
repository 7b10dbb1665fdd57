"""One emulated board: its line, its flash, and an emulator for as long as it has power."""

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Final, Self

from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.flash import FlashFile, boot_clock_sector
from oceanhil.hil.emulators.targets import Session, Target
from oceanhil.hil.storage_access.raw_flash import StorageAccessError, WriteNotKeptError
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.protocol.wording import os_reason

_ARRIVAL_S: Final = 10.0
_PIECE_BYTES: Final = 65536
_END_S: Final = 5.0
_SHOWN_LINES: Final = 5


class EmulatedLine:
    """A listening port for one client, whose connection becomes the standard input and output of the emulator."""

    def __init__(self) -> None:
        """Listen on this machine alone; raises OSError."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1)
        self._listener.settimeout(_ARRIVAL_S)
        self._wire: socket.socket | None = None

    @property
    def url(self) -> str:
        """What pyserial opens."""
        host, port = self._listener.getsockname()
        return f"socket://{host}:{port}"

    def wire(self) -> socket.socket:
        """Give the connection, waiting for the client the first time; raises OSError when none comes."""
        if self._wire is None:
            self._wire, _ = self._listener.accept()
            self._wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._wire

    def drain(self) -> None:
        """Throw away what was sent to a board that has no power."""
        wire = self.wire()
        wire.settimeout(0)
        with suppress(BlockingIOError):
            while wire.recv(_PIECE_BYTES):
                pass
        wire.settimeout(None)

    def close(self) -> None:
        """Close both."""
        self._listener.close()
        if self._wire is not None:
            self._wire.close()


class EmulatedBoard:
    """A board of `target` that runs `image`; a context manager. It begins without power, with a blank chip.

    All errors are EmulatorError.
    """

    def __init__(self, target: Target, image: Path, mac: bytes, *, held_time: bool = False) -> None:
        """Take the six octets of the MAC, and whether time passes as far as it is granted, or else by itself."""
        self.target = target
        self._held_time = held_time
        self._image = image
        self._folder = tempfile.TemporaryDirectory(prefix="oceanhil-emulated-")
        self.flash = FlashFile(Path(self._folder.name) / "flash.bin", target.layout)
        self.flash.renew(mac)
        self._probe = Path(self._folder.name) / "probe"
        self._said = Path(self._folder.name) / "emulator.txt"
        self.line = EmulatedLine()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.off()
        self.line.close()
        self._folder.cleanup()

    @property
    def is_on(self) -> bool:
        """Whether it has power."""
        return self._process is not None

    def on(self, *, hold: bool = False) -> None:
        """Give power; held, nothing but the agent runs."""
        self.off()
        try:
            self.line.drain()
            wire = self.line.wire().fileno()
            self._probe.unlink(missing_ok=True)
            command = self.target.command(Session(self._image, self.flash.path, self._probe, hold, self._held_time))
            with self._said.open("wb") as said:
                self._process = subprocess.Popen(_not_outliving(command), stdin=wire, stdout=wire, stderr=said)  # noqa: S603 - ours
        except OSError as error:
            cause = os_reason(error)
            raise EmulatorError(f"the emulator of an {self.target.board.value} cannot be started: {cause}") from None

    def off(self) -> None:
        """Take power away, at once."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait(_END_S)

    def write_sector(self, index: int, data: bytes) -> None:
        """Replace a sector of its flash, whether it runs or not."""
        if self.is_on:
            self.target.probe.write_sector(self._probe, self.target.layout, index, data)
        self.flash.write_sector(index, data)

    def set_boot_clock(self, unix_us: int | None) -> None:
        """Choose what its clock shows (Unix µs) when it boots from now on; None is 1970."""
        self.write_sector(self.target.layout.boot_clock_sector, boot_clock_sector(unix_us))

    def check(self) -> None:
        """Raise EmulatorError if the emulator ended by itself."""
        if self._process is not None and self._process.poll() is not None:
            code, self._process = self._process.returncode, None
            said = self._said.read_text("utf-8", "replace").strip().splitlines()[-_SHOWN_LINES:]
            lines = "".join(f"\n  {line}" for line in said)
            raise EmulatorError(f"the emulator ended with {code} while the board had power{lines}")


def _not_outliving(command: Sequence[str]) -> Sequence[str]:
    """Let Linux end the emulator when this process is killed, by util-linux's setpriv where it is there."""
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return command if setpriv is None else (setpriv, "--pdeathsig", "KILL", "--", *command)


class EmulatedFlash:
    """Raw flash of one emulated board; implements `oceanhil.hil.storage_access.raw_flash.RawFlash`."""

    def __init__(self, board: EmulatedBoard) -> None:
        self._board = board

    def visit(self) -> AbstractContextManager[object]:
        """Cost nothing: the file is always there."""
        return nullcontext()

    def read(self, address: int, length: int) -> bytes:
        """Read; the emulator may run."""
        return self._board.flash.read(address, length)

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Replace sectors; a running board is reached by its debug probe."""
        try:
            for index, data in sectors.items():
                self._board.write_sector(index, data)
        except EmulatorError as error:
            raise StorageAccessError(str(error)) from error
        lost = tuple(index for index in sectors if self._sector(index) != sectors[index])
        if lost:
            raise WriteNotKeptError(lost)

    def digests(self, address: int, sectors: int) -> None:
        """Give none: reading costs nothing."""
        del address, sectors

    def _sector(self, index: int) -> bytes:
        return self._board.flash.read(index * SECTOR_BYTES, SECTOR_BYTES)
