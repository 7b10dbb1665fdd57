"""Write `TZ.h` of the Arduino API anew: a macro for each zone of the tz database, which is in the public domain.

    python tools/time_zones.py [FOLDER]

FOLDER is of compiled zones (`/usr/share/zoneinfo`, or that of the package tzdata). Names are those of esp8266/Arduino
and arduino-pico: `TZ_Europe_Berlin`, with m for a minus and p for a plus. A zone's text is the rule behind its last
change, which stands at the end of its file (RFC 8536, section 3.3).
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TARGET: Final = Path(__file__).parents[1] / "firmware/arduino_host/api/common/oceanhil/time_zones.h"
_ZONEINFO: Final = Path("/usr/share/zoneinfo")
_LISTED: Final = "tzdata.zi"
# As the cores spell them, too.
_ALSO: Final = {"Europe/Uzhhorod": "Europe/Uzhgorod", "Europe/Zaporizhzhia": "Europe/Zaporozhye"}
_LETTERS: Final = str.maketrans("-+/", "mp_")
_HEAD: Final = """\
/// Zones of the tz database ({version}) as POSIX has them, written by tools/time_zones.py. Their names are those of
/// cores/esp8266/TZ.h, which arduino-pico has, too.
#pragma once

#include <pgmspace.h>

"""


def names(folder: Path) -> Iterator[str]:
    """Give the names of all zones and of their other names, in order."""
    rows = (folder / _LISTED).read_text(encoding="ascii").splitlines()
    zones = {row.split()[1] for row in rows if row.startswith("Z ")}
    links = {row.split()[2] for row in rows if row.startswith("L ")}
    yield from sorted(zones | links | _ALSO.keys())


def rule(file: Path) -> str:
    """Give the rule of a zone that holds from its last change on."""
    return file.read_bytes().rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


def header(folder: Path) -> str:
    """Give the text of the header."""
    version = (folder / _LISTED).read_text(encoding="ascii").splitlines()[0].split()[-1]
    zones = [(name.translate(_LETTERS), rule(folder / _ALSO.get(name, name))) for name in names(folder)]
    return _HEAD.format(version=version) + "".join(f'#define TZ_{name} PSTR("{text}")\n' for name, text in zones)


if __name__ == "__main__":
    _TARGET.write_text(header(Path(sys.argv[1]) if len(sys.argv) > 1 else _ZONEINFO), encoding="ascii")
