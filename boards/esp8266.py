"""ESP8266: one Xtensa core, EEPROM in a sector, a boot ROM at a rate of its own.

Reset causes and boot modes: Espressif, "ESP8266 Reset Causes and Common Fatal Exception Causes"; ESP8266 Arduino core,
"Boot Messages and Modes". Wall time: esp8266/Arduino `time.cpp`. Dates: BearSSL checks them by the board's clock.
Segments: `TCP_MSS` of "v2 Lower Memory", the first choice of boards.txt.
"""

from oceanhil.boards.family import BuildTarget, Family, Fuses, Usb
from oceanhil.boards.rom import ROM_WORD, BootRom, Loader, LoaderDialect, SpiLayout
from oceanhil.boards.storage import Driver, Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import CrashDialect, ResetCause, ResetWords
from oceanhil.protocol.units import MEGABYTE, SECOND_US

_RESETS = ResetWords(
    r"\brst cause:(?P<code>\d), boot mode:\(",
    10,
    {
        0: (ResetCause.OTHER, "no reason given"),
        1: (ResetCause.POWER_ON, "power on"),
        2: (ResetCause.PIN_OR_SOFTWARE, "external reset"),
        3: (ResetCause.SOFTWARE, "software"),
        4: (ResetCause.WATCHDOG, "hardware watchdog"),
    },
)
_ROM = BootRom(
    # Its clock is made for a crystal of 40 MHz, and boards have one of 26.
    baud=115_200 * 26 // 40,
    resets=_RESETS,
    codes={
        ResetCause.POWER_ON: 1,
        ResetCause.PIN: 2,
        ResetCause.SOFTWARE: 2,
        ResetCause.WATCHDOG: 4,
        ResetCause.BROWNOUT: 1,
        # GPIO16 wakes the chip by pulling its reset pin.
        ResetCause.DEEP_SLEEP: 2,
    },
    head=("", " ets Jan  8 2013,rst cause:{code}, boot mode:({mode})", ""),
    flash_mode="3,6",
    download_mode="1,6",
    after={ResetCause.WATCHDOG: ("wdt reset",)},
    loading=(
        "load 0x4010f000, len 3424, room 16 ",
        "tail 0",
        "chksum 0x2e",
        "load 0x3fff20b8, len 40, room 8 ",
        "tail 0",
        "chksum 0x2b",
        "csum 0x2b",
        "v00048810",
        "~ld",
    ),
    nothing_found=("csum err", "ets_main.c"),
    source="esp8266/Arduino 3.1.2 doc/boards.rst:155; logs of the issue tracker",
)

ESP8266 = Family(
    board=Board.ESP8266,
    title="ESP8266",
    flash_bytes=4 * MEGABYTE,
    storage=Storage.ESP8266_SECTOR,
    drivers=(Driver.ESP8266_CORE,),
    eeprom_from_end=5,
    boot_us=180_000,
    keeps_time=False,
    checks_dates=True,
    segment_bytes=536,
    # CONT_STACKSIZE, cores/esp8266/cont.h.
    stack_bytes=4_096,
    # A minimal sketch of core 3.0.0 (esp8266/Arduino, issue 8124).
    heap_bytes=50_784,
    # ESP8266EX datasheet, "Pin Definitions"; A0 is 17 in the core's pins_arduino.h.
    gpios=frozenset(range(17)),
    inputs=frozenset({17}),
    # 50 ms (doc/reference.rst of the core, "Timing and delays") at 80 MHz, when a call with its return takes 20 cycles.
    step_calls=200_000,
    # Wi-Fi and TCP are served between the turns of a sketch (doc/reference.rst, as above); after 1 s without an
    # acknowledgement the far end sends again (RFC 6298, 2.1).
    turn_us_most=SECOND_US,
    has_rtc_memory=True,
    fuses=Fuses.ESP8266_OTP,
    default_mac=bytes.fromhex("5ccf7f146a18"),
    rom=_ROM,
    crashes=CrashDialect.ESP8266,
    log_signs=r"Device ID: ESP8266_|\brst cause:\d|\bets Jan |epc1=0x|>>>stack>>>",
    elf_machines=frozenset({"EM_XTENSA"}),
    usb=Usb.ADAPTER,
    loader=Loader(
        chip="esp8266",
        dialect=LoaderDialect.ESP8266,
        application_offset=0,
        constants={ROM_WORD: 0xFFF0C101},
        fuses_from=0x3FF00050,
        uart_divider=0x60000014,
        # Twice the crystal's 26 MHz.
        uart_clock_hz=52_000_000,
        spi=SpiLayout(base=0x60000200, first_word=0x40, miso_length=None),
    ),
    build=BuildTarget(
        "esp8266:esp8266:d1_mini",
        "https://arduino.esp8266.com/stable/package_esp8266com_index.json",
        "esp8266",
        number=1,
    ),
)
