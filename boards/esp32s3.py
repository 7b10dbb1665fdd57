"""ESP32-S3: two Xtensa cores as in an ESP32; its ROM, its fuses and its USB are as in an ESP32-C3.

The ROM's first lines: boot logs in Espressif's issue trackers (esptool 753, esp-idf 12281, platform-espressif32 1283).
Registers: ESP32-S3 Technical Reference Manual, "eFuse Controller", "UART"; ESP-IDF `soc/spi_mem_reg.h`. Chip ID:
ESP-IDF `esp_app_format.h`.
"""

from oceanhil.boards.esp32 import ESP32
from oceanhil.boards.esp32c3 import CODES, RESETS, WITH_A_PROGRAM
from oceanhil.boards.family import BuildTarget, EspImage, Family, Fuses, Usb
from oceanhil.boards.rom import ROM_WORD, BootRom, Loader, LoaderDialect, SpiLayout
from oceanhil.boards.storage import NVS_DRIVERS, Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.facts import idf_crashes, resets
from oceanhil.protocol.formats.esp_image import EspChip
from oceanhil.protocol.panics import CrashDialect
from oceanhil.protocol.units import MEGABYTE

_ROM = BootRom(
    baud=115_200,
    resets=RESETS,
    codes=CODES,
    head=("ESP-ROM:esp32s3-20210327", "Build:Mar 27 2021", "rst:0x{code:x} ({name}),boot:{mode}"),
    flash_mode="0x8 (SPI_FAST_FLASH_BOOT)",
    download_mode="0x0 (DOWNLOAD(USB/UART0))",
    after=dict.fromkeys(WITH_A_PROGRAM, ("Saved PC:0x4037d1fe",)),
    loading=(
        "SPIWP:0xee",
        "mode:DIO, clock div:1",
        "load:0x3fce3808,len:0x4bc",
        "load:0x403c9700,len:0xbd8",
        "load:0x403cc700,len:0x2a0c",
        "entry 0x403c98d0",
    ),
    waiting=("waiting for download",),
    nothing_found=("invalid header: 0xffffffff",),
    watchdog_code=0x07,
    brownout=resets.BROWNOUT_CODE_S3_C3,
    source="espressif/esp-idf v5.5.1 components/esp_rom/esp32s3/include/esp32s3/rom/rtc.h:74; logs as above",
)

ESP32S3 = Family(
    board=Board("esp32s3"),
    title="ESP32-S3",
    like=Board.ESP32,
    flash_bytes=4 * MEGABYTE,
    storage=Storage.NVS,
    drivers=NVS_DRIVERS,
    boot_us=ESP32.boot_us,
    keeps_time=True,
    checks_dates=False,
    segment_bytes=1436,
    # CONFIG_ARDUINO_LOOP_STACK_SIZE, by default.
    stack_bytes=8_192,
    # Free before setup() by the core's own report (espressif/arduino-esp32, pull request 8282).
    heap_bytes=365_332,
    gpios=frozenset({*range(22), *range(26, 49)}),
    fuses=Fuses.ESP_BLOCK_1,
    default_mac=bytes.fromhex("348518aabbcc"),
    rom=_ROM,
    crashes=CrashDialect.IDF_XTENSA,
    brownout=idf_crashes.BROWNOUT_S3_C3,
    log_signs=r"Device ID: ESP32S3_|^ESP-ROM:esp32s3-",
    elf_machines=frozenset({"EM_XTENSA"}),
    usb=Usb.SERIAL_JTAG,
    loader=Loader(
        chip="esp32s3",
        chip_id=9,
        dialect=LoaderDialect.ESP32_LATER,
        application_offset=0x10000,
        constants={ROM_WORD: 0x9},
        # RD_MAC_SPI_SYS_0 of block 1.
        fuses_from=0x60007044,
        uart_divider=0x60000014,
        uart_clock_hz=40_000_000,
        spi=SpiLayout(base=0x60002000, user=0x18, user1=0x1C, user2=0x20, miso_length=0x28, first_word=0x58),
    ),
    esp_image=EspImage(
        chip=EspChip.ESP32_S3,
        bootloader_offset=0,
        bootloader_data=0x3FCE3808,
        bootloader_code=0x403C9700,
        mapped_data=0x3C000020,
        code=0x40374000,
        halt=b"\x06\xff\xff\x00",
    ),
    build=BuildTarget("esp32:esp32:esp32s3", ESP32.build.index_url, "esp32s3", number=3),
)
