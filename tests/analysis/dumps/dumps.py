"""Dumps for tests: records written by the driver's model, and whole flash images round them."""

from struct import pack

from oceanhil.analysis.dumps.dump import Dump, Region, Role
from oceanhil.analysis.dumps.images.image import Made, make_image
from oceanhil.analysis.dumps.images.order import Order
from oceanhil.analysis.dumps.recognition import recognise
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.formats.partition_table import Partition, build_table
from oceanhil.protocol.record import RecordFlag, StorePolicy, TokenRecord
from oceanhil.simulator.eeprom.nvs import ItemType, NvsGeneration, NvsPartition
from oceanhil.simulator.eeprom.pico import PicoChip
from oceanhil.simulator.flash.chip import Flash

TOKEN = "oc_perm_" + "aB3_" * 6
LONG_TOKEN = "oc_perm_" + "Zy9-" * 10 + "end"
PASSWORD = "correct horse"
NVS_ADDRESS = 0x9000
MEGABYTE = 1 << 20
EEPROM_BYTES = 64
ALL_STORES = [(board, store) for board in PLATFORM_BOARDS for store in StorePolicy]


def record_dump(
    board: Board = Board.ESP32,
    store: StorePolicy = StorePolicy.LEGACY,
    token: str = TOKEN,
    base: Dump | None = None,
    generation: NvsGeneration = NvsGeneration.IDF_5_5_1,
) -> Dump:
    """Make a dump with a record; a Pico's as UF2."""
    made = made_image(board, store, token, base, generation)
    return recognise(made.content, None if board is Board.PICOW and base is None else board)


def made_image(
    board: Board = Board.ESP32,
    store: StorePolicy = StorePolicy.LEGACY,
    token: str = TOKEN,
    base: Dump | None = None,
    generation: NvsGeneration = NvsGeneration.IDF_5_5_1,
) -> Made:
    device_id = f"{board.name}_AABBCCDDEEFF" if store is StorePolicy.REFERENCE else ""
    record = TokenRecord(token, RecordFlag.REGISTRATION_USED, device_id=device_id)
    order = Order(board=board, store=store, record=record, eeprom_bytes=EEPROM_BYTES, generation=generation)
    return make_image(order, base, as_uf2=board is Board.PICOW)


def region_of(dump: Dump, role: Role) -> Region:
    region = dump.region(role)
    assert region is not None
    return region


def nvs_with_wifi() -> bytes:
    """An NVS partition with Wi-Fi credentials, as the driver of ESP32's Wi-Fi keeps them, and nothing else."""
    flash = Flash(4 * MEGABYTE)
    partition = NvsPartition(flash)
    partition.init()
    nvs = partition.open("nvs.net80211")
    nvs.set_blob("sta.ssid", pack("<I", 8) + b"OceanNet".ljust(32, b"\0"))
    nvs.set_blob("sta.pswd", PASSWORD.encode().ljust(65, b"\0"))
    nvs.set_number("opmode", ItemType.U8, 1)
    return flash.dump(NVS_ADDRESS, 0x5000)


def partition_table(*rows: tuple[str, int, int, int, int], md5: bool = True) -> bytes:
    """Rows of label, type, subtype, offset, size."""
    return build_table((Partition(*row) for row in rows), md5=md5)


DEFAULT_ROWS = (
    ("nvs", 1, 2, NVS_ADDRESS, 0x5000),
    ("otadata", 1, 0, 0xE000, 0x2000),
    ("app0", 0, 0x10, 0x10000, 0x140000),
    ("app1", 0, 0x11, 0x150000, 0x140000),
    ("spiffs", 1, 0x82, 0x290000, 0x160000),
    ("coredump", 1, 3, 0x3F0000, 0x10000),
)


def esp_header(chip_id: int = 0, size_code: int = 2, entry: int = 0x400805B8) -> bytes:
    return pack("<BBBBI", 0xE9, 3, 2, size_code << 4 | 0xF, entry) + pack("<IH10x", 0xEE, chip_id)


def esp32_flash(
    nvs: bytes,
    *,
    rows: tuple[tuple[str, int, int, int, int], ...] = DEFAULT_ROWS,
    chip_id: int = 0,
    boot_at: int = 0x1000,
    table_at: int = 0x8000,
    md5: bool = True,
) -> bytes:
    """A 4 MB image: boot loader, partition table, and `nvs` where the first NVS row says."""
    image = bytearray(b"\xff" * 4 * MEGABYTE)
    image[boot_at : boot_at + 24] = esp_header(chip_id)
    image[table_at : table_at + 0xC00] = partition_table(*rows, md5=md5)
    address = next((row[3] for row in rows if row[1:3] == (1, 2)), NVS_ADDRESS)
    image[address : address + len(nvs)] = nvs
    return bytes(image)


def esp8266_flash(eeprom: bytes, *, size: int = 4 * MEGABYTE, size_code: int = 4, spare: bytes = b"") -> bytes:
    """An image with a boot header and the EEPROM sector five below its end."""
    image = bytearray(b"\xff" * size)
    image[:16] = pack("<BBBBIII", 0xE9, 1, 2, size_code << 4, 0x4010F480, 0x4010F000, 0x100)
    address = size - 0x5000
    image[address : address + len(eeprom)] = eeprom
    image[address - 0x1000 : address - 0x1000 + len(spare)] = spare
    return bytes(image)


def boot2(code: bytes) -> bytes:
    """Boot code with the checksum that RP2040's ROM asks for: CRC-32 without reflection, by polynomial division."""
    padded = code.ljust(252, b"\0")
    rest = (int.from_bytes(padded, "big") ^ 0xFFFFFFFF << 8 * 248) << 32
    for bit in range(8 * 252 - 1, -1, -1):
        if rest >> bit + 32 & 1:
            rest ^= 0x104C11DB7 << bit
    return padded + rest.to_bytes(4, "little")


def pico_flash(eeprom: bytes, *, chip: PicoChip = PicoChip.RP2040) -> bytes:
    """An image with boot code, 2 MB on an RP2040 and 4 MB on an RP2350."""
    size = 2 * MEGABYTE if chip is PicoChip.RP2040 else 4 * MEGABYTE
    image = bytearray(b"\xff" * size)
    image[:256] = boot2(b"boot") if chip is PicoChip.RP2040 else bytes.fromhex("d3deffff").ljust(256, b"\0")
    address = size - chip.value * 0x1000
    image[address : address + len(eeprom)] = eeprom
    return bytes(image)
