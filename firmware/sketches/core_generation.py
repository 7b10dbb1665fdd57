"""Which generation of arduino-esp32 a sketch is written for: 3.x, unless it says 2.x.

Both are told apart by the core's own macro, in the API's headers too (`esp_arduino_version.h`). What differs, and how:
https://docs.espressif.com/projects/arduino-esp32/en/latest/migration_guides/2.x_to_3.0.html
"""

import re
from collections.abc import Iterable
from typing import Final

from oceanhil.firmware.build import FIRMWARE_DIRECTORY

OF_2: Final = ("-DESP_ARDUINO_VERSION_MAJOR=2",)
"""Flags of a sketch for 2.x."""
_HEADERS_OF_2: Final = FIRMWARE_DIRECTORY / "arduino_host" / "api" / "esp32_of_2"
# 3.x comes from elsewhere, whatever the version: by an address, or as a package of its own.
_PLATFORM_OF_2: Final = re.compile(r"(platformio/)?espressif32(\s*@.*)?")
_NAME_OF_2: Final = re.compile(
    r"'(ledcSetup|ledcAttachPin|ledcDetachPin|timerAlarm(?:Write|Enable|Disable)\w*)' was not declared"
    r"|use of undeclared identifier '(ledcSetup|ledcAttachPin|ledcDetachPin|timerAlarm(?:Write|Enable|Disable)\w*)'"
    r"|(?:too many arguments to|no matching) function .*?(timerBegin|timerAttachInterrupt)"
    r"|'(mbedtls_(?:md5|sha1|sha256|sha512)_\w*?ret)' was not declared"
    r"|use of undeclared identifier '(mbedtls_(?:md5|sha1|sha256|sha512)_\w*?ret)'"
)
_WIFI: Final = re.compile(r"'WiFi' was not declared|use of undeclared identifier 'WiFi'")
# What both give and take has one name in the headers here, so the compiler tells it with the text that it stands for.
_TEXT: Final = r"BleText' (?:\{|\()aka 'String'"
_STANDARD: Final = r"std::(?:__cxx11::basic_)?string"
_BLUETOOTH: Final = re.compile(
    rf"{_TEXT}.*{_STANDARD}|{_STANDARD}.*{_TEXT}"
    rf"|call to 'BLE\w+::\w+\({_STANDARD}&?\)'"
    r"|'BLEScanResults ?\*' to (?:non-scalar type )?'BLEScanResults'"
)
_WHAT_TO_DO: Final = f'for a sketch of 2.x write flags = ["{OF_2[0]}"] into its table in oceanhil.toml'


def generation_flags(platform: str, packages: str) -> tuple[str, ...]:
    """Give the flags of what an environment of PlatformIO's names as its platform and as packages in place of its own.

    Source: https://registry.platformio.org/platforms/platformio/espressif32 (6.12: arduino-esp32 2.0.17).
    """
    is_own = _PLATFORM_OF_2.fullmatch(platform.strip().lower()) is not None
    return OF_2 if is_own and "arduino" not in packages.lower() else ()


def words_of_generation(flags: Iterable[str]) -> tuple[str, ...]:
    """Give what a sketch for ESP32 with these flags is told more.

    Of 2.x: headers that 3.x has no more, and `ESP32` is 1. Of 3.x `ESP32` is a word and so no number.

    Source: `build.extra_flags` in platform.txt of both, and tools/platformio-build-esp32.py of 2.x.
    """
    return ("-UESP32", "-DESP32", f"-I{_HEADERS_OF_2}") if OF_2[0] in flags else ()


def generation_hint(messages: Iterable[str]) -> str:
    """Give a line for a sketch for ESP32 that did not compile for want of what 2.x has; empty if nothing says so."""
    told = tuple(messages)
    found = next((match for each in told if (match := _NAME_OF_2.search(each))), None)
    if found is not None:
        name = next(group for group in found.groups() if group)
        return f"\n{name!r} is used as in arduino-esp32 2.x; {_WHAT_TO_DO}"
    if any(map(_BLUETOOTH.search, told)):
        return (
            f"\nBluetooth gives texts as std::string, and what a scan found itself, in arduino-esp32 2.x; {_WHAT_TO_DO}"
        )
    if any(map(_WIFI.search, told)):
        others = "and in arduino-esp32 2.x with WiFiClientSecure.h and HTTPClient.h, too"
        return f"\n'WiFi' comes with WiFi.h, {others}; {_WHAT_TO_DO}"
    return ""
