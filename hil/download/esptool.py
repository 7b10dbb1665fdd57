"""esptool as a process of its own: one method a command, typed results, typed errors, always bounded in time.

It is the esptool installed beside this program, run by the same interpreter.

Its options and what they mean: esptool documentation, "Commands" and "Advanced Options". esptool is under the GPL and
therefore never imported.
"""

import importlib.metadata
import re
import shlex
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.hil.download.download_errors import (
    EsptoolCancelledError,
    EsptoolFailedError,
    EsptoolMissingError,
    EsptoolTimeoutError,
    NotVerifiedError,
)
from oceanhil.hil.download.esptool_connection import Connection
from oceanhil.hil.download.esptool_output import FlashId, failure, read_chip, read_chip_id, read_flash_id, read_mac
from oceanhil.host.program import StoppedError, run_to_end
from oceanhil.protocol.wording import os_reason

OLDEST: Final = (5, 1)
_DISTRIBUTION: Final = "esptool"
_INSTALL: Final = "pip install 'esptool>=5.1'"
_START_S = 30.0
_ERASE_CHIP_S = 180.0
# pyserial's RFC 2217 client negotiates every change of a time-out with its server, 50 ms each: esptool makes hundreds.
_REMOTE_S = 180.0
# A slow line carries its bytes twice over (retries, erasing) before it counts as stuck.
_SLACK = 3.0
_BITS_PER_BYTE = 10
_PLAIN_OUTPUT = {
    "NO_COLOR": "1",
    "TERM": "dumb",
    "COLUMNS": "200",
    "PYTHONIOENCODING": "utf-8",
    "PYTHONUNBUFFERED": "1",
}


@dataclass(frozen=True, slots=True)
class EsptoolProgram:
    """The words that start esptool."""

    words: tuple[str, ...]


def find_esptool(python: str = sys.executable) -> EsptoolProgram:
    """Give the program; raises EsptoolMissingError when it is not installed or older than 5.1."""
    try:
        version = importlib.metadata.version(_DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        raise EsptoolMissingError(f"esptool is not installed in {sys.prefix!r}: {_INSTALL}") from None
    check_version(version)
    return EsptoolProgram((python, "-m", _DISTRIBUTION))


def check_version(version: str) -> None:
    """Raise EsptoolMissingError for a version whose commands are named otherwise."""
    numbers = tuple(int(digits) for digits in re.findall(r"\d+", version)[:2])
    if numbers < OLDEST:
        raise EsptoolMissingError(f"esptool {version!r} is too old, expected 5.1 or newer: {_INSTALL}")


@dataclass(frozen=True, slots=True)
class Transcript:
    """One run of esptool for the report: the command and what it printed."""

    action: str
    output: str


@dataclass(frozen=True, slots=True)
class ChipReport:
    """What a chip says of itself: its name, MAC (six octets), flash codes, and its ID where it has one."""

    name: str
    mac: bytes
    flash: FlashId | None
    chip_id: int | None


class Esptool:
    """Runs esptool; `transcripts` keeps what it printed. Every method may raise a DownloadError."""

    def __init__(
        self, program: EsptoolProgram, *, cancelled: threading.Event | None = None, start_s_max: float = _START_S
    ) -> None:
        """Take the event that stops a running esptool, and how long one may take besides moving bytes."""
        self._program = program
        self._cancelled = cancelled
        self._start_s_max = start_s_max
        self.transcripts: list[Transcript] = []

    def identify(self, connection: Connection) -> ChipReport:
        """Ask chip, MAC and flash in one go (`flash-id` tells all three)."""
        output = self._run(connection, ["flash-id"], self._start_s(connection))
        return ChipReport(read_chip(output), self._mac_in(output), read_flash_id(output), read_chip_id(output))

    def chip_id(self, connection: Connection) -> int | None:
        """Ask for the chip ID; None on a chip that has none (ESP32: use its MAC)."""
        return read_chip_id(self._run(connection, ["chip-id"], self._start_s(connection)))

    def read_mac(self, connection: Connection) -> bytes:
        """Read the six octets of the MAC out of the fuses."""
        return self._mac_in(self._run(connection, ["read-mac"], self._start_s(connection)))

    def read_flash(self, connection: Connection, address: int, length: int) -> bytes:
        """Read `length` bytes from byte offset `address` of the chip."""
        with _scratch_folder() as folder:
            path = folder / "flash.bin"
            words = ["read-flash", "--no-progress", f"{address:#x}", f"{length:#x}", str(path)]
            output = self._run(connection, words, self._transfer_s(connection, length))
            data = path.read_bytes() if path.is_file() else b""
        if len(data) != length:
            raise EsptoolFailedError(f"esptool read {len(data)} of {length} bytes at {address:#x}", output=output)
        return data

    def write_flash(self, connection: Connection, parts: Mapping[int, bytes]) -> None:
        """Write parts, byte offset to bytes, in one run; each is verified by MD5.

        Headers of images are left as they are; the rest of a sector that a part does not fill is erased.
        """
        words = ["write-flash", "--no-progress", "--flash-size", "keep", "--flash-mode", "keep", "--flash-freq", "keep"]
        self._run_with_files(connection, words, parts)

    def verify_flash(self, connection: Connection, parts: Mapping[int, bytes]) -> bool:
        """Tell whether the chip holds these parts."""
        words = ["verify-flash", "--flash-size", "keep", "--flash-mode", "keep", "--flash-freq", "keep"]
        try:
            self._run_with_files(connection, words, parts)
        except NotVerifiedError:
            return False
        return True

    def erase_region(self, connection: Connection, address: int, length: int) -> None:
        """Erase whole sectors."""
        words = ["erase-region", f"{address:#x}", f"{length:#x}"]
        self._run(connection, words, self._transfer_s(connection, length))

    def erase_flash(self, connection: Connection) -> None:
        """Erase the whole chip."""
        self._run(connection, ["erase-flash"], _ERASE_CHIP_S)

    def run_firmware(self, connection: Connection) -> None:
        """Let the boot ROM start what stands in flash, on a board without reset lines."""
        self._run(connection, ["run"], self._start_s(connection))

    # Inside

    def _run_with_files(self, connection: Connection, words: Sequence[str], parts: Mapping[int, bytes]) -> None:
        with _scratch_folder() as folder:
            placed: list[str] = []
            for address, data in sorted(parts.items()):
                path = folder / f"{address:08x}.bin"
                path.write_bytes(data)
                placed += [f"{address:#x}", str(path)]
            length = sum(map(len, parts.values()))
            self._run(connection, [*words, *placed], self._transfer_s(connection, length))

    def _run(self, connection: Connection, words: Sequence[str], timeout_s: float) -> str:
        action = words[0]
        command = [*self._program.words, *_options(connection), *words]
        try:
            finished = run_to_end(command, timeout_s, environment=_PLAIN_OUTPUT, cancelled=self._cancelled)
        except StoppedError as stopped:
            self.transcripts.append(Transcript(action, stopped.output))
            if stopped.cancelled:
                raise EsptoolCancelledError(f"esptool {action} was stopped", output=stopped.output) from None
            raise EsptoolTimeoutError(action, timeout_s, output=stopped.output) from None
        except OSError as error:
            cause = os_reason(error)
            raise EsptoolFailedError(f"esptool cannot be started with {command[0]!r}: {cause}") from error
        self.transcripts.append(Transcript(action, finished.output))
        if finished.exit_code:
            raise failure(action, connection, finished.output)
        return finished.output

    def _mac_in(self, output: str) -> bytes:
        mac = read_mac(output)
        if mac is None:
            raise EsptoolFailedError("esptool told no MAC", output=output)
        return mac

    def _start_s(self, connection: Connection) -> float:
        remote = connection.port.startswith("rfc2217://")
        return self._start_s_max + (_REMOTE_S if remote else 0.0)

    def _transfer_s(self, connection: Connection, length: int) -> float:
        return self._start_s(connection) + _SLACK * _BITS_PER_BYTE * length / min(connection.baud, 115_200)


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    """Give a folder for the files that esptool reads and writes; a full disk is told as a failure of esptool's."""
    try:
        with tempfile.TemporaryDirectory(prefix="oceanhil-") as folder:
            yield Path(folder)
    except OSError as error:
        cause = os_reason(error)
        raise EsptoolFailedError(f"files for esptool cannot be kept in {tempfile.gettempdir()!r}: {cause}") from error


def _options(connection: Connection) -> list[str]:
    return [
        "--chip", connection.chip, "--port", connection.port, "--baud", str(connection.baud),
        "--before", connection.before.value, "--after", connection.after.value,
        "--connect-attempts", str(connection.attempts), *([] if connection.stub else ["--no-stub"]),
    ]  # fmt: skip


def command_by_hand(connection: Connection, address: int, path: Path) -> str:
    """Give the command by which a person writes a file to byte offset `address`."""
    return (
        f"python -m esptool --chip {connection.chip} --port {shlex.quote(connection.port)} write-flash"
        f" --flash-size keep {address:#x} {shlex.quote(str(path))}"
    )
