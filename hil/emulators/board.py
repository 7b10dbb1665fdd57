"""One emulated board: its line, its flash, and an emulator for as long as it has power."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

from oceanhil.hil.emulators.boot_clock import boot_clock_sector
from oceanhil.hil.emulators.errors import EmulatorError
from oceanhil.hil.emulators.flash_file import FlashFile
from oceanhil.hil.emulators.line import EmulatedLine
from oceanhil.hil.emulators.targets import Session, Target

_END_S: Final = 5.0
_SHOWN_LINES: Final = 5


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

    @property
    def process_id(self) -> int | None:
        """The emulator's; None without power."""
        return None if self._process is None else self._process.pid

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
            cause = (error.strerror or str(error)).lower()
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

    def wait_for_end(self, timeout_s: float) -> None:
        """Wait until the emulator ends by itself; raises subprocess.TimeoutExpired."""
        if self._process is not None:
            self._process.wait(timeout_s)

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
