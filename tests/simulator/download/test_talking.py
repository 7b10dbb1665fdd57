"""Getting to know a chip: synchronisation, registers, baud rate."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.simulator.download import Loader
from oceanhil.simulator.download.packet import Command
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.identity.fuses import burn
from tests.simulator.download.host import MAC, SYNC_DATA, Host, words
from tests.together import together

each_board = pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266], ids=lambda board: str(board.value))
ESP32_SPI, ESP8266_SPI = 0x3FF42000, 0x60000200


def read(host: Host, address: int) -> int:
    answer = host.ask(Command.READ_REG, words(address))
    assert answer.is_good
    return answer.value


def write(host: Host, address: int, value: int, mask: int = 0xFFFFFFFF) -> None:
    assert host.ask(Command.WRITE_REG, words(address, value, mask, 0)).is_good


@pytest.mark.parametrize(
    ("board", "packet"),
    [(Board.ESP32, "010804000712205500000000"), (Board.ESP8266, "01080200070712200000")],
    ids=["esp32", "esp8266"],
)
def test_a_rom_answers_sync_eight_times(board: Board, packet: str) -> None:
    assert Host(board).request(Command.SYNC, SYNC_DATA) == 8 * [bytes.fromhex(packet)]


def test_the_stub_answers_sync_with_value_0() -> None:
    host = Host(Board.ESP32, stub=True)
    assert [host.answer(each).value for each in host.request(Command.SYNC, SYNC_DATA)] == 8 * [0]


def test_a_picow_has_no_serial_loader() -> None:
    with pytest.raises(ValueError, match="'picow' has no serial download mode"):
        Loader(Board.PICOW, Flash(4096), ())


@pytest.mark.parametrize(
    ("board", "magic"), [(Board.ESP32, 0x00F01D83), (Board.ESP8266, 0xFFF0C101)], ids=["esp32", "esp8266"]
)
def test_the_rom_word_tells_the_chip_and_cannot_be_written(board: Board, magic: int) -> None:
    host = Host(board)
    write(host, 0x40001000, 0)
    assert read(host, 0x40001000) == magic


@pytest.mark.parametrize(
    ("board", "first"), [(Board.ESP32, 0x3FF5A000), (Board.ESP8266, 0x3FF00050)], ids=["esp32", "esp8266"]
)
def test_fuse_words_are_where_the_chip_has_them(board: Board, first: int) -> None:
    host, fuses = Host(board), burn(board, MAC)
    assert tuple(read(host, first + 4 * index) for index in range(len(fuses))) == fuses


@each_board
def test_a_write_changes_only_the_bits_of_its_mask(board: Board) -> None:
    host = Host(board)
    write(host, 0x3FFE8000, 0x11223344)
    write(host, 0x3FFE8000, 0xAABBCCDD, mask=0x00FFFF00)
    assert read(host, 0x3FFE8000) == 0x11BBCC44


@each_board
def test_an_address_off_a_word_is_refused(board: Board) -> None:
    assert Host(board).ask(Command.READ_REG, words(0x3FFE8001)).status == b"\x01\x05"


@pytest.mark.parametrize(
    ("board", "address", "baud_times_divider"),
    [(Board.ESP32, 0x3FF40014, 40e6), (Board.ESP8266, 0x60000014, 52e6)],
    ids=["esp32", "esp8266"],
)
def test_the_clock_divider_tells_the_crystal(board: Board, address: int, baud_times_divider: float) -> None:
    divider = read(Host(board), address) & 0xFFFFF
    assert divider * 115_200 == pytest.approx(baud_times_divider, rel=0.003)


def test_the_flash_chip_gives_its_jedec_id_through_the_spi_registers() -> None:
    host = Host(Board.ESP32)
    write(host, ESP32_SPI + 0x2C, 23)
    write(host, ESP32_SPI + 0x1C, 1 << 31 | 1 << 28)
    write(host, ESP32_SPI + 0x24, 7 << 28 | 0x9F)
    write(host, ESP32_SPI, 1 << 18)
    assert (read(host, ESP32_SPI), read(host, ESP32_SPI + 0x80)) == (0, 0x1640EF)


def test_on_an_esp8266_the_answers_length_stands_in_another_register() -> None:
    host = Host(Board.ESP8266)
    write(host, ESP8266_SPI + 0x20, 15 << 8)
    write(host, ESP8266_SPI + 0x1C, 1 << 31 | 1 << 28)
    write(host, ESP8266_SPI + 0x24, 7 << 28 | 0x9F)
    write(host, ESP8266_SPI, 1 << 18)
    assert read(host, ESP8266_SPI + 0x40) == 0x40EF


def test_the_baud_rate_changes_with_the_answer() -> None:
    host = Host(Board.ESP32)
    assert host.loader.baud == 115_200
    assert host.ask(Command.CHANGE_BAUDRATE, words(921_600, 0)).is_good
    assert host.loader.baud == 921_600


def test_a_baud_rate_that_no_uart_has_is_refused() -> None:
    host = Host(Board.ESP32)
    assert host.ask(Command.CHANGE_BAUDRATE, words(0, 0)).status == b"\x01\x05"
    assert host.loader.baud == 115_200


@pytest.mark.parametrize(
    ("board", "operation"),
    [
        (Board.ESP8266, Command.CHANGE_BAUDRATE),
        (Board.ESP8266, Command.SPI_FLASH_MD5),
        (Board.ESP32, Command.GET_SECURITY_INFO),
        (Board.ESP32, Command.ERASE_FLASH),
        (Board.ESP32, 0x77),
    ],
)
def test_a_rom_does_not_know_later_operations(board: Board, operation: int) -> None:
    assert Host(board).ask(operation).status == b"\x01\x05"


@pytest.mark.parametrize(
    "operation", [Command.GET_SECURITY_INFO, Command.FLASH_ENCRYPT_DATA, Command.READ_FLASH_SLOW, 0x77]
)
def test_the_stub_calls_them_unimplemented(operation: int) -> None:
    assert Host(Board.ESP32, stub=True).ask(operation).status == b"\xff\x00"


@pytest.mark.parametrize(("stub", "status"), [(False, b"\x01\x05"), (True, b"\xc0\x00")], ids=["rom", "stub"])
def test_a_length_field_that_does_not_fit_is_refused(stub: bool, status: bytes) -> None:
    assert Host(Board.ESP32, stub=stub).ask(Command.READ_REG, words(0x40001000), size=5).status == status


def test_an_esp32s_divider_has_sixteenths() -> None:
    divider = read(Host(Board.ESP32), 0x3FF40014)
    assert (divider & 0xFFFFF) + (divider >> 20) / 16 == pytest.approx(40e6 / 115_200, abs=1 / 16)


def test_a_flash_command_without_a_read_phase_changes_no_data_register() -> None:
    host = Host(Board.ESP32)
    write(host, ESP32_SPI + 0x80, 0x12345678)
    write(host, ESP32_SPI + 0x1C, 1 << 31)
    write(host, ESP32_SPI + 0x24, 7 << 28 | 0x9F)
    write(host, ESP32_SPI, 1 << 18)
    assert read(host, ESP32_SPI + 0x80) == 0x12345678


@together
@each_board
@pytest.mark.parametrize("stub", [False, True], ids=["rom", "stub"])
@pytest.mark.parametrize("operation", [each for each in Command if each not in {Command.SYNC, Command.ERASE_FLASH}])
def test_the_value_field_is_zero_in_every_answer_but_that_of_read_reg(
    board: Board, stub: bool, operation: Command
) -> None:
    # esptool documentation, "Response Packet": "Used by READ_REG command. Zero otherwise", refusals included.
    host = Host(board, stub=stub)
    for data in (b"", b"x", words(0), words(0, 0), words(0, 0, 4, 0)):
        answers = host.request(operation, data)[:1]
        assert [host.answer(each).value for each in answers] == [0] * len(answers)
