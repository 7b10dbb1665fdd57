import json
import sys
from pathlib import Path

import pytest

from oceanhil.hil.download.download_errors import ImageError
from oceanhil.hil.download.image_source import CommandImages, VirtualImages, read_parts
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.formats.partition_table import Partition, build_table
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.image import FirmwareImage, read_image

TOKEN = "oc_reg_" + "T" * 43
PASSWORD = "correct; $(touch hacked) 'horse'"
IMAGE = FirmwareImage(Firmware(TOKEN, wifi_ssid="Ocean Net", wifi_password=PASSWORD), "http://10.0.0.1:8080")
WRITE = "import sys; open(sys.argv[1], 'wb').write(b'\\xe9' + '|'.join(sys.argv[2:]).encode())"
FAIL = "import sys; print('cannot link', sys.argv[2], sys.argv[3]); sys.exit(3)"


def command(folder: Path, code: str, *more: str, timeout_s: float = 60) -> CommandImages:
    return CommandImages((sys.executable, "-ISc", code, "{output}", *more), folder, timeout_s=timeout_s)


def test_values_are_filled_in_as_single_words_and_no_shell_sees_them(tmp_path: Path) -> None:
    source = command(tmp_path, WRITE, "--token={token}", "{ssid}", "{password}", "{server}", "{kept}")
    ((offset, data),) = source.parts(Board.ESP8266, IMAGE)
    assert offset == 0
    assert data[1:].decode() == f"--token={TOKEN}|Ocean Net|{PASSWORD}|http://10.0.0.1:8080|{{kept}}"
    assert not (tmp_path / "hacked").exists()


def test_every_value_is_in_the_environment_too(tmp_path: Path) -> None:
    code = (
        "import os; open(os.environ['OCEANHIL_OUTPUT'], 'wb').write(b'\\xe9' + os.environ['OCEANHIL_TOKEN'].encode())"
    )
    ((_, data),) = command(tmp_path, code).parts(Board.ESP8266, IMAGE)
    assert data[1:].decode() == TOKEN


def test_the_command_runs_where_the_inventory_says(tmp_path: Path) -> None:
    code = "import os, sys; open(sys.argv[1], 'wb').write(b'\\xe9' + os.getcwd().encode())"
    ((_, data),) = command(tmp_path, code).parts(Board.ESP8266, IMAGE)
    assert Path(data[1:].decode()).samefile(tmp_path)


def test_an_esp32_application_goes_where_its_boot_loader_looks(tmp_path: Path) -> None:
    ((offset, _),) = command(tmp_path, WRITE).parts(Board.ESP32, IMAGE)
    assert offset == 0x10000


def test_a_failing_command_is_told_without_secrets(tmp_path: Path) -> None:
    with pytest.raises(ImageError) as caught:
        command(tmp_path, FAIL, "{token}", "{password}").parts(Board.ESP8266, IMAGE)
    assert str(caught.value).endswith("failed with 3: cannot link <token> <password>")
    assert TOKEN not in caught.value.output


def test_a_command_that_hangs_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"did not end within 0\.3 s and was stopped; run it by hand"):
        command(tmp_path, "import threading; threading.Event().wait()", timeout_s=0.3).parts(Board.ESP8266, IMAGE)


def test_a_command_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"image command '/no/such' cannot be run: no such file"):
        CommandImages(("/no/such", "{output}"), tmp_path).parts(Board.ESP8266, IMAGE)


def test_a_command_that_leaves_nothing_is_told_what_it_should_do(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"must write it to '\{output\}'"):
        command(tmp_path, "").parts(Board.ESP8266, IMAGE)


def test_a_build_folder_says_itself_what_goes_where(tmp_path: Path) -> None:
    (tmp_path / "app.bin").write_bytes(b"\xe9application")
    (tmp_path / "boot.bin").write_bytes(b"\xe9loader")
    arguments = {"flash_files": {"0x10000": "app.bin", "0x1000": "boot.bin"}, "extra": 1}
    (tmp_path / "flasher_args.json").write_text(json.dumps(arguments))
    assert read_parts(Board.ESP32, tmp_path) == ((0x1000, b"\xe9loader"), (0x10000, b"\xe9application"))


@pytest.mark.parametrize("text", ["", "{}", '{"flash_files": {"there": "app.bin"}}', '{"flash_files": {"0": "gone"}}'])
def test_a_build_folder_that_cannot_be_understood_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "flasher_args.json").write_text(text)
    with pytest.raises(ImageError, match=r"cannot be (understood|read)"):
        read_parts(Board.ESP32, tmp_path)


def test_a_file_that_is_no_image_is_refused_before_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "firmware.bin").write_bytes(b"\x7fELF")
    with pytest.raises(ImageError, match="expected its first byte to be 0xe9"):
        read_parts(Board.ESP8266, tmp_path / "firmware.bin")


@pytest.mark.parametrize(("board", "boots_at"), [(Board.ESP32, 0x1000), (Board("esp32c3"), 0), (Board("esp32s3"), 0)])
def test_a_merged_image_is_not_written_as_an_application(tmp_path: Path, board: Board, boots_at: int) -> None:
    table = build_table([Partition("nvs", 1, 2, 0x9000, 0x5000), Partition("app0", 0, 0x10, 0x10000, 0x100000)])
    merged = bytearray(b"\xff" * 0x11000)
    merged[boots_at] = merged[0x10000] = 0xE9
    merged[0x8000 : 0x8000 + len(table)] = table
    (tmp_path / "sketch.ino.merged.bin").write_bytes(merged)
    with pytest.raises(ImageError, match="is a merged image"):
        read_parts(board, tmp_path / "sketch.ino.merged.bin")


def test_a_pico_image_does_not_go_over_serial(tmp_path: Path) -> None:
    (tmp_path / "firmware.bin").write_bytes(b"UF2")
    with pytest.raises(ImageError, match="picow cannot be written over serial"):
        read_parts(Board.PICOW, tmp_path / "firmware.bin")


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266])
def test_a_virtual_boards_image_boots_from_its_parts(board: Board) -> None:
    flash = Flash(4 << 20)
    for offset, data in VirtualImages().parts(board, IMAGE):
        flash.load(data, offset)
    assert read_image(board, flash) == IMAGE
