"""A family of another distribution, as its author would write it, of a chip that there will never be.

It is made up after an ESP32-C6. Its images are those of an ESP32-H2, which has no WiFi and so is in no family; its MAC
is one of those for documentation (RFC 7042, 2.1.2).
"""

from oceanhil.boards.family import BuildTarget, EspImage, Family, Fuses, Usb
from oceanhil.boards.rom import BootRom, Loader, LoaderDialect, SpiLayout
from oceanhil.boards.storage import NVS_DRIVERS, Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats.esp_image import EspChip
from oceanhil.protocol.panics import CrashDialect, ResetCause, ResetWords

RESETS = ResetWords(
    r"\brst:0x(?P<code>[0-9a-f]+) \((?P<name>\w+)\),boot:0x",
    16,
    {
        0x01: (ResetCause.POWER_ON, "POWERON"),
        0x05: (ResetCause.DEEP_SLEEP, "DSLEEP"),
        0x07: (ResetCause.WATCHDOG, "TG0_WDT_HPSYS"),
        0x0C: (ResetCause.SOFTWARE, "SW_CPU"),
        0x0F: (ResetCause.BROWNOUT, "BROWNOUT"),
    },
)
ROM = BootRom(
    baud=115_200,
    resets=RESETS,
    codes={
        ResetCause.POWER_ON: 0x01,
        ResetCause.PIN: 0x01,
        ResetCause.SOFTWARE: 0x0C,
        ResetCause.WATCHDOG: 0x07,
        ResetCause.BROWNOUT: 0x0F,
        ResetCause.DEEP_SLEEP: 0x05,
    },
    head=("ESP-ROM:espnever-20220919", "Build:Sep 19 2022", "rst:0x{code:x} ({name}),boot:{mode}"),
    flash_mode="0xc (SPI_FAST_FLASH_BOOT)",
    download_mode="0x4 (DOWNLOAD(USB/UART0/SDIO_FEI_FEO))",
    after={},
    loading=("SPIWP:0xee", "mode:DIO, clock div:2", "entry 0x4086c410"),
    waiting=("waiting for download",),
    nothing_found=("invalid header: 0xffffffff",),
    watchdog_code=0x07,
    source="this file",
)
ESPNEVER = Family(
    board=Board("espnever"),
    title="ESP-NEVER",
    like=Board.ESP32,
    flash_bytes=4 << 20,
    storage=Storage.NVS,
    drivers=NVS_DRIVERS,
    boot_us=250_000,
    keeps_time=True,
    checks_dates=False,
    segment_bytes=1436,
    heap_bytes=400_000,
    gpios=frozenset(range(32)),
    fuses=Fuses.ESP_BLOCK_1,
    default_mac=bytes.fromhex("00005e0053cc"),
    rom=ROM,
    crashes=CrashDialect.IDF_RISCV,
    log_signs=r"Device ID: ESPNEVER_|^ESP-ROM:espnever-",
    elf_machines=frozenset({"EM_RISCV"}),
    usb=Usb.SERIAL_JTAG,
    loader=Loader(
        chip="espnever",
        chip_id=16,
        dialect=LoaderDialect.ESP32_LATER,
        application_offset=0x10000,
        constants={},
        fuses_from=0x600B0844,
        uart_divider=0x60000014,
        uart_clock_hz=40_000_000,
        spi=SpiLayout(base=0x60003000, user=0x18, user1=0x1C, user2=0x20, miso_length=0x28, first_word=0x58),
    ),
    esp_image=EspImage(
        chip=EspChip.ESP32_H2,
        bootloader_offset=0,
        bootloader_data=0x4087C410,
        bootloader_code=0x4086C410,
        mapped_data=0x42000020,
        code=0x40800000,
        halt=b"\x6f\x00\x00\x00",
    ),
    build=BuildTarget("esp32:esp32:never", "https://espressif.github.io/arduino-esp32/package_esp32_index.json", "c6"),
)
WRONG_NAME = ESPNEVER
NO_FAMILY = RESETS
