"""The Arduino sketch and its library compile on all three cores, against the documented signatures of their APIs."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from oceanhil.firmware.build import CORE_DIRECTORY, FIRMWARE_DIRECTORY, BuildError, find_compiler

STAND_INS = Path(__file__).with_name("arduino_api")
ARDUINO = FIRMWARE_DIRECTORY / "arduino"
SKETCH = ARDUINO / "oceanremote" / "oceanremote.ino"
LIBRARY = ARDUINO / "libraries" / "OceanRemote" / "src"
FLAGS = ("-std=gnu++17", "-fsyntax-only", "-fno-exceptions", "-Wall", "-Wextra", "-Werror")
ALL_SENSORS = "#include <sensors/dht22.h>\n#include <sensors/ds18b20.h>\n#include <sensors/ntc.h>\n"
USES_SENSORS = ALL_SENSORS + "Dht22Sensor first(2);\nDs18b20Sensor second(3);\nNtcSensor third(4, 1023);\n"
AGENT_ALONE = """#include <OceanRemoteAgent.h>
OceanRemoteAgent agent("my-firmware", "2.4.0");
void setup() { Serial.begin(115200); agent.begin(); }
void loop() { agent.loop(); }
"""


@dataclass(frozen=True, slots=True)
class ArduinoCore:
    """A core: its name, its folder of stand-ins, and the macros by which sources know it."""

    name: str
    folder: str
    macros: tuple[str, ...]


def esp32(name: str, chip: str, *macros: str) -> ArduinoCore:
    """Give arduino-esp32 with a chip, which sdkconfig.h names."""
    return ArduinoCore(name, "esp32", ("ESP32", f'CONFIG_IDF_TARGET="{chip}"', *macros))


CORES = (
    esp32("esp32", "esp32"),
    # The series that PlatformIO's own platform still has.
    esp32("esp32-2.x", "esp32s3", "ESP_ARDUINO_VERSION_MAJOR=2"),
    ArduinoCore("esp8266", "esp8266", ("ESP8266",)),
    ArduinoCore("rp2040", "rp2040", ("ARDUINO_ARCH_RP2040",)),
)


@pytest.fixture(params=CORES, ids=lambda core: core.name)
def core(request: pytest.FixtureRequest) -> ArduinoCore:
    """Each core."""
    assert isinstance(request.param, ArduinoCore)
    return request.param


def refusal(core: ArduinoCore, *sources: Path) -> str:
    """Compile sources as the core would, without code; give what the compiler says against them."""
    try:
        compiler = find_compiler()
    except BuildError as error:
        pytest.skip(str(error))
    includes = [f"-I{folder}" for folder in (STAND_INS / core.folder, STAND_INS / "common", LIBRARY)]
    macros = [f"-D{macro}" for macro in core.macros]
    words = (*compiler.command, *FLAGS, *macros, *includes, "-x", "c++", *map(str, sources))
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=100).stderr


def test_a_chip_that_the_core_does_not_know_is_refused() -> None:
    told = refusal(esp32("a later one", "esp32p9"), LIBRARY / "port" / "board_esp32.cpp")
    assert "oceanremote/families.h does not have this chip" in told


def written(folder: Path, text: str) -> Path:
    """Put C++ into a file."""
    source = folder / "source.cpp"
    source.write_text("#include <Arduino.h>\n" + text)
    return source


def own_sources() -> list[Path]:
    """What the library has besides the firmware core."""
    return [*sorted(LIBRARY.glob("Ocean*.cpp")), *sorted((LIBRARY / "port").glob("*.cpp"))]


def test_the_sketch_compiles(core: ArduinoCore) -> None:
    assert refusal(core, SKETCH) == ""


def test_the_sketch_takes_its_secrets_from_a_file_beside_it(core: ArduinoCore, tmp_path: Path) -> None:
    for name in ("oceanremote.ino", "root_certificate.h", "secrets.example.h"):
        (tmp_path / name).write_bytes((SKETCH.parent / name).read_bytes())
    (tmp_path / "secrets.h").write_text("#error the secrets are read\n")
    assert "the secrets are read" in refusal(core, tmp_path / "oceanremote.ino")


@pytest.mark.long
def test_the_library_compiles(core: ArduinoCore) -> None:
    assert refusal(core, *own_sources()) == ""


@pytest.mark.long
def test_the_firmware_core_compiles_out_of_the_library(core: ArduinoCore) -> None:
    cores = [LIBRARY / path.relative_to(CORE_DIRECTORY / "src") for path in (CORE_DIRECTORY / "src").rglob("*.cpp")]
    assert refusal(core, *cores) == ""


@pytest.mark.long
def test_every_sensor_compiles(core: ArduinoCore, tmp_path: Path) -> None:
    assert refusal(core, written(tmp_path, USES_SENSORS)) == ""


def test_an_existing_sketch_gets_the_agent_in_a_few_lines(core: ArduinoCore, tmp_path: Path) -> None:
    assert refusal(core, written(tmp_path, AGENT_ALONE)) == ""


@pytest.mark.parametrize(
    "call",
    ["WiFi.beginSmartly(0)", "HTTPClient().setTimeout()", "EEPROM.begin()", "Serial.readEverything()"],
)
def test_a_call_that_no_documentation_has_is_refused(core: ArduinoCore, call: str, tmp_path: Path) -> None:
    source = written(tmp_path, f"#include <EEPROM.h>\n#include <port/network.h>\nvoid wrong() {{ {call}; }}\n")
    told = refusal(core, source)
    assert "error:" in told
    assert call in told
    assert "No such file" not in told
