"""ESP32-C3: one RISC-V core, else much like an ESP32; its ROM, its fuses and its USB are of a later kind.

Reset codes: ESP-IDF `rom/rtc.h` of the chip; the ROM's words for them and its first lines: boot logs in public issue
trackers (espressif/esp-idf 7734 and 12110, esp-web-tools 465). Registers: ESP32-C3 Technical
Reference Manual, "eFuse Controller", "UART"; ESP-IDF `soc/spi_mem_reg.h`. Chip ID: ESP-IDF `esp_app_format.h`.
"""

from oceanhil.boards.esp32 import ESP32, RESET_PATTERN
from oceanhil.boards.family import BuildTarget, EspImage, Family, Fuses, Usb
from oceanhil.boards.rom import ROM_WORD, BootRom, Loader, LoaderDialect, SpiLayout
from oceanhil.boards.storage import NVS_DRIVERS, Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.facts import idf_crashes, resets
from oceanhil.protocol.formats.esp_image import EspChip
from oceanhil.protocol.panics import CrashDialect, ResetCause, ResetWords
from oceanhil.protocol.units import MEGABYTE

RESETS = ResetWords(
    RESET_PATTERN,
    16,
    {
        0x01: (ResetCause.POWER_ON, "POWERON"),
        0x03: (ResetCause.SOFTWARE, "RTC_SW_SYS_RST"),
        0x05: (ResetCause.DEEP_SLEEP, "DSLEEP"),
        0x07: (ResetCause.WATCHDOG, "TG0WDT_SYS_RST"),
        0x08: (ResetCause.WATCHDOG, "TG1WDT_SYS_RST"),
        0x09: (ResetCause.WATCHDOG, "RTCWDT_SYS_RST"),
        0x0B: (ResetCause.WATCHDOG, "TG0WDT_CPU_RST"),
        0x0C: (ResetCause.SOFTWARE, "RTC_SW_CPU_RST"),
        0x0D: (ResetCause.WATCHDOG, "RTCWDT_CPU_RST"),
        0x0F: (ResetCause.BROWNOUT, "BROWNOUT_RST"),
        0x10: (ResetCause.WATCHDOG, "RTCWDT_RTC_RST"),
        0x11: (ResetCause.WATCHDOG, "TG1WDT_CPU_RST"),
        0x12: (ResetCause.WATCHDOG, "SUPER_WDT_RST"),
        0x13: (ResetCause.OTHER, "GLITCH_RTC_RST"),
        0x15: (ResetCause.PIN, "USB_UART_CHIP_RESET"),
        0x16: (ResetCause.PIN, "USB_JTAG_CHIP_RESET"),
        0x17: (ResetCause.OTHER, "POWER_GLITCH_RST"),
    },
)
"""The same in an ESP32-S3."""
CODES = {
    ResetCause.POWER_ON: 0x01,
    ResetCause.PIN: 0x01,
    ResetCause.SOFTWARE: 0x0C,
    ResetCause.WATCHDOG: 0x07,
    ResetCause.DEEP_SLEEP: 0x05,
}
WITH_A_PROGRAM = frozenset({ResetCause.SOFTWARE, ResetCause.WATCHDOG})
"""The causes that interrupt a program: the ROM then says where it was."""
ROM = BootRom(
    baud=115_200,
    resets=RESETS,
    codes=CODES,
    head=("ESP-ROM:esp32c3-api1-20210207", "Build:Feb  7 2021", "rst:0x{code:x} ({name}),boot:{mode}"),
    flash_mode="0xc (SPI_FAST_FLASH_BOOT)",
    download_mode="0x5 (DOWNLOAD(USB/UART0/1))",
    after=dict.fromkeys(WITH_A_PROGRAM, ("Saved PC:0x403806ba",)),
    loading=(
        "SPIWP:0xee",
        "mode:DIO, clock div:1",
        "load:0x3fcd5820,len:0xf28",
        "load:0x403cc710,len:0x89c",
        "load:0x403ce710,len:0x2b14",
        "entry 0x403cc710",
    ),
    waiting=("waiting for download",),
    nothing_found=("invalid header: 0xffffffff",),
    watchdog_code=0x07,
    brownout=resets.BROWNOUT_CODE_S3_C3,
    source="espressif/esp-idf v5.5.1 components/esp_rom/esp32c3/include/esp32c3/rom/rtc.h:79; logs as above",
)

ESP32C3 = Family(
    board=Board("esp32c3"),
    title="ESP32-C3",
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
    # Free before setup() by the core's own report (lemmingDev/ESP32-BLE-Gamepad, issue 225).
    heap_bytes=276_128,
    gpios=frozenset(range(22)),
    fuses=Fuses.ESP_BLOCK_1,
    default_mac=bytes.fromhex("84f703aabbcc"),
    rom=ROM,
    crashes=CrashDialect.IDF_RISCV,
    brownout=idf_crashes.BROWNOUT_S3_C3,
    log_signs=r"Device ID: ESP32C3_|^ESP-ROM:esp32c3-",
    elf_machines=frozenset({"EM_RISCV"}),
    usb=Usb.SERIAL_JTAG,
    loader=Loader(
        chip="esp32c3",
        chip_id=5,
        dialect=LoaderDialect.ESP32_LATER,
        application_offset=0x10000,
        constants={ROM_WORD: 0x6921506F},
        # RD_MAC_SPI_SYS_0 of block 1.
        fuses_from=0x60008844,
        uart_divider=0x60000014,
        uart_clock_hz=40_000_000,
        spi=SpiLayout(base=0x60002000, user=0x18, user1=0x1C, user2=0x20, miso_length=0x28, first_word=0x58),
    ),
    esp_image=EspImage(
        chip=EspChip.ESP32_C3,
        bootloader_offset=0,
        bootloader_data=0x3FCD5820,
        bootloader_code=0x403CC710,
        mapped_data=0x3C000020,
        code=0x40380000,
        #: RISC-V `j .`
        halt=b"\x6f\x00\x00\x00",
    ),
    build=BuildTarget("esp32:esp32:esp32c3", ESP32.build.index_url, "esp32c3", number=4),
)
