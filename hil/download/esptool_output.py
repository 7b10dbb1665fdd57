"""Reading what esptool prints: patterns that hold for versions 5.1 to 5.6 and forgive changes of layout."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from oceanhil.hil.download.download_errors import (
    ChipMismatchError,
    DownloadError,
    EsptoolFailedError,
    EsptoolMissingError,
    LineLostError,
    NeedsStubError,
    NoSyncError,
    NotVerifiedError,
    PortRefusedError,
    PortTrouble,
)
from oceanhil.hil.download.esptool_connection import Connection

_MAC = re.compile(r"^MAC:\s*((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\s*$", re.IGNORECASE | re.MULTILINE)
_CHIP = re.compile(r"^(?:Chip type:|Chip is|Detecting chip type\W+)\s*(ESP\S.*?)\s*$", re.MULTILINE)
_CONNECTED_TO = re.compile(r"^Connected to (\S+) on ", re.MULTILINE)
_CHIP_ID = re.compile(r"^Chip ID:\s*(0x[0-9a-f]+)", re.IGNORECASE | re.MULTILINE)
_MANUFACTURER = re.compile(r"^Manufacturer:\s*(?:0x)?([0-9a-f]+)\s*$", re.IGNORECASE | re.MULTILINE)
_DEVICE = re.compile(r"^Device:\s*(?:0x)?([0-9a-f]+)\s*$", re.IGNORECASE | re.MULTILINE)
_FLASH_SIZE = re.compile(r"^Detected flash size:\s*(\d+)\s*([KM])B", re.IGNORECASE | re.MULTILINE)
_WRONG_CHIP = re.compile(r"This chip is (ESP[\w-]+),? not (ESP[\w-]+)")
_FATAL = re.compile(r"^(?:ERROR:\s*)?A fatal error occurred:\s*(.*?)\s*$", re.MULTILINE)
_USAGE = re.compile(r"^│ (.*?)\s*│$", re.MULTILINE)
_UNITS = {"K": 1 << 10, "M": 1 << 20}


@dataclass(frozen=True, slots=True)
class FlashId:
    """What a flash chip says of itself (JEDEC codes), and the size that follows; 0 where it is not known."""

    manufacturer: int
    device: int
    size_bytes: int


def read_mac(output: str) -> bytes | None:
    """Give the six octets of the MAC."""
    found = _MAC.search(output)
    return bytes.fromhex(found[1].replace(":", "")) if found else None


def read_chip(output: str) -> str:
    """Give the chip as esptool names it, such as `ESP32-D0WD-V3 (revision v3.0)`; empty when it is not named."""
    found = _CHIP.search(output) or _CONNECTED_TO.search(output)
    return found[1] if found else ""


def read_chip_id(output: str) -> int | None:
    """Give the chip ID; None on chips that have none."""
    found = _CHIP_ID.search(output)
    return int(found[1], 16) if found else None


def read_flash_id(output: str) -> FlashId | None:
    """Give the flash chip's codes."""
    manufacturer, device, size = (pattern.search(output) for pattern in (_MANUFACTURER, _DEVICE, _FLASH_SIZE))
    if manufacturer is None or device is None:
        return None
    size_bytes = int(size[1]) * _UNITS[size[2].upper()] if size else 0
    return FlashId(int(manufacturer[1], 16), int(device[1], 16), size_bytes)


def failure(action: str, connection: Connection, output: str) -> DownloadError:
    """Tell what kind of failure an output is."""
    for recognise in (_port_trouble, _wrong_chip, _known_text):
        error = recognise(action, connection, output)
        if error is not None:
            return error
    return EsptoolFailedError(f"esptool {action} failed on {connection.port!r}: {_reason(output)}", output=output)


_PORT_TROUBLES = (
    (re.compile(r"Errno 2\]|No such file|FileNotFoundError|cannot find the file", re.IGNORECASE), PortTrouble.MISSING),
    (re.compile(r"Errno 13\]|Permission denied", re.IGNORECASE), PortTrouble.FORBIDDEN),
    (re.compile(r"Errno 16\]|Resource busy|exclusively lock|Access is denied", re.IGNORECASE), PortTrouble.BUSY),
    (re.compile(r"Connection refused|No route to host|timed out", re.IGNORECASE), PortTrouble.SILENT_HOST),
)


def _port_trouble(_action: str, connection: Connection, output: str) -> DownloadError | None:
    if not re.search(r"could not (?:open|exclusively lock) (?:port )?\S", output, re.IGNORECASE):
        return None
    found = (trouble for pattern, trouble in _PORT_TROUBLES if pattern.search(output))
    return PortRefusedError(connection.port, next(found, PortTrouble.UNKNOWN), output=output)


def _wrong_chip(_action: str, connection: Connection, output: str) -> DownloadError | None:
    found = _WRONG_CHIP.search(output)
    return ChipMismatchError(connection.chip, found[1].lower(), output=output) if found else None


_KNOWN: tuple[tuple[re.Pattern[str], Callable[[str, Connection, str], DownloadError]], ...] = (
    (
        re.compile(r"No module named '?esptool"),
        lambda _action, _connection, output: EsptoolMissingError(
            "esptool is not installed: pip install 'esptool>=5.1'", output=output
        ),
    ),
    (
        re.compile(r"Failed to connect to|Wrong boot mode detected"),
        lambda _action, connection, output: NoSyncError(connection.port, output=output),
    ),
    (
        re.compile(r"MD5 of file does not match|digest mismatch|Verif\w+ failed", re.IGNORECASE),
        lambda _action, connection, output: NotVerifiedError(connection.port, output=output),
    ),
    (
        re.compile(
            r"does not support|not supported (?:by|in) (?:the )?ROM|not implemented|only with the stub|stub only"
        ),
        lambda action, connection, output: NeedsStubError(f"'{action}'", connection.chip, output=output),
    ),
    (
        re.compile(
            r"serial noise or corruption|Packet content transfer stopped|stopped responding|No serial data received"
            r"|No more data|Corrupt data|Timed out waiting|multiple access on port|[Dd]evice disconnected"
            r"|Serial data stream stopped|Invalid head of packet"
        ),
        lambda _action, connection, output: LineLostError(connection.port, output=output),
    ),
)


def _known_text(action: str, connection: Connection, output: str) -> DownloadError | None:
    for pattern, make in _KNOWN:
        if pattern.search(output):
            return make(action, connection, output)
    return None


def _reason(output: str) -> str:
    """Give the one line that says why: the fatal error, a complaint about usage, else the last line."""
    for pattern in (_FATAL, _USAGE):
        found = pattern.search(output)
        if found:
            return found[1].rstrip(".")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "it printed nothing"
