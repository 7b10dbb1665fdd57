"""What a build left, as what a board takes: parts of flash for the ESPs, one UF2 file for the Pico.

Where the parts go: ESP-IDF Programming Guide, "Partition Tables" (table at 0x8000)
and the ESP8266 Arduino core's documentation (one image at 0).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.app.firmware.sketch import SKETCH_NAME, Sketch, is_sketch, open_sketch
from oceanhil.app.firmware.tool_errors import FolderError, Uf2FileError
from oceanhil.boards import family
from oceanhil.boards.family import EspImage
from oceanhil.hil.download.image_source import Parts, read_parts
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats import uf2
from oceanhil.protocol.formats.partition_table import USUAL_OFFSET, Kind, parse_table
from oceanhil.protocol.formats.pico_image import FLASH_BASE
from oceanhil.protocol.wording import os_reason

UF2_SUFFIX: Final = ".uf2"
_NEXT: Final = "build it with 'oceanhil firmware build'"


def sketch_parts(sketch: Sketch) -> Parts:
    """Give the parts that a build of a sketch for an ESP left; raises FolderError and ImageError."""
    folder, stem = _newest(sketch)
    application = folder / f"{stem}.bin"
    of = family(sketch.board)
    if of.esp_image is None:
        return read_parts(sketch.board, application)
    prefix = f"{stem}." if stem != "firmware" else ""
    bootloader, table = (_read(folder / f"{prefix}{name}.bin") for name in ("bootloader", "partitions"))
    ((_, data),) = read_parts(sketch.board, application)
    return _partitioned(of.esp_image, of.flash_bytes, bootloader, table, data)


def sketch_uf2(sketch: Sketch) -> bytes:
    """Give the UF2 file of a Pico's build, made from the plain image if that is all there is."""
    folder, stem = _newest(sketch)
    ready = folder / f"{stem}{UF2_SUFFIX}"
    return read_uf2(ready if ready.is_file() else folder / f"{stem}.bin")


def read_uf2(path: Path) -> bytes:
    """Read a UF2 file, or make one of a plain image for the start of flash; raises Uf2FileError and FolderError."""
    data = _read(path)
    if path.suffix.lower() != UF2_SUFFIX:
        if not data:
            raise Uf2FileError("the image is empty; build it again")
        return uf2.build_uf2(FLASH_BASE, data, uf2.Family.RP2040)
    _check_uf2(data, path.name)
    return data


def _check_uf2(data: bytes, name: str) -> None:
    """Raise Uf2FileError unless `data` is a whole file whose every block is for an RP2040."""
    if not data or len(data) % uf2.BLOCK_BYTES:
        raise Uf2FileError(f"{name!r} is no UF2 file: its {len(data)} bytes are not blocks of {uf2.BLOCK_BYTES}")
    try:
        blocks = uf2.parse_uf2(data)
    except uf2.Uf2Error:
        raise Uf2FileError(
            f"{name!r} is no UF2 file: a block begins or ends with other words than the format's"
        ) from None
    for block in blocks:
        _check_block(block, name)
    if any((block.number, block.total) != (number, len(blocks)) for number, block in enumerate(blocks)):
        raise Uf2FileError(
            f"{name!r} is not whole: it has {len(blocks)} of {blocks[0].total} blocks; copy or build it again"
        )


def _check_block(block: uf2.Block, name: str) -> None:
    expected = uf2.Family.RP2040
    if block.family != expected:
        named = block.family or 0
        raise Uf2FileError(
            f"{name!r} is for chip family {named:#010x}, expected {expected:#010x} (RP2040); build for picow"
        )
    if not block.for_flash or block.length != uf2.PAGE_BYTES or block.address % uf2.PAGE_BYTES:
        raise Uf2FileError(f"{name!r} has a block that the boot loader of an RP2040 does not take; build it again")


def _outputs(sketch: Sketch) -> Iterator[tuple[Path, str]]:
    """Give where each build tool leaves images, and how it calls them."""
    yield sketch.output, f"{SKETCH_NAME}.ino"
    yield sketch.folder / ".pio" / "build" / family(sketch.board).build.environment, "firmware"


def _newest(sketch: Sketch) -> tuple[Path, str]:
    found = [
        (image.stat().st_mtime_ns, folder, stem)
        for folder, stem in _outputs(sketch)
        for suffix in (".bin", UF2_SUFFIX)
        if (image := folder / f"{stem}{suffix}").is_file()
    ]
    if not found:
        raise FolderError(f"{str(sketch.folder)!r} is not built yet; {_NEXT}")
    _, folder, stem = max(found)
    return folder, stem


def _partitioned(of: EspImage, flash_bytes: int, bootloader: bytes, table: bytes, application: bytes) -> Parts:
    parsed = parse_table(table)
    area = parsed.application(flash_bytes) if parsed is not None else None
    if parsed is None or area is None or len(application) > area.size:
        raise FolderError(f"the partition table of the build is damaged, or too small for the application; {_NEXT}")
    parts = [(of.bootloader_offset, bootloader), (USUAL_OFFSET, table), (area.offset, application)]
    # Erased, it lets the boot loader start the first application, whichever an update over the air had chosen before.
    parts += [(each.offset, b"\xff" * each.size) for each in parsed.of_kind(Kind.OTA_DATA)]
    return tuple(sorted(parts))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        cause = os_reason(error)
        raise FolderError(f"{str(path)!r} cannot be read: {cause}; {_NEXT}") from None


@dataclass(frozen=True, slots=True)
class Payload:
    """A firmware to flash; `board` is the family that its files name, None if they do not."""

    path: Path
    sketch: Sketch | None
    board: Board | None

    def parts(self, board: Board) -> Parts:
        """Give the parts for an ESP board; raises FolderError and ImageError."""
        return sketch_parts(self.sketch) if self.sketch else read_parts(board, self.path)

    def uf2(self) -> bytes:
        """Give the UF2 file for a Pico; raises FolderError and Uf2FileError."""
        return sketch_uf2(self.sketch) if self.sketch else read_uf2(self.path)


def open_payload(path: Path) -> Payload:
    """Look at a file or folder; raises FolderError if there is none."""
    if not path.exists():
        raise FolderError(f"there is no {str(path)!r}; expected a rendered sketch or an image")
    if path.is_dir() and is_sketch(path):
        sketch = open_sketch(path)
        return Payload(path, sketch, sketch.board)
    return Payload(path, None, Board.PICOW if path.suffix.lower() == UF2_SUFFIX else None)


def agreed_board(payload: Payload, other: Board | None, source: str) -> Board:
    """Give the family that the files and `other` agree on; raises FolderError. `source` says where `other` is from."""
    if payload.board and other and payload.board is not other:
        raise FolderError(
            f"{str(payload.path)!r} is for {payload.board.value}, {source} says {other.value}; nothing was written"
        )
    board = payload.board or other
    if board is None:
        raise FolderError(f"{str(payload.path)!r} does not say which board it is for; name it with --kind")
    return board
