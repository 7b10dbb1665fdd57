"""A user's values, an installation with a small sketch in it, and build tools that only write what they are told."""

import stat
import sys
from pathlib import Path

from oceanhil.app.firmware.sketch import Sketch, SketchSources, render_sketch
from oceanhil.app.firmware.values import Values
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats.pico_image import FLASH_BASE
from oceanhil.protocol.formats.uf2 import Family, build_uf2

TOKEN = b"oc_reg_" + b"T" * 43
PASSWORD = b'pass"word\\?'
VALUES = Values(b"Ocean Net", PASSWORD, TOKEN)
EXAMPLE = """\
// Copy to secrets.h.
#define OCEANREMOTE_WIFI_SSID "your network"
#define OCEANREMOTE_WIFI_PASSWORD "its \\"password\\""
#define OCEANREMOTE_TOKEN "oc_reg_..."  // valid for 24 hours
#define OCEANREMOTE_REGISTER_SERVER "https://www.oceanremote.net"
#define OCEANREMOTE_API_SERVER "https://oceanremote.net"
#define OCEANREMOTE_TIME_SERVER "pool.ntp.org"
// #define OCEANREMOTE_AGENT
"""


def installation(folder: Path) -> SketchSources:
    files = {
        "arduino/oceanremote/oceanremote.ino": "void setup() {}\nvoid loop() {}\n",
        "arduino/oceanremote/secrets.example.h": EXAMPLE,
        "arduino/oceanremote/secrets.h": '#define OCEANREMOTE_TOKEN "a developer\'s own"\n',
        "arduino/libraries/OceanRemote/library.properties": "name=OceanRemote\n",
        "arduino/libraries/OceanRemote/src/core.cpp": '#include "../../../../core/src/core.cpp"\n',
        "arduino/platformio.ini": "[platformio]\nsrc_dir = oceanremote\n[env:esp32]\n[env:esp8266]\n[env:picow]\n",
        "core/src/core.cpp": "int core;\n",
        "core/src/agent/agent.cpp": "int agent;\n",
        "core/include/oceanremote/core.h": "#pragma once\n",
    }
    for name, text in files.items():
        path = folder / "firmware" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return SketchSources(folder / "firmware")


def rendered(folder: Path, board: Board = Board.ESP8266) -> Sketch:
    return render_sketch(folder / "device", board, VALUES, sources=installation(folder))


def program(folder: Path, name: str, code: str) -> Path:
    """Put a program in a folder of its own; gives the folder, for a PATH."""
    place = folder / "bin"
    place.mkdir(exist_ok=True)
    path = place / name
    path.write_text(f"#!{sys.executable} -IS\nimport sys\nfrom pathlib import Path\n{code}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return place


def pico_uf2(image: bytes) -> bytes:
    """The file that a Pico's build makes of an image."""
    return build_uf2(FLASH_BASE, image, Family.RP2040)
