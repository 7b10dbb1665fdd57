"""Which reset ends what, and by which numbers firmware is told of it.

What ROMs print for a reset stands with each family, in `boards`.
"""

from typing import Final

from oceanhil.protocol.facts.fact import Fact, Version

_CHECKED: Final = "2026-11-23"
_BROWNOUT: Final = (
    Version(0x03, "espressif/esp-idf v5.0.7 components/esp_system/port/brownout.c:63", "5.0.7"),
    Version(0x0C, "espressif/esp-idf v5.1 components/esp_system/port/brownout.c:57", "5.1"),
    Version(0x03, "espressif/esp-idf v5.1.5 components/esp_system/port/brownout.c:60", "5.1.5"),
    Version(0x0C, "espressif/esp-idf v5.2 components/esp_system/port/brownout.c:59", "5.2"),
    Version(
        0x03,
        "espressif/esp-idf v5.2.3 components/esp_system/port/brownout.c:60; "
        "espressif/esp-idf v5.5.1 components/esp_hw_support/power_supply/brownout.c:80",
        "5.2.3",
    ),
)

BROWNOUT_CODE: Final = Fact(
    "the code of the ROM of an ESP32 after a brown-out, which is a restart by software: of its cores (0xc) or of all "
    "(0x3)",
    "ESP-IDF",
    (Version(0x0C, "espressif/esp-idf v4.4.7 components/esp_system/port/brownout.c:68"), *_BROWNOUT),
    _CHECKED,
    "code",
)
BROWNOUT_CODE_S3_C3: Final = Fact(
    "likewise of an ESP32-S3 or C3, which the hardware resets (0xf) in firmware of before 5.0",
    "ESP-IDF",
    (
        Version(0x0F, "espressif/esp-idf v4.4.7 components/soc/esp32c3/include/soc/soc_caps.h:78"),
        Version(0x0C, "espressif/esp-idf v5.0 components/spi_flash/Kconfig:203", "5.0"),
        *_BROWNOUT,
    ),
    _CHECKED,
    "code",
)
ESP_RESET_REASONS: Final = Fact[tuple[str, ...]](
    "esp_reset_reason(), by number from 0",
    "ESP-IDF",
    (
        Version(
            (
                *("UNKNOWN", "POWERON", "EXT", "SW", "PANIC", "INT_WDT"),
                *("TASK_WDT", "WDT", "DEEPSLEEP", "BROWNOUT", "SDIO"),
            ),
            "espressif/esp-idf v4.4.7 components/esp_system/include/esp_system.h:42",
        ),
        Version(
            (
                *("UNKNOWN", "POWERON", "EXT", "SW", "PANIC", "INT_WDT"),
                *("TASK_WDT", "WDT", "DEEPSLEEP", "BROWNOUT", "SDIO", "USB"),
                *("JTAG", "EFUSE", "PWR_GLITCH", "CPU_LOCKUP"),
            ),
            "espressif/esp-idf v5.5.1 components/esp_system/include/esp_system.h:25",
            "5.3",
        ),
    ),
    _CHECKED,
)
WATCHDOG_REASON: Final = Fact(
    "what esp_reset_reason() says of the watchdog of timer group 0 (TG0WDT_SYS_RESET, 0x7)",
    "ESP-IDF",
    (Version("TASK_WDT", "espressif/esp-idf v5.5.1 components/esp_system/port/soc/esp32/reset_reason.c:36"),),
    _CHECKED,
)
ESP8266_RESET_REASONS: Final = Fact(
    "rst_info.reason, by number from 0",
    "ESP8266 SDK",
    (
        Version(
            (
                *("DEFAULT_RST", "WDT_RST", "EXCEPTION_RST", "SOFT_WDT_RST"),
                *("SOFT_RESTART", "DEEP_SLEEP_AWAKE", "EXT_SYS_RST"),
            ),
            "esp8266/Arduino 3.1.2 tools/sdk/include/user_interface.h:58",
        ),
    ),
    _CHECKED,
)
