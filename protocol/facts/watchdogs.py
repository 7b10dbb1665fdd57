"""After how long watchdogs bite, and whom they watch."""

from typing import Final

from oceanhil.protocol.facts.fact import Fact, Version

_CHECKED: Final = "2026-11-23"

TASK_WATCHDOG_S: Final = Fact(
    "how long a task may leave ESP-IDF's task watchdog alone (CONFIG_ESP_TASK_WDT_TIMEOUT_S)",
    "ESP-IDF",
    (Version(5, "espressif/esp-idf v4.4.7 components/esp_system/Kconfig:412"),),
    _CHECKED,
    "s",
)
TASK_WATCHDOG_PANICS: Final = Fact(
    "what has it end the program, which ESP-IDF alone does not do",
    "arduino-esp32",
    (
        Version(
            "CONFIG_ESP_TASK_WDT_PANIC",
            "espressif/esp32-arduino-lib-builder release/v4.4 configs/defconfig.common:20; "
            "espressif/esp32-arduino-lib-builder idf-release_v5.5 configs/defconfig.common:21",
        ),
    ),
    _CHECKED,
)
IDLE_TASKS_WATCHED: Final = Fact(
    "which idle tasks it watches by itself on two cores: IDLE0, never IDLE1",
    "arduino-esp32",
    (
        Version(
            ("IDLE0",),
            "espressif/esp32-arduino-lib-builder release/v4.4 configs/defconfig.esp32:15; "
            "espressif/esp32-arduino-lib-builder idf-release_v5.5 configs/defconfig.esp32:13",
        ),
    ),
    _CHECKED,
)
IDLE_TASKS_WATCHED_C3: Final = Fact(
    "likewise on an ESP32-C3: none",
    "arduino-esp32",
    (
        Version[tuple[str, ...]](
            (),
            "espressif/esp32-arduino-lib-builder release/v4.4 configs/defconfig.esp32c3:3; "
            "espressif/esp32-arduino-lib-builder idf-release_v5.5 configs/defconfig.esp32c3:2",
        ),
    ),
    _CHECKED,
)
INTERRUPT_WATCHDOG_MS: Final = Fact(
    "how long interrupts may be held off (CONFIG_ESP_INT_WDT_TIMEOUT_MS)",
    "arduino-esp32",
    (
        Version(
            300,
            "espressif/esp32-arduino-lib-builder release/v4.4 configs/defconfig.common:16; "
            "espressif/esp32-arduino-lib-builder idf-release_v5.5 configs/defconfig.common:17",
        ),
    ),
    _CHECKED,
    "ms",
)
