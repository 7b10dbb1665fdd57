"""Where the application image of a flash step comes from, and which files build tools leave.

That is one file with the application, or a folder with `flasher_args.json`, which ESP-IDF's build writes beside the
images it names: `{"flash_files": {"0x10000": "app.bin", …}}` (ESP-IDF Programming Guide, "Build System").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

import msgspec

from oceanhil.boards import family
from oceanhil.hil.download.download_errors import ImageError
from oceanhil.host.program import StoppedError, run_to_end
from oceanhil.host.untrusted import refusal
from oceanhil.protocol.board import Board
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.formats.esp_image import MAGIC
from oceanhil.protocol.formats.partition_table import USUAL_OFFSET, parse_table
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.redact import redact
from oceanhil.protocol.wording import os_reason
from oceanhil.simulator.image import FirmwareImage, image_parts

Parts = tuple[tuple[int, bytes], ...]

_ARGUMENTS_NAME: Final = "flasher_args.json"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BUILD_S: Final = 600.0
_SHOWN_LINES: Final = 5


class _FlasherArguments(msgspec.Struct, frozen=True):
    """The one part of the file that says what goes where."""

    flash_files: dict[str, str]


def read_parts(board: Board, path: Path) -> Parts:
    """Read images from a file or a folder; raises ImageError with what is wrong with them."""
    if not path.exists():
        raise ImageError(f"there is no image at {str(path)!r}: the image command must write it to '{{output}}'")
    loader = family(board).loader
    parts = _from_folder(path) if path.is_dir() else ((_offset(board), _read(path)),)
    if not path.is_dir():
        _be_no_merged_image(board, path, parts[0][1])
    for offset, data in parts:
        if loader is not None and offset == loader.application_offset and data[:1] != bytes([MAGIC]):
            raise ImageError(f"{str(path)!r} holds no ESP application image: expected its first byte to be 0xe9")
    return parts


def _be_no_merged_image(board: Board, path: Path, data: bytes) -> None:
    """Refuse boot loader, partition table and application in one file, which begins as an application on some chips."""
    table = parse_table(data, USUAL_OFFSET) if family(board).esp_image is not None else None
    # Two bytes of one row stand at that place of an application by chance, some day; two rows do not.
    if table is not None and len(table.partitions) > 1:
        raise ImageError(
            f"{str(path)!r} is a merged image with a boot loader and a partition table: in the application's place it"
            " does not start, and at 0 it would overwrite NVS; give the application alone (of Arduino the .ino.bin), or"
            f" a folder with {_ARGUMENTS_NAME!r}"
        )


def _from_folder(folder: Path) -> Parts:
    arguments = folder / _ARGUMENTS_NAME
    try:
        named = msgspec.json.decode(_read(arguments), type=_FlasherArguments).flash_files
        return tuple(sorted((int(offset, 0), _read(folder / name)) for offset, name in named.items()))
    except (*NOT_JSON, ValueError) as error:
        raise ImageError(f"{str(arguments)!r} cannot be understood: {error}") from None


def _offset(board: Board) -> int:
    loader = family(board).loader
    if loader is None:
        raise ImageError(f"an image file for {board.value} cannot be written over serial; flash it by the agent")
    return loader.application_offset


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        cause = os_reason(error)
        raise ImageError(f"image {str(path)!r} cannot be read: {cause}") from None


class ImageSource(Protocol):
    """Makes images."""

    def parts(self, board: Board, image: FirmwareImage) -> Parts:
        """Give what to write where (byte offset, bytes) so that the board runs this firmware; raises ImageError."""


class VirtualImages:
    """Images for virtual boards: made here, in the chip's real format."""

    def parts(self, board: Board, image: FirmwareImage) -> Parts:
        """Give the parts."""
        return image_parts(board, image)


@dataclass(frozen=True, slots=True)
class CommandImages:
    """Images made by a command of the inventory.

    `words` are its words with placeholders `{token} {ssid} {password} {server} {output}`, filled in after the command
    was split, so that no value can become anything but one word; no shell sees them. Every value is in the environment
    too, as `OCEANHIL_TOKEN` and so on, for who does not want secrets in the list of processes. It is run in `folder`,
    and must leave at `{output}` an application image or a folder with `flasher_args.json`.
    """

    words: tuple[str, ...]
    folder: Path
    timeout_s: float = _BUILD_S

    def parts(self, board: Board, image: FirmwareImage) -> Parts:
        """Run the command and read what it left."""
        with TemporaryDirectory(prefix="oceanhil-") as folder:
            output = Path(folder) / "firmware.bin"
            values = _values(image, output)
            self._run([_filled(word, values) for word in self.words], values)
            return read_parts(board, output)

    def _run(self, words: list[str], values: Mapping[str, str]) -> None:
        environment = {f"OCEANHIL_{name.upper()}": value for name, value in values.items()}
        program = self.words[0]
        if is_untrusted():
            raise ImageError(refusal(f"image command {program!r} runs a program"))
        try:
            finished = run_to_end(words, self.timeout_s, environment=environment, folder=self.folder)
        except StoppedError as stopped:
            raise ImageError(
                f"image command {program!r} did not end within {self.timeout_s:g} s and was stopped; run it by hand: "
                "it may wait for an answer",
                output=_without_secrets(stopped.output, values),
            ) from None
        except OSError as error:
            cause = os_reason(error)
            raise ImageError(
                f"image command {program!r} cannot be run: {cause}; correct 'image' in boards.toml"
            ) from None
        if finished.exit_code:
            shown = _without_secrets(finished.output, values)
            last = " / ".join(shown.splitlines()[-_SHOWN_LINES:])
            raise ImageError(f"image command {program!r} failed with {finished.exit_code}: {last}", output=shown)


def _values(image: FirmwareImage, output: Path) -> dict[str, str]:
    firmware = image.firmware
    return {
        "token": firmware.registration_token,
        "ssid": firmware.wifi_ssid,
        "password": firmware.wifi_password,
        "server": image.server_url or "",
        "output": str(output),
    }


def _filled(word: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), word)


def _without_secrets(output: str, values: Mapping[str, str]) -> str:
    for name in ("token", "password"):
        if values[name]:
            output = output.replace(values[name], f"<{name}>")
    return redact(output)
