"""The three board families of the platform."""

from enum import Enum


class Board(Enum):
    """A board family; the value is the word used in files, in URLs and on the command line."""

    ESP32 = "esp32"
    ESP8266 = "esp8266"
    PICOW = "picow"

    @property
    def device_id_prefix(self) -> str:
        """What a device ID of this family starts with.

        `ESP32_` is printed on the page "Firmware Flash Success But No Connection"; the other two follow it by analogy.
        """
        return self.name + "_"


BOARD_NAMES: tuple[str, ...] = tuple(board.value for board in Board)
