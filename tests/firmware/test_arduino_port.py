"""The Arduino port's own logic, running against a fake of the ESP8266 core, under sanitizers."""

import hashlib
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from filelock import FileLock
from platformdirs import user_cache_path

from oceanhil.firmware.build import CORE_DIRECTORY, FIRMWARE_DIRECTORY, SANITIZER_FLAGS, BuildError, find_compiler

# Half a minute of compiling under sanitizers, for one program.
pytestmark = pytest.mark.long

HERE = Path(__file__).parent
LIBRARY = FIRMWARE_DIRECTORY / "arduino" / "libraries" / "OceanRemote" / "src"
INCLUDES = (HERE / "arduino_fake", HERE / "arduino_api" / "esp8266", HERE / "arduino_api" / "common", LIBRARY)
# Everything but what a real core must be there for.
UNDER_TEST = tuple(path for path in sorted(LIBRARY.rglob("*.cpp")) if not path.match("port/board_*.cpp"))
COMPILE_TIMEOUT_S = 280  # half a minute where nothing else runs
# The host's clock is out of reach: see fake_core.cpp.
WRAPS = ("-Wl,--wrap=gettimeofday", "-Wl,--wrap=settimeofday")
FLAGS = ("-std=gnu++17", "-Wall", "-Wextra", "-DESP8266", *SANITIZER_FLAGS, *WRAPS)


def digest_of(words: Sequence[str]) -> str:
    """Give what tells a build from another: its command, and all that it may include."""
    digest = hashlib.sha256(repr(words).encode())
    files = [path for folder in (*INCLUDES, CORE_DIRECTORY) for path in folder.rglob("*") if path.is_file()]
    for path in sorted(files):
        digest.update(b"%b %d " % (bytes(path), path.stat().st_size))
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


@pytest.fixture(scope="module")
def program() -> Path:
    """Build the tests in C++, unless they stand in the user's cache already."""
    try:
        compiler = find_compiler()
    except BuildError as error:
        pytest.skip(str(error))
    probe = (*compiler.command, "-fsyntax-only", "-x", "c++", str(CORE_DIRECTORY / "tests" / "main.cpp"))
    if subprocess.run(probe, capture_output=True, timeout=100, check=False).returncode:
        pytest.skip("'doctest/doctest.h' is not installed; install the package 'doctest-dev'")
    tests = (CORE_DIRECTORY / "tests" / "main.cpp", *sorted((HERE / "arduino_fake").glob("*.cpp")))
    words = (*compiler.command, *FLAGS, *(f"-I{folder}" for folder in INCLUDES), *map(str, (*tests, *UNDER_TEST)))
    file = user_cache_path("oceanhil", appauthor=False) / "firmware" / digest_of(words) / "port-tests"
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_name("lock")):
        if not file.is_file():
            unfinished = file.with_name("unfinished")
            done = subprocess.run(
                (*words, "-o", unfinished), capture_output=True, text=True, timeout=COMPILE_TIMEOUT_S, check=False
            )
            assert done.returncode == 0, done.stderr
            unfinished.replace(file)
    return file


def test_the_port_holds_what_the_board_promises(program: Path) -> None:
    done = subprocess.run([program, "--no-colors"], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| 0 failed |" in done.stdout
