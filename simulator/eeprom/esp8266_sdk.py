"""The last four sectors of an ESP8266's flash, which belong to Espressif's SDK and not to the sketch.

RF calibration, then three sectors of system parameters with the Wi-Fi credentials (esp8266/Arduino, eagle.flash.*.ld:
rf_cal, wifi). Where the SDK keeps what inside a sector is not published; which sectors a save erases and writes is:
two copies alternate and a flag in the third says which is newer (Non-OS SDK API reference,
system_param_save_with_protect).
"""

from typing import Final

from oceanhil.simulator.eeprom.sector import program_by_page
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash

_RF_CALIBRATION_FROM_END: Final = 4
_COPIES_FROM_END: Final = (3, 2)
_FLAG_FROM_END: Final = 1
_SSID_BYTES: Final = 32
_PASSWORD_BYTES: Final = 64
_FLAG_BYTES: Final = 4


class SdkSectors:
    """RF calibration and Wi-Fi credentials. Every method may raise PowerCut."""

    __slots__ = ("_flash", "_last")

    def __init__(self, flash: Flash) -> None:
        self._flash = flash
        self._last = flash.size_bytes // SECTOR_BYTES

    @property
    def addresses(self) -> tuple[int, int, int, int]:
        """Where the sectors begin: RF calibration, first and second copy of the parameters, flag."""
        first = self._last - _RF_CALIBRATION_FROM_END
        return (
            first * SECTOR_BYTES,
            (first + 1) * SECTOR_BYTES,
            (first + 2) * SECTOR_BYTES,
            (first + 3) * SECTOR_BYTES,
        )

    def erase_config(self) -> None:
        """Erase all four, lowest first: `ESP.eraseConfig`. The EEPROM sector below them stays."""
        for index in range(self._last - _RF_CALIBRATION_FROM_END, self._last):
            self._flash.erase_sector(index)

    def save_wifi(self, ssid: str, password: str) -> None:
        """Keep credentials as `WiFi.begin` does while `WiFi.persistent` is on: nothing is written if they are the same.

        The older copy is replaced, then the flag: power lost at any unit leaves the old credentials or the new.
        """
        if self.wifi() == (ssid, password):
            return
        target = 1 - self._newer()
        self._rewrite(_COPIES_FROM_END[target], _station(ssid, _SSID_BYTES) + _station(password, _PASSWORD_BYTES))
        self._rewrite(_FLAG_FROM_END, target.to_bytes(_FLAG_BYTES, "little"))

    def wifi(self) -> tuple[str, str] | None:
        """Return the kept SSID and password, None if there are none."""
        address = (self._last - _COPIES_FROM_END[self._newer()]) * SECTOR_BYTES
        stored = self._flash.read(address, _SSID_BYTES + _PASSWORD_BYTES)
        if stored.startswith(b"\xff"):
            return None
        return _text(stored[:_SSID_BYTES]), _text(stored[_SSID_BYTES:])

    def _newer(self) -> int:
        """Return which copy the flag names: the first, unless it is the second for certain."""
        flag = self._flash.read((self._last - _FLAG_FROM_END) * SECTOR_BYTES, _FLAG_BYTES)
        return int(int.from_bytes(flag, "little") == 1)

    def _rewrite(self, from_end: int, data: bytes) -> None:
        sector = self._last - from_end
        self._flash.erase_sector(sector)
        program_by_page(self._flash, sector * SECTOR_BYTES, data)


def _station(text: str, size: int) -> bytes:
    return text.encode()[:size].ljust(size, b"\0")


def _text(stored: bytes) -> str:
    return stored.split(b"\0", 1)[0].decode(errors="replace")
