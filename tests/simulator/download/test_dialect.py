"""The loaders as the protocol document describes them: operations, numbers of errors, registers of each chip."""

import struct

import pytest

from oceanhil.boards import family
from oceanhil.boards.rom import Loader as LoaderFacts
from oceanhil.protocol.board import Board
from oceanhil.simulator.download import Loader
from oceanhil.simulator.download.blocks import Announced, announced
from oceanhil.simulator.download.dialect import ESP32_ROM, ESP8266_ROM, LOADERS, STUB, Dialect
from oceanhil.simulator.download.flash_area import FlashArea, sectors
from oceanhil.simulator.download.packet import FRAME_BYTES_MAX, Command, Request, parse
from oceanhil.simulator.download.registers import Registers, SpiController
from oceanhil.simulator.download.reply import Fault, RefusedError
from oceanhil.simulator.download.slip import encode
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from oceanhil.simulator.identity.fuses import burn
from tests.simulator.download.host import MAC, SYNC_DATA, Host, words
from tests.together import together

each_board = pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266], ids=lambda board: str(board.value))


def facts_of(board: Board) -> LoaderFacts:
    """Give the registers of a family with a loader."""
    facts = family(board).loader
    assert facts is not None
    return facts


# esptool documentation, "Serial Protocol", "Commands".
FIRST_ROM = {0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A}
SINCE_ESP32 = {0x0B, 0x0D, 0x0F, 0x10, 0x11, 0x12, 0x13}
STUB_ONLY = {0xD0, 0xD1, 0xD2, 0xD3}


@pytest.mark.parametrize(
    ("dialect", "operations"),
    [
        (ESP8266_ROM, FIRST_ROM),
        (ESP32_ROM, FIRST_ROM | SINCE_ESP32 | {0x0E}),
        (STUB, FIRST_ROM | SINCE_ESP32 | STUB_ONLY),
    ],
    ids=["esp8266-rom", "esp32-rom", "stub"],
)
def test_each_loader_knows_the_operations_of_the_document(dialect: Dialect, operations: set[int]) -> None:
    assert {int(each) for each in dialect.operations} == operations


def test_operations_have_the_numbers_of_the_document() -> None:
    assert {each.name: int(each) for each in Command} == {
        "FLASH_BEGIN": 0x02, "FLASH_DATA": 0x03, "FLASH_END": 0x04, "MEM_BEGIN": 0x05, "MEM_END": 0x06,
        "MEM_DATA": 0x07, "SYNC": 0x08, "WRITE_REG": 0x09, "READ_REG": 0x0A, "SPI_SET_PARAMS": 0x0B,
        "SPI_ATTACH": 0x0D, "READ_FLASH_SLOW": 0x0E, "CHANGE_BAUDRATE": 0x0F, "FLASH_DEFL_BEGIN": 0x10,
        "FLASH_DEFL_DATA": 0x11, "FLASH_DEFL_END": 0x12, "SPI_FLASH_MD5": 0x13, "GET_SECURITY_INFO": 0x14,
        "ERASE_FLASH": 0xD0, "ERASE_REGION": 0xD1, "READ_FLASH": 0xD2, "RUN_USER_CODE": 0xD3,
        "FLASH_ENCRYPT_DATA": 0xD4,
    }  # fmt: skip


# ROM: "Status & Error Codes" of the document; stub: its own numbers, whose second byte says nothing.
ROM_ERRORS = {
    Fault.UNKNOWN: 5, Fault.LENGTH: 5, Fault.CHECKSUM: 7, Fault.BLOCK_SIZE: 5, Fault.ORDER: 6, Fault.NOT_BEGUN: 6,
    Fault.TOO_LITTLE: 6, Fault.TOO_MUCH: 6, Fault.DEFLATE: 0x0B, Fault.FLASH: 6, Fault.WRITE: 8,
    Fault.READ_LENGTH: 0x0A,
}  # fmt: skip
STUB_ERRORS = {
    Fault.UNKNOWN: 0xFF, Fault.LENGTH: 0xC0, Fault.CHECKSUM: 0xC1, Fault.BLOCK_SIZE: 0xC2, Fault.ORDER: 0xC3,
    Fault.NOT_BEGUN: 0xC6, Fault.TOO_LITTLE: 0xC8, Fault.TOO_MUCH: 0xC9, Fault.DEFLATE: 0xC7, Fault.FLASH: 0xC4,
    Fault.WRITE: 0xC4, Fault.READ_LENGTH: 0xC0,
}  # fmt: skip


@together
@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_its_number_padded_to_the_length_of_the_loaders_status(fault: Fault) -> None:
    assert ESP8266_ROM.status(fault) == bytes([1, ROM_ERRORS[fault]])
    assert ESP32_ROM.status(fault) == bytes([1, ROM_ERRORS[fault], 0, 0])
    assert STUB.status(fault) == bytes([STUB_ERRORS[fault], 0])


def test_success_is_zeros() -> None:
    assert [each.status(None) for each in (ESP8266_ROM, ESP32_ROM, STUB)] == [bytes(2), bytes(4), bytes(2)]


def test_what_distinguishes_the_loaders() -> None:
    def habits(dialect: Dialect) -> tuple[bool, bool, bool, bool, bool]:
        return (
            dialect.erases_first,
            dialect.counts_first_block_twice,
            dialect.answers_first,
            dialect.hex_digest,
            dialect.needs_attach,
        )

    assert habits(ESP8266_ROM) == (True, True, False, False, False)
    assert habits(ESP32_ROM) == (True, False, False, True, True)
    assert habits(STUB) == (False, False, True, False, False)
    assert [each.attach_length for each in (ESP32_ROM, STUB)] == [8, 4]
    assert [each.sync_value for each in (ESP8266_ROM, ESP32_ROM, STUB)] == [0x20120707, 0x55201207, 0]


def test_a_board_has_its_own_rom() -> None:
    boards = (Board.ESP32, Board.ESP8266)
    assert [LOADERS[facts_of(board).dialect][0] for board in boards] == [ESP32_ROM, ESP8266_ROM]
    with pytest.raises(ValueError, match="board 'picow' has no serial download mode"):
        Host(Board.PICOW)


# Registers


def test_an_esp32_of_the_simulator_is_a_d0wd_of_revision_3_1_at_240_mhz() -> None:
    host = Host(Board.ESP32)
    fuses = [read(host, 0x3FF5A000 + 4 * index) for index in range(8)]
    assert tuple(fuses[:3]) == burn(Board.ESP32, MAC)
    # Package D0WD (1 in bits 9-11), 240 MHz (bit 13), revision (bit 15); esptool: get_chip_description.
    assert (fuses[3] >> 9 & 7, fuses[3] >> 13 & 1, fuses[3] >> 15 & 1) == (1, 1, 1)
    # 136 units of 62.5 kHz: an oscillator of 8.5 MHz. The reference voltage stands above it.
    assert (fuses[4] & 0xFF, fuses[4] >> 8, 136 * 0.0625) == (136, 0x10, 8.5)
    assert (fuses[5] >> 20 & 1, fuses[5] >> 24 & 3, fuses[6]) == (1, 1, 0)
    assert fuses[3:7] == [0xA200, 0x1088, 0x01100000, 0]
    # APB_CTL_DATE: bit 31 counts for the major revision.
    assert (read(host, 0x3FF6607C) >> 31, read(host, 0x3FF6607C)) == (1, 0x96042000)
    assert (read(host, 0x3FF44038), read(host, 0x3FF5F06C) >> 7) == (3, 753)


@each_board
def test_constants_and_fuses_cannot_be_written(board: Board) -> None:
    host, facts = Host(board), facts_of(board)
    for address in (*facts.constants, facts.fuses_from, facts.fuses_from + 4):
        before = read(host, address)
        write(host, address, ~before & 0xFFFFFFFF)
        assert read(host, address) == before


@pytest.mark.parametrize(
    ("board", "clock_hz", "divider_at", "spi", "first_word"),
    [
        (Board.ESP32, 40_000_000, 0x3FF40014, 0x3FF42000, 0x80),
        (Board.ESP8266, 52_000_000, 0x60000014, 0x60000200, 0x40),
    ],
    ids=["esp32", "esp8266"],
)
def test_uart_and_flash_controller_lie_where_the_manuals_say(
    board: Board, clock_hz: int, divider_at: int, spi: int, first_word: int
) -> None:
    facts = facts_of(board)
    assert (facts.uart_clock_hz, facts.uart_divider) == (clock_hz, divider_at)
    assert (facts.spi.base, facts.spi.first_word) == (spi, first_word)
    assert (facts.spi.miso_length is None) is (board is Board.ESP8266)


@pytest.mark.parametrize(
    ("board", "baud", "divider"),
    [
        # 40 MHz / 115,200 = 347 + 3/16; 52 MHz / 115,200 = 451 whole, and no fraction.
        (Board.ESP32, 115_200, 347 | 3 << 20),
        (Board.ESP32, 921_600, 43 | 6 << 20),
        (Board.ESP8266, 115_200, 451),
        (Board.ESP8266, 74_880, 694),
    ],
)
def test_the_divider_follows_the_rate(board: Board, baud: int, divider: int) -> None:
    host = Host(board)
    host.loader.baud = baud
    assert read(host, facts_of(board).uart_divider) == divider


def read(host: Host, address: int) -> int:
    answer = host.ask(Command.READ_REG, words(address))
    assert answer.is_good
    return answer.value


def write(host: Host, address: int, value: int, mask: int = 0xFFFFFFFF) -> None:
    assert host.ask(Command.WRITE_REG, words(address, value, mask, 0)).is_good


def test_several_words_are_written_by_one_request_and_an_unknown_one_reads_0() -> None:
    host = Host(Board.ESP32)
    groups = words(0x3FFE0000, 1, 0xFF, 0) + words(0x3FFE0004, 2, 0xFF, 9)
    assert host.ask(Command.WRITE_REG, groups).is_good
    assert [read(host, 0x3FFE0000 + 4 * index) for index in range(3)] == [1, 2, 0]


@pytest.mark.parametrize("data", [b"", words(0x3FFE0000, 1, 0xFF), words(0x3FFE0001, 1, 0xFF, 0)])
def test_a_write_that_is_no_whole_group_or_off_a_word_is_refused(data: bytes) -> None:
    host = Host(Board.ESP32)
    assert host.ask(Command.WRITE_REG, data).status == b"\x01\x05"
    assert read(host, 0x3FFE0000) == 0


def test_so_many_words_are_remembered_and_no_more() -> None:
    registers = Registers(facts_of(Board.ESP8266), burn(Board.ESP8266, MAC), 4 << 20, 115_200)
    for index in range(4097):
        registers.write(0x3FFE0000 + 4 * index, 7, 0xFFFFFFFF)
    assert [registers.read(0x3FFE0000 + 4 * index) for index in (0, 4095, 4096)] == [7, 7, 0]
    registers.write(0x3FFE0000, 8, 0xFFFFFFFF)
    assert registers.read(0x3FFE0000) == 8


# The flash controller

START, READS = 1 << 18, 1 << 28


def spi_answer(board: Board, command: int, bits: int, flash_bytes: int = 4 << 20) -> list[int]:
    """Let the controller run a command that takes so many bits, and give its 16 data words."""
    layout = facts_of(board).spi
    controller, length = SpiController(layout, flash_bytes), bits - 1
    at = layout.base
    if layout.miso_length is None:
        controller.write(at + 0x20, length << 8)
    else:
        controller.write(at + 0x2C, length)
    controller.write(at + 0x1C, READS)
    controller.write(at + 0x24, command)
    controller.write(at, START)
    assert controller.read(at) == 0
    return [controller.read(at + layout.first_word + 4 * index) for index in range(16)]


@each_board
@pytest.mark.parametrize(("flash_bytes", "code"), [(2 << 20, 0x15), (4 << 20, 0x16), (16 << 20, 0x18)])
def test_the_jedec_id_is_winbonds_with_the_size_as_a_power_of_two(board: Board, flash_bytes: int, code: int) -> None:
    assert spi_answer(board, 0x9F, 24, flash_bytes) == [code << 16 | 0x40EF] + [0] * 15


@each_board
@pytest.mark.parametrize(("bits", "word"), [(8, 0xEF), (9, 0x40EF), (16, 0x40EF), (17, 0x1640EF), (32, 0x1640EF)])
def test_so_many_bits_as_asked_for_are_filled_to_whole_bytes(board: Board, bits: int, word: int) -> None:
    assert spi_answer(board, 0x9F, bits)[0] == word


@each_board
@pytest.mark.parametrize("command", [0x05, 0x15, 0x35])
def test_the_chip_is_never_busy(board: Board, command: int) -> None:
    assert spi_answer(board, command, 8) == [0] * 16


@each_board
def test_a_command_that_the_chip_does_not_know_reads_ones(board: Board) -> None:
    assert spi_answer(board, 0x5A, 512) == [0xFFFFFFFF] * 16
    assert spi_answer(board, 0x5A, 40) == [0xFFFFFFFF, 0xFF] + [0] * 14


@each_board
def test_the_controller_has_its_registers_and_16_data_words(board: Board) -> None:
    layout = facts_of(board).spi
    controller = SpiController(layout, 4 << 20)
    end = layout.base + layout.first_word + 64
    assert [controller.has(each) for each in (layout.base - 4, layout.base, end - 4, end)] == [False, True, True, False]


@each_board
def test_nothing_runs_without_the_start_bit_or_in_another_register(board: Board) -> None:
    layout = facts_of(board).spi
    controller = SpiController(layout, 4 << 20)
    controller.write(layout.base + 0x1C, READS)
    controller.write(layout.base + 0x24, 0x9F)
    controller.write(layout.base, START - 1)
    controller.write(layout.base + 4, START)
    assert controller.read(layout.base + layout.first_word) == 0
    assert (controller.read(layout.base), controller.read(layout.base + 4)) == (START - 1, START)


# Requests


@pytest.mark.parametrize(
    ("length", "block_bytes", "fault"),
    [(16, 0x8000, None), (16, 0x8001, Fault.BLOCK_SIZE), (15, 1, Fault.LENGTH), (17, 1, Fault.LENGTH)],
)
def test_a_begin_has_four_words_and_a_block_that_fits_the_buffer(
    length: int, block_bytes: int, fault: Fault | None
) -> None:
    data = words(100, 2, block_bytes, 0x1000).ljust(length, b"\0")[:length]
    if fault is None:
        assert announced(data) == Announced(total=100, blocks=2, block_bytes=block_bytes, address=0x1000)
        return
    with pytest.raises(RefusedError) as refused:
        announced(data)
    assert refused.value.fault is fault


def test_a_fifth_word_of_a_begin_must_be_0() -> None:
    assert announced(words(1, 1, 1, 0, 0)).total == 1
    for data in (words(1, 1, 1, 0, 1), words(1, 1, 1, 0, 0, 0), words(1, 1, 1, 0, 1 << 24)):
        with pytest.raises(RefusedError):
            announced(data)


def test_a_refusal_says_what_is_wrong() -> None:
    assert str(RefusedError(Fault.ORDER)) == "block out of sequence"


def test_the_longest_frame_has_every_byte_of_header_and_data_escaped() -> None:
    assert FRAME_BYTES_MAX == 2 * (8 + 0xFFFF)


def test_a_header_alone_is_a_request() -> None:
    assert parse(bytes.fromhex("00d0000000000000")) == Request(0xD0, 0, 0, b"")


@pytest.mark.parametrize(
    ("operation", "length"),
    [
        (Command.SPI_ATTACH, 8), (Command.SPI_SET_PARAMS, 24), (Command.READ_REG, 4), (Command.SPI_FLASH_MD5, 16),
        (Command.READ_FLASH_SLOW, 8), (Command.CHANGE_BAUDRATE, 8), (Command.MEM_END, 8),
    ],
)  # fmt: skip
def test_a_request_of_another_length_is_refused(operation: Command, length: int) -> None:
    host = Host(Board.ESP32)
    for wrong in (length - 4, length + 4):
        assert host.ask(operation, bytes(wrong)).status == b"\x01\x05"
    if operation not in {Command.CHANGE_BAUDRATE, Command.MEM_END}:
        assert host.ask(operation, bytes(length)).is_good


def test_the_stub_attaches_with_four_bytes_and_erases_the_chip_without_any() -> None:
    host = Host(Board.ESP32, stub=True)
    assert host.ask(Command.SPI_ATTACH, bytes(4)).is_good
    assert host.ask(Command.SPI_ATTACH, bytes(8)).status == b"\xc0\x00"
    assert host.ask(Command.ERASE_FLASH, b"\0").status == b"\xc0\x00"


@pytest.mark.parametrize("data", [b"", SYNC_DATA[:-1], SYNC_DATA + b"\x55", b"\x07\x07\x12\x21" + 32 * b"\x55"])
def test_sync_is_the_documented_sequence(data: bytes) -> None:
    assert bytes.fromhex("07071220") + b"\x55" * 32 == SYNC_DATA
    assert Host(Board.ESP8266).ask(Command.SYNC, data).status == b"\x01\x05"


@pytest.mark.parametrize(("baud", "good"), [(299, False), (300, True), (5_000_000, True), (5_000_001, False)])
def test_a_uart_has_its_slowest_and_fastest_rate(baud: int, good: bool) -> None:
    host = Host(Board.ESP32)
    assert host.ask(Command.CHANGE_BAUDRATE, words(baud, 0)).is_good is good
    assert host.loader.baud == (baud if good else 115_200)


def test_a_rate_is_positive() -> None:
    loader = Host(Board.ESP32).loader
    loader.baud = 1
    assert loader.baud == 1
    for baud in (0, -1):
        with pytest.raises(ValueError, match=f"baud rate {baud}, expected more than 0"):
            loader.baud = baud
    flash = Flash(SECTOR_BYTES)
    assert Loader(Board.ESP32, flash, (0, 0, 0)).baud == 115_200
    assert Loader(Board.ESP32, flash, (0, 0, 0), baud=9600).baud == 9600


def test_an_upload_without_a_begin_does_not_run() -> None:
    assert Host(Board.ESP32).ask(Command.MEM_END, words(0, 0)).status == b"\x01\x06"


def test_blocks_of_an_upload_are_counted_and_a_refused_one_may_come_again() -> None:
    host = Host(Board.ESP32)
    host.ask(Command.MEM_BEGIN, words(6, 2, 4, 0x40080000))
    assert host.block(Command.MEM_DATA, 0, b"code").is_good
    assert host.block(Command.MEM_DATA, 0, b"code").status == b"\x01\x06"
    assert host.ask(Command.MEM_DATA, b"short").status == b"\x01\x05"
    assert host.block(Command.MEM_DATA, 1, b"").is_good
    assert host.block(Command.MEM_DATA, 2, b"too").status == b"\x01\x06"


def test_a_stub_names_blocks_out_of_order_and_beyond_the_end_apart() -> None:
    host = Host(Board.ESP32, stub=True)
    host.ask(Command.FLASH_BEGIN, words(4, 1, 4, 0))
    assert host.block(Command.FLASH_DATA, 1, b"data").status == b"\xc3\x00"
    assert host.block(Command.FLASH_DATA, 0, b"datum").status == b"\xc2\x00"
    assert host.block(Command.FLASH_DATA, 0, b"data").is_good
    assert host.block(Command.FLASH_DATA, 1, b"data").status == b"\xc9\x00"
    assert host.ask(Command.FLASH_END, words(1)).is_good
    assert host.block(Command.FLASH_DATA, 0, b"data").status == b"\xc6\x00"


# Flash


def test_an_area_may_end_with_the_chip_and_not_one_byte_later() -> None:
    area = FlashArea(Flash(2 * SECTOR_BYTES))
    area.check(SECTOR_BYTES, SECTOR_BYTES)
    assert area.read(2 * SECTOR_BYTES - 1, 1) == b"\xff"
    for address, length in ((SECTOR_BYTES, SECTOR_BYTES + 1), (2 * SECTOR_BYTES, 1)):
        with pytest.raises(RefusedError) as refused:
            area.check(address, length)
        assert refused.value.fault is Fault.FLASH


def test_programming_beyond_the_chip_is_refused_before_any_byte_is_programmed() -> None:
    flash = Flash(2 * SECTOR_BYTES)
    with pytest.raises(RefusedError):
        FlashArea(flash).program(2 * SECTOR_BYTES - 300, bytes(301))
    assert flash.programs == {}
    FlashArea(flash).program(2 * SECTOR_BYTES - 300, bytes(300))
    assert flash.programs == {44: 1, 256: 1}


def test_sectors_beyond_the_chip_are_refused_before_any_is_erased() -> None:
    flash = Flash(2 * SECTOR_BYTES)
    with pytest.raises(RefusedError):
        FlashArea(flash).erase_sectors(1, 2)
    assert flash.erases == {}
    FlashArea(flash).erase_all()
    assert flash.erases == {0: 1, 1: 1}


@pytest.mark.parametrize(("length", "count"), [(0, 0), (1, 1), (4096, 1), (4097, 2), (8192, 2)])
def test_a_length_touches_so_many_sectors(length: int, count: int) -> None:
    assert sectors(length) == count


@pytest.mark.parametrize(
    ("first", "asked", "erased"),
    [(0, 0, 0), (0, 1, 2), (0, 16, 32), (0, 17, 33), (15, 1, 2), (15, 3, 4), (14, 3, 5), (16, 2, 4)],
)
def test_an_esp8266_counts_the_sectors_up_to_the_next_block_twice(first: int, asked: int, erased: int) -> None:
    flash = Flash(64 * SECTOR_BYTES)
    FlashArea(flash).erase_as_esp8266_rom(first * SECTOR_BYTES, asked * SECTOR_BYTES)
    assert sorted(flash.erases) == list(range(first, first + erased))


def test_a_slow_read_may_be_64_bytes_long_and_pads_with_zeros() -> None:
    host = Host(Board.ESP32)
    host.flash.load(b"\x11" * 64, 0)
    assert host.ask(Command.READ_FLASH_SLOW, words(0, 64)).data == b"\x11" * 64
    assert host.ask(Command.READ_FLASH_SLOW, words(0, 0)).data == bytes(64)


def test_a_begin_with_nothing_to_write_needs_no_attached_flash() -> None:
    host = Host(Board.ESP32, attached=False)
    assert host.ask(Command.FLASH_BEGIN, words(0, 0, 1024, 0)).is_good
    assert host.ask(Command.FLASH_BEGIN, words(1, 1, 1024, 0)).status == b"\x01\x06"
    # The begin that was refused has ended the upload before it.
    assert host.ask(Command.FLASH_END, words(1)).status == b"\x01\x06"
    assert host.ask(Command.SPI_FLASH_MD5, words(0, 1, 0, 0)).status == b"\x01\x06"


def test_a_rom_writes_the_padding_of_plain_blocks_too() -> None:
    host = Host(Board.ESP32)
    host.ask(Command.FLASH_BEGIN, words(10, 1, 16, 0))
    assert host.block(Command.FLASH_DATA, 0, bytes(16)).is_good
    assert host.flash.dump(0, 17) == bytes(16) + b"\xff"


@pytest.mark.parametrize("packet_bytes", [1, 4096])
def test_packets_of_a_read_may_have_one_byte_or_a_sector(packet_bytes: int) -> None:
    host = Host(Board.ESP32, stub=True)
    assert host.ask(Command.READ_FLASH, words(0, 5000, packet_bytes, 1)).is_good
    assert host.frames == [b"\xff" * packet_bytes]


def test_a_read_without_its_four_words_is_refused() -> None:
    host = Host(Board.ESP32, stub=True)
    for data in (words(0, 1, 1), words(0, 1, 1, 1, 1)):
        assert host.ask(Command.READ_FLASH, data).status == b"\xc0\x00"


# Frames


def test_the_loader_answers_each_frame_of_a_stream_and_skips_what_is_no_request() -> None:
    host = Host(Board.ESP32)
    request = encode(struct.pack("<BBHI", 0, Command.READ_REG, 4, 0) + words(0x40001000))
    other_way = encode(struct.pack("<BBHI", 1, Command.READ_REG, 4, 0) + words(0x40001000))
    assert len(host.send(request + other_way + encode(b"short") + request)) == 2
