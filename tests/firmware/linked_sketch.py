"""What a sketch takes of an ESP8266, linked for one: the part of this project, measured; the core's, as it was once.

The real core comes from no registry that is asked here. So the sketch, the library and the firmware core are compiled
for the lx106 against the stand-ins of the core's headers, whose classes have their real sizes there, and linked by a
script with the core's own rules. What the core takes beside that is one figure, `CORE_STATIC`, of a link with the real
one.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.firmware.build import FIRMWARE_DIRECTORY

HERE: Final = Path(__file__).parent
STAND_INS: Final = HERE / "arduino_api"
SKETCH: Final = FIRMWARE_DIRECTORY / "arduino" / "oceanremote" / "oceanremote.ino"
LIBRARY: Final = FIRMWARE_DIRECTORY / "arduino" / "libraries" / "OceanRemote" / "src"
COMPILER: Final = "xtensa-lx106-elf-g++"

AGENT_ALONE: Final = """#include <OceanRemoteAgent.h>
OceanRemoteAgent agent("my-firmware", "2.4.0");
void setup() { Serial.begin(115200); agent.begin(); }
void loop() { agent.loop(); }
"""
"""A sketch of somebody's that has the agent and nothing else of this library."""

_FLAGS: Final = (
    *("-std=gnu++17", "-Os", "-ffunction-sections", "-fdata-sections", "-fno-exceptions", "-fno-rtti"),
    *("-fno-threadsafe-statics", "-mlongcalls", "-mtext-section-literals", "-DESP8266", "-fcallgraph-info=su"),
    "--specs=/usr/lib/xtensa-lx106-elf/picolibc.specs",
)
_LINK_FLAGS: Final = ("-nostartfiles", "-nostdlib", "-Wl,--gc-sections", "-Wl,--unresolved-symbols=ignore-all")
_BOARD_CALLS: Final = r"port/(chip|device)_board"
_TIMEOUT_S: Final = 300


class LinkError(Exception):
    """The sketch could not be built or read; the text says why."""


@dataclass(frozen=True, slots=True)
class Share:
    """What takes so many bytes of RAM, and how that is known."""

    name: str
    bytes: int
    source: str


DATA_RAM: Final = Share("data RAM of the chip", 0x14000, "dram0_0_seg, eagle.flash.4m2m.ld")
CORE_STATIC: Final = Share(
    "core, SDK, lwIP and C library, static",
    29_760,
    "a link of this sketch with esp8266/Arduino f946290, NONOSDK22x_190703, lwIP 536 with features",
)
HANDSHAKE: Final = (
    Share("br_ssl_client_context", 3408, "sizeof with bearssl_ssl.h of bearssl-esp8266 5b7f3d5"),
    Share("br_x509_minimal_context", 3064, "sizeof with bearssl_x509.h, as above"),
    Share("records that come in", 512 + 325, "setBufferSizes(512, …), MAX_IN_OVERHEAD of WiFiClientSecureBearSSL.cpp"),
    Share("records that go out", 512 + 85, "setBufferSizes(…, 512), MAX_OUT_OVERHEAD, as above"),
    Share("second stack", 6200, "_stackSize of StackThunk.cpp"),
)
"""What BearSSL takes while it shakes hands with a server that shortens its records."""
AROUND: Final = (
    Share("root certificate, decoded", 1391 + 79 + 512 + 3 + 16 + 32, "X509List keeps its DER, name and key"),
    Share("client and blocks", 208 + 2 * 40 + 16 * 12, "sizeof WiFiClientSecureCtx; 16 blocks of umm_malloc, 12 each"),
    Share("lwIP, one connection", 4 * 536 + 2 * 536 + 1024, "TCP_WND, TCP_SND_BUF of lwipopts.h; heads of pbufs"),
    Share("HTTPClient's texts", 1024, "estimate: URL, headers, answer's head"),
    Share("SDK and serial line, network joined", 6144, "estimate, not measured"),
)
"""What else is on the heap meanwhile."""
DEFAULT_RECORDS: Final = 16384 + 325 - (512 + 325)
"""What the core's own buffer for records that come in takes more than the short one."""


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of a part of the sketch by where they stand."""

    data_ram: int
    instruction_ram: int
    flash: int


@dataclass(frozen=True, slots=True)
class LinkedSketch:
    """A sketch as it was linked: its parts by name, and the frames on its stack, by function, with whom each calls."""

    parts: Mapping[str, Part]
    frames: Mapping[str, int]
    calls: Mapping[str, frozenset[str]]

    @property
    def total(self) -> Part:
        """Everything of this project."""
        every = self.parts.values()
        return Part(
            sum(part.data_ram for part in every),
            sum(part.instruction_ram for part in every),
            sum(part.flash for part in every),
        )

    @property
    def heap_at_start(self) -> int:
        """Bytes of heap that are there before anything runs."""
        return DATA_RAM.bytes - CORE_STATIC.bytes - self.total.data_ram

    @property
    def heap_in_handshake(self) -> int:
        """Bytes of heap that are left while TLS shakes hands, in short records."""
        return self.heap_at_start - sum(share.bytes for share in (*HANDSHAKE, *AROUND))

    @property
    def stack(self) -> int:
        """At most so many bytes of this project's frames are on the stack at once.

        The loop, a handler of the firmware core that it calls by a pointer, and a call of the board that this one
        calls so.
        """
        return self._deepest(r"^_Z4loopv$") + self._deepest("oceanremote7Program") + self._deepest(_BOARD_CALLS)

    def _deepest(self, pattern: str) -> int:
        """Give the bytes of stack below one of these functions, by direct calls."""
        found = [name for name in self.frames if re.search(pattern, name)]
        if not found:
            raise LinkError(f"no function {pattern!r} was compiled")
        return max(self._depth(name, frozenset()) for name in found)

    def _depth(self, name: str, above: frozenset[str]) -> int:
        if name in above or name not in self.frames:
            return 0
        below = (self._depth(each, above | {name}) for each in self.calls.get(name, frozenset()))
        return self.frames[name] + max(below, default=0)


def link(folder: Path, sketch: str | None = None, macros: Sequence[str] = ()) -> LinkedSketch:
    """Compile and link the sketch, by default the device's, into this folder; raises LinkError.

    What the folder has of the library from an earlier link is taken: no macro of a sketch reaches a library.
    """
    if shutil.which(COMPILER) is None:
        raise LinkError(f"{COMPILER!r} is not installed; install the package 'gcc-xtensa-lx106'")
    source = folder / "sketch.cpp"
    source.write_text("#include <Arduino.h>\n" + (sketch or SKETCH.read_text(encoding="utf-8")), encoding="utf-8")
    sources = {source: folder / "sketch.cpp.o"}
    for path in sorted(LIBRARY.rglob("*.cpp")):
        name = "_".join(path.relative_to(LIBRARY).parts)
        sources[path] = folder / f"{name}.o"
    missing = [pair for pair in sources.items() if pair[0] == source or not pair[1].is_file()]
    words = [f"-D{macro}" for macro in macros]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda pair: _compile(pair[0], pair[1], words if pair[0] == source else ()), missing))
    objects = [str(path) for path in sources.values()]
    script = HERE / "linked_sketch.ld"
    file, written = folder / "sketch.elf", folder / "sketch.map"
    _run(
        *(
            COMPILER,
            *_FLAGS[-1:],
            *_LINK_FLAGS,
            f"-T{script}",
            "-u",
            "_Z4loopv",
            f"-Wl,-Map={written}",
            "-o",
            str(file),
        ),
        *objects,
    )
    frames, calls = _call_graph(folder.glob("*.ci"))
    return LinkedSketch(_parts(written.read_text(encoding="utf-8")), frames, calls)


def _compile(source: Path, made: Path, macros: Sequence[str]) -> None:
    includes = (STAND_INS / "esp8266", STAND_INS / "common", LIBRARY, SKETCH.parent)
    _run(COMPILER, *_FLAGS, *macros, *(f"-I{each}" for each in includes), "-c", str(source), "-o", str(made))


def _run(*words: str) -> None:
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LinkError(f"{words[0]!r} did not run: {error}") from error
    if done.returncode:
        raise LinkError(f"{words[0]!r} refused: {done.stderr.strip()[:2000]}")


_OUTPUT = re.compile(r"^[./](\S+)")
_INPUT = re.compile(r"^ (\.\S+|COMMON)?\s+0x0*([0-9a-f]+)\s+0x([0-9a-f]+) (\S+\.o)$")
_PLACES: Final = {
    **dict.fromkeys(("data", "rodata", "bss"), "data_ram"),
    "iram": "instruction_ram",
    "irom": "flash",
}


def _parts(text: str) -> dict[str, Part]:
    """Read a map of the linker: what of each object file was kept, and where."""
    _, _, kept = text.partition("Linker script and memory map")
    found: dict[str, dict[str, int]] = {}
    place: str | None = None
    for line in kept.splitlines():
        if output := _OUTPUT.match(line):
            place = _PLACES.get(output[1])
        elif (piece := _INPUT.match(line)) and place is not None:
            where = found.setdefault(_part_of(Path(piece[4]).name), {"data_ram": 0, "instruction_ram": 0, "flash": 0})
            where[place] += int(piece[3], 16)
    if not found:
        raise LinkError("the map of the linker has no part in it")
    return {name: Part(**where) for name, where in sorted(found.items())}


def _part_of(name: str) -> str:
    if name == "sketch.cpp.o":
        return "sketch and its objects"
    if name.startswith(("OceanRemote", "port_")):
        return "port"
    return "agent" if name.startswith("agent_") else "firmware core"


_NODE = re.compile(r'node: \{ title: "([^"]+)" label: "[^"]*?(\d+) bytes \((?:static|dynamic|dynamic,bounded)\)')
_EDGE = re.compile(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"')


def _call_graph(files: Iterable[Path]) -> tuple[dict[str, int], dict[str, frozenset[str]]]:
    """Read what the compiler tells of frames and direct calls (-fcallgraph-info)."""
    frames: dict[str, int] = {}
    calls: dict[str, set[str]] = {}
    for file in files:
        text = file.read_text(encoding="utf-8")
        for name, size in _NODE.findall(text):
            frames[name] = max(frames.get(name, 0), int(size))
        for caller, called in _EDGE.findall(text):
            calls.setdefault(caller, set()).add(called)
    return frames, {name: frozenset(called) for name, called in calls.items()}
