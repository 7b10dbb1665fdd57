"""Which release of ESP-IDF and of arduino-esp32 carries which generation of the driver."""

from typing import Final

from oceanhil.simulator.eeprom.nvs.format import NvsGeneration

Version = tuple[int, int, int]

#: First patch release of each older ESP-IDF branch with commit 508d9a6a227; from 5.3 on every release has it.
_FIRST_LATER_PATCH: Final = {(4, 4): 8, (5, 1): 4, (5, 2): 2}
_FIRST_LATER_MINOR: Final = (5, 3)
_FIRST_LATER_CORE: Final = 3


def generation_of_idf(version: Version) -> NvsGeneration:
    """Return the generation of an ESP-IDF release (major, minor, patch).

    The earlier one is 4.4.7 and before, 5.0, 5.1.0 to 5.1.3, 5.2.0 and 5.2.1; the later one 4.4.8, 5.1.4, 5.2.2, 5.3
    and everything after (examined up to 6.0.2).
    """
    major, minor, patch = version
    first_patch = _FIRST_LATER_PATCH.get((major, minor))
    later = (major, minor) >= _FIRST_LATER_MINOR if first_patch is None else patch >= first_patch
    return NvsGeneration.IDF_5_5_1 if later else NvsGeneration.IDF_4_4_7


def generation_of_arduino(version: Version) -> NvsGeneration:
    """Return the generation of an arduino-esp32 release.

    2.0.17 and before are built on ESP-IDF 4.4.7 and before; 3.0 on 5.1.4, 3.1 on 5.3, 3.2 on 5.4, 3.3 on 5.5.
    """
    return NvsGeneration.IDF_5_5_1 if version[0] >= _FIRST_LATER_CORE else NvsGeneration.IDF_4_4_7
