import os
from pathlib import Path

import pytest

from oceanhil.app.firmware.images import read_uf2, sketch_parts, sketch_uf2
from oceanhil.app.firmware.tool_errors import FolderError, Uf2FileError
from oceanhil.hil.download.download_errors import ImageError
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.formats.uf2 import Family, build_uf2
from oceanhil.simulator.image import FirmwareImage, image_parts
from tests.app.firmware.user import pico_uf2, rendered

ESP32 = dict(image_parts(Board.ESP32, FirmwareImage(Firmware("oc_reg_x"), "http://127.0.0.1:9")))
TABLE = ESP32[0x8000]
ARDUINO = {"oceanremote.ino.bootloader.bin": b"\xe9boot", "oceanremote.ino.partitions.bin": TABLE}
PLATFORMIO = {"bootloader.bin": b"\xe9boot", "partitions.bin": TABLE}


def leave(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def test_an_esp8266_has_one_part(tmp_path: Path) -> None:
    sketch = rendered(tmp_path)
    leave(sketch.output, {"oceanremote.ino.bin": b"\xe9one"})
    assert sketch_parts(sketch) == ((0, b"\xe9one"),)


@pytest.mark.parametrize(
    ("place", "files"),
    [
        ("build", {**ARDUINO, "oceanremote.ino.bin": b"\xe9app"}),
        (".pio/build/esp32", {**PLATFORMIO, "firmware.bin": b"\xe9app"}),
    ],
)
def test_an_esp32_has_boot_loader_table_and_application_and_forgets_updates_over_the_air(
    tmp_path: Path, place: str, files: dict[str, bytes]
) -> None:
    sketch = rendered(tmp_path, Board.ESP32)
    leave(sketch.folder / place, files)
    erased = (0xE000, b"\xff" * 0x2000)
    assert sketch_parts(sketch) == ((0x1000, b"\xe9boot"), (0x8000, TABLE), erased, (0x10000, b"\xe9app"))


def test_the_build_made_last_counts(tmp_path: Path) -> None:
    sketch = rendered(tmp_path)
    leave(sketch.output, {"oceanremote.ino.bin": b"\xe9new"})
    leave(sketch.folder / ".pio" / "build" / "esp8266", {"firmware.bin": b"\xe9old"})
    os.utime(sketch.folder / ".pio" / "build" / "esp8266" / "firmware.bin", (1, 1))
    assert sketch_parts(sketch) == ((0, b"\xe9new"),)


def test_a_damaged_partition_table_is_refused(tmp_path: Path) -> None:
    sketch = rendered(tmp_path, Board.ESP32)
    damaged = {**ARDUINO, "oceanremote.ino.partitions.bin": b"\0" + TABLE[1:]}
    leave(sketch.output, {**damaged, "oceanremote.ino.bin": b"\xe9app"})
    with pytest.raises(FolderError, match="partition table of the build is damaged"):
        sketch_parts(sketch)


def test_a_sketch_that_is_not_built_says_how_to(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="is not built yet; build it with 'oceanhil firmware build'"):
        sketch_parts(rendered(tmp_path))


def test_a_build_that_left_no_image_is_not_flashed(tmp_path: Path) -> None:
    sketch = rendered(tmp_path)
    leave(sketch.output, {"oceanremote.ino.bin": b"\x7fELF"})
    with pytest.raises(ImageError, match="expected its first byte to be 0xe9"):
        sketch_parts(sketch)


def test_a_picos_own_uf2_is_taken_and_one_is_made_of_a_plain_image(tmp_path: Path) -> None:
    sketch = rendered(tmp_path, Board.PICOW)
    leave(sketch.output, {"oceanremote.ino.bin": b"plain"})
    assert sketch_uf2(sketch) == pico_uf2(b"plain")
    leave(sketch.output, {"oceanremote.ino.uf2": pico_uf2(b"own")})
    assert sketch_uf2(sketch) == pico_uf2(b"own")


def test_a_file_that_only_calls_itself_uf2_is_refused(tmp_path: Path) -> None:
    (tmp_path / "firmware.uf2").write_bytes(b"hello")
    with pytest.raises(Uf2FileError, match=r"'firmware\.uf2' is no UF2 file"):
        read_uf2(tmp_path / "firmware.uf2")


def read_as_uf2(folder: Path, data: bytes) -> bytes:
    (folder / "firmware.uf2").write_bytes(data)
    return read_uf2(folder / "firmware.uf2")


def test_a_uf2_file_is_taken_whole_and_as_it_is(tmp_path: Path) -> None:
    whole = pico_uf2(bytes(600))
    assert read_as_uf2(tmp_path, whole) == whole
    with pytest.raises(Uf2FileError, match="its 1535 bytes are not blocks of 512"):
        read_as_uf2(tmp_path, whole[:-1])
    with pytest.raises(Uf2FileError, match="is not whole: it has 2 of 3 blocks; copy or build it again"):
        read_as_uf2(tmp_path, whole[:-512])
    with pytest.raises(Uf2FileError, match="is not whole: it has 3 of 3 blocks"):
        read_as_uf2(tmp_path, whole[512:] + whole[:512])
    with pytest.raises(Uf2FileError, match="a block begins or ends with other words than the format's"):
        read_as_uf2(tmp_path, whole[:-1] + b"x")


def test_blocks_of_another_chip_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Uf2FileError, match=r"for chip family 0xe48bff59, expected 0xe48bff56 \(RP2040\)"):
        read_as_uf2(tmp_path, build_uf2(0x10000000, b"x", Family.RP2350_ARM_S))


@pytest.mark.parametrize(("at", "value"), [(8, 0x01), (12, 0x01), (16, 0xFF)], ids=["not-flash", "address", "length"])
def test_a_block_that_an_rp2040_does_not_take_is_refused(tmp_path: Path, at: int, value: int) -> None:
    data = bytearray(pico_uf2(b"x"))
    data[at] |= value
    with pytest.raises(Uf2FileError, match="a block that the boot loader of an RP2040 does not take"):
        read_as_uf2(tmp_path, bytes(data))


def test_an_empty_image_is_refused(tmp_path: Path) -> None:
    (tmp_path / "firmware.bin").write_bytes(b"")
    with pytest.raises(Uf2FileError, match="the image is empty; build it again"):
        read_uf2(tmp_path / "firmware.bin")
