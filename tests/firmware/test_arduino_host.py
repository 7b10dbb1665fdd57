"""The Arduino API on the host, for each family of boards, on a fake machine, under sanitizers.

What `String`, `Print`, `Stream` and `random` make of random histories of calls stands in `arduino_host/histories`: it
is what the cores' own sources made of the same histories, built with 32 bits as on the chips, and as digests of the
text that the calls gave. They are esp8266/Arduino f946290e, arduino-pico 387294c5 with its ArduinoCore-API 82928635,
and of arduino-esp32 the sources of 2.0.9, which but for `random` and a moved text of nothing do the same in 3.0.
"""

import hashlib
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from platformdirs import user_cache_path

from oceanhil.firmware.build import FIRMWARE_DIRECTORY, SANITIZER_FLAGS, find_compiler

BUILD_TIMEOUT_S = 600
RUN_TIMEOUT_S = 100
pytestmark = [pytest.mark.slow, pytest.mark.timeout(BUILD_TIMEOUT_S + RUN_TIMEOUT_S)]

HOST = FIRMWARE_DIRECTORY / "arduino_host"
TESTS = Path(__file__).parent / "arduino_host"
# The histories watch what is asked of the heap.
WRAPS = ("-Wl,--wrap=malloc", "-Wl,--wrap=realloc")
LANGUAGE = ("-std=gnu++17", "-funsigned-char", "-Wall", "-Wextra", "-DARDUINO=10819", *SANITIZER_FLAGS)
"""A `char` has no sign on any of the three chips."""


# What has no need of a network, of tasks, of flash: the fake machine has none of them.
SHARED = (
    "bsd_text bytes_of_words chance digits float_print float_text format interrupt_lock ip_address ipv4_text line "
    "number_text patience pins polled_timeout print print_until_refused shifting stdlib_noniso stream_finding_several "
    "stream_numbers stream_reading string_changing string_numbers string_reading string_replacing time_of_chip"
)


@dataclass(frozen=True, slots=True)
class Family:
    """A family of boards: the folder of its headers, the words by which its core tells itself, and its own sources."""

    folder: str
    words: tuple[str, ...]
    sources: str


FAMILIES = (
    Family(
        "esp32",
        ("-DESP32", "-DARDUINO_ARCH_ESP32"),
        "HardwareSerial IPAddress Print StreamString WMath WString analog_channels analog_continuous "
        "adc_oneshot driver_gpio driver_gpio_interrupts driver_gptimer driver_pcnt driver_pulse_cnt esp_adc_cal "
        "hw_timer ledc log pin_owner stdlib_noniso wiring",
    ),
    Family(
        "esp8266",
        ("-DESP8266", "-DARDUINO_ARCH_ESP8266"),
        "HardwareSerial IPAddress Print Stream StreamSend WMath WString iram wiring",
    ),
    Family(
        "rp2040",
        ("-DARDUINO_ARCH_RP2040",),
        "IPAddress Print Stream WMath WString hardware_gpio interrupt_locks sdk_panic serial_lines wiring",
    ),
)


def digest_of(words: Sequence[str], folders: Sequence[Path]) -> str:
    """Give what tells a build from another: its command, and all that it may include."""
    digest = hashlib.sha256(repr(words).encode())
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        digest.update(b"%b %d " % (bytes(path), path.stat().st_size))
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def sources_of(family: Family) -> tuple[Path, ...]:
    """Give what all families have alike, what this one has, and the tests with their fake machine."""
    shared = (HOST / "src" / "common" / f"{name}.cpp" for name in SHARED.split())
    own = (HOST / "src" / family.folder / f"{name}.cpp" for name in family.sources.split())
    return (*shared, *own, *sorted(TESTS.glob("*.cpp")))


def program_of(family: Family) -> Path:
    """Build the tests of a family, unless they stand in the user's cache already."""
    includes = (HOST / "api" / family.folder, HOST / "api" / "common", HOST / "machine", HOST, TESTS)
    flags = (*LANGUAGE, *family.words, *(f"-I{folder}" for folder in includes), *WRAPS)
    words = (*find_compiler().command, *flags, *map(str, sources_of(family)))
    file = user_cache_path("oceanhil", appauthor=False) / "firmware" / digest_of(words, (HOST, TESTS)) / "api-tests"
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_name("lock")):
        if not file.is_file():
            unfinished = file.with_name("unfinished")
            done = run((*words, "-o", str(unfinished)), BUILD_TIMEOUT_S)
            assert done.returncode == 0, done.stderr
            unfinished.replace(file)
    return file


def run(words: Sequence[str], timeout_s: int) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, and keep what it wrote."""
    return subprocess.run(words, capture_output=True, text=True, timeout=timeout_s, check=False)


@pytest.fixture(scope="module", params=FAMILIES, ids=lambda family: family.folder)
def family(request: pytest.FixtureRequest) -> Family:
    """Each family of boards."""
    assert isinstance(request.param, Family)
    return request.param


def test_the_api_does_what_its_specification_says(family: Family) -> None:
    done = run((str(program_of(family)), "--no-colors"), RUN_TIMEOUT_S)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| 0 failed |" in done.stdout


def test_random_histories_end_as_in_the_cores_own_sources(family: Family) -> None:
    done = run((str(program_of(family)), "histories"), RUN_TIMEOUT_S)
    expected = (TESTS / "histories" / f"{family.folder}.txt").read_text(encoding="ascii")
    assert done.stdout.splitlines() == expected.splitlines(), done.stderr
