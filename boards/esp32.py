"""ESP32: two Xtensa cores, NVS, a boot ROM that tells what it does at the firmware's own rate.

Reset codes: ESP32 Technical Reference Manual, "Reset and Clock", and ESP-IDF `rom/rtc.h`. Above 0x10 they are those of
later chips, whose logs look alike. Wall time: ESP-IDF, "System
Time". Certificates' dates: `CONFIG_MBEDTLS_HAVE_TIME_DATE` is off (arduino-esp32 issues 5780 and 7747). Segments:
`TCP_MSS`, arduino-esp32 issue 1392.
"""

from oceanhil.boards.family import BuildTarget, EspImage, Family, Fuses, Usb
from oceanhil.boards.rom import ROM_WORD, BootRom, Loader, LoaderDialect, SpiLayout
from oceanhil.boards.storage import NVS_DRIVERS, Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.facts import idf_crashes, resets
from oceanhil.protocol.formats.esp_image import EspChip
from oceanhil.protocol.panics import CrashDialect, ResetCause, ResetWords
from oceanhil.protocol.units import MEGABYTE

RESET_PATTERN = r"\brst:0x(?P<code>[0-9a-fA-F]{1,2})(?: \((?P<name>\w+)\))?,boot:0x"
"""The line of the ESP32's ROM, and of its successors'."""
_RESETS = ResetWords(
    RESET_PATTERN,
    16,
    {
        0x01: (ResetCause.POWER_ON, "POWERON_RESET"),
        0x03: (ResetCause.SOFTWARE, "SW_RESET"),
        0x04: (ResetCause.WATCHDOG, "OWDT_RESET"),
        0x05: (ResetCause.DEEP_SLEEP, "DEEPSLEEP_RESET"),
        0x06: (ResetCause.OTHER, "SDIO_RESET"),
        0x07: (ResetCause.WATCHDOG, "TG0WDT_SYS_RESET"),
        0x08: (ResetCause.WATCHDOG, "TG1WDT_SYS_RESET"),
        0x09: (ResetCause.WATCHDOG, "RTCWDT_SYS_RESET"),
        0x0A: (ResetCause.OTHER, "INTRUSION_RESET"),
        0x0B: (ResetCause.WATCHDOG, "TGWDT_CPU_RESET"),
        0x0C: (ResetCause.SOFTWARE, "SW_CPU_RESET"),
        0x0D: (ResetCause.WATCHDOG, "RTCWDT_CPU_RESET"),
        0x0E: (ResetCause.OTHER, "EXT_CPU_RESET"),
        0x0F: (ResetCause.BROWNOUT, "RTCWDT_BROWN_OUT_RESET"),
        0x10: (ResetCause.WATCHDOG, "RTCWDT_RTC_RESET"),
        0x11: (ResetCause.WATCHDOG, "TG1WDT_CPU_RESET"),
        0x12: (ResetCause.WATCHDOG, "SUPER_WDT_RESET"),
        0x13: (ResetCause.OTHER, "GLITCH_RTC_RESET"),
        0x15: (ResetCause.PIN, "USB_UART_CHIP_RESET"),
        0x16: (ResetCause.PIN, "USB_JTAG_CHIP_RESET"),
        0x17: (ResetCause.OTHER, "POWER_GLITCH_RESET"),
    },
)
ROM_REVISION_3 = BootRom(
    baud=115_200,
    resets=_RESETS,
    # The EN pin cuts the chip's power: to the ROM that is a power-on.
    codes={
        ResetCause.POWER_ON: 0x01,
        ResetCause.PIN: 0x01,
        ResetCause.SOFTWARE: 0x0C,
        ResetCause.WATCHDOG: 0x07,
        ResetCause.DEEP_SLEEP: 0x05,
    },
    head=("ets Jul 29 2019 12:21:46", "", "rst:0x{code:x} ({name}),boot:{mode}"),
    flash_mode="0x13 (SPI_FAST_FLASH_BOOT)",
    download_mode="0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))",
    after={},
    loading=(
        "configsip: 0, SPIWP:0xee",
        "clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00",
        "mode:DIO, clock div:1",
        "load:0x3fff0030,len:4604",
        "ho 0 tail 12 room 4",
        "load:0x40078000,len:15488",
        "entry 0x400805b8",
    ),
    waiting=("waiting for download",),
    nothing_found=("invalid header: 0xffffffff",),
    watchdog_code=0x10,
    brownout=resets.BROWNOUT_CODE,
    source="espressif/esp-idf v5.5.1 components/esp_rom/esp32/include/esp32/rom/rtc.h:76; logs of the issue tracker",
)
# EFUSE_BLK0_RDATA3: one of the first 240 MHz parts, package D0WD (1 in bits 9-11), silicon revision 1 and up (bit 15).
_FUSES_3 = 1 << 15 | 1 << 13 | 1 << 9
# RDATA4: the 8 MHz RC oscillator's frequency in units of 62.5 kHz (bits 0-7: 8.5 MHz), and the reference voltage
# (bits 8-12), as measured at the factory.
_FUSES_4 = 0x10 << 8 | 136
# RDATA5: revision 2 and up (bit 20), minor revision 1 (bits 24-25). With SYSCON_DATE's bit 31: chip revision v3.1.
_FUSES_5 = 1 << 24 | 1 << 20

ESP32 = Family(
    board=Board.ESP32,
    title="ESP32",
    flash_bytes=4 * MEGABYTE,
    storage=Storage.NVS,
    drivers=NVS_DRIVERS,
    boot_us=300_000,
    keeps_time=True,
    checks_dates=False,
    segment_bytes=1436,
    # CONFIG_ARDUINO_LOOP_STACK_SIZE, by default.
    stack_bytes=8_192,
    # Free before setup() by the core's own report (pioarduino/platform-espressif32, issue 474).
    heap_bytes=344_020,
    # SOC_GPIO_VALID_GPIO_MASK and SOC_GPIO_VALID_OUTPUT_GPIO_MASK of ESP-IDF's soc_caps.h; those of the others, too.
    gpios=frozenset({*range(24), 25, 26, 27, 32, 33}),
    inputs=frozenset(range(34, 40)),
    fuses=Fuses.ESP32_BLOCK_0,
    default_mac=bytes.fromhex("246f28aabbcc"),
    rom=ROM_REVISION_3,
    crashes=CrashDialect.IDF_XTENSA,
    brownout=idf_crashes.BROWNOUT,
    log_signs=r"Device ID: ESP32_|\brst:0x[0-9a-f]+ ?[(,]|Guru Meditation Error|\bets Ju[nl] |^ESP-ROM:",
    # Logs of chips that are no family here look like an ESP32's, and some of those chips have RISC-V cores.
    elf_machines=frozenset({"EM_XTENSA", "EM_RISCV"}),
    usb=Usb.ADAPTER,
    loader=Loader(
        chip="esp32",
        dialect=LoaderDialect.ESP32,
        application_offset=0x10000,
        # GPIO_STRAP of download mode 0x3; SYSCON_DATE of ECO 3 silicon; TIMG0_RTCCALICFG1 (bits 7-31) with a
        # count of crystal cycles from which, together with the oscillator's fuse, a tool computes 40 MHz.
        constants={ROM_WORD: 0x00F01D83, 0x3FF44038: 0x03, 0x3FF6607C: 0x96042000, 0x3FF5F06C: 753 << 7},
        fuses_from=0x3FF5A000,
        more_fuses=(_FUSES_3, _FUSES_4, _FUSES_5, 0),
        uart_divider=0x3FF40014,
        uart_clock_hz=40_000_000,
        spi=SpiLayout(base=0x3FF42000, first_word=0x80),
    ),
    esp_image=EspImage(
        chip=EspChip.ESP32,
        bootloader_offset=0x1000,
        bootloader_data=0x3FFF0030,
        bootloader_code=0x40080400,
        # The header of the image and of its first segment stand before it on the same page.
        mapped_data=0x3F400020,
        code=0x40080000,
        #: Xtensa `j .`, and a byte to fill the word.
        halt=b"\x06\xff\xff\x00",
    ),
    build=BuildTarget(
        "esp32:esp32:esp32", "https://espressif.github.io/arduino-esp32/package_esp32_index.json", "esp32", number=0
    ),
)
