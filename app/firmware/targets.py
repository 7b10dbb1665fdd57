"""What each board family is called by the build tools.

Arduino CLI documentation, "Platform specification" (a fully qualified board name is `vendor:architecture:board`); the
names of the boards and the addresses of the package indexes are those of each core's installation page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from oceanhil.protocol.board import Board


@dataclass(frozen=True, slots=True)
class BuildTarget:
    """`fqbn` for Arduino CLI, `index_url` where its core is listed, `environment` in `platformio.ini`."""

    fqbn: str
    index_url: str
    environment: str

    @property
    def core(self) -> str:
        """The core, as `arduino-cli core install` takes it."""
        return ":".join(self.fqbn.split(":")[:2])


TARGETS: Final[Mapping[Board, BuildTarget]] = MappingProxyType(
    {
        Board.ESP32: BuildTarget(
            "esp32:esp32:esp32", "https://espressif.github.io/arduino-esp32/package_esp32_index.json", "esp32"
        ),
        Board.ESP8266: BuildTarget(
            "esp8266:esp8266:d1_mini", "https://arduino.esp8266.com/stable/package_esp8266com_index.json", "esp8266"
        ),
        Board.PICOW: BuildTarget(
            "rp2040:rp2040:rpipicow",
            "https://github.com/earlephilhower/arduino-pico/releases/download/global/package_rp2040_index.json",
            "picow",
        ),
    }
)
