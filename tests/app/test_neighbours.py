"""The wheel, installed beside repositories of other people that use the names which our folders and fixtures have."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
_EVERY_ROOM = ("protocol", "simulator", "scenarios", "mock_server", "firmware", "hil", "app", "host", "remote")
_OWN_CONFTEST = """
import pytest

def pytest_addoption(parser):
    parser.addoption("--board", default="none")
    parser.addoption("--world", default="none")
    parser.addoption("--against", default="none")

@pytest.fixture
def world(pytestconfig):
    return pytestconfig.getoption("--world")

@pytest.fixture
def device(world):
    return f"device of {world}"

@pytest.fixture
def server():
    return "theirs"
"""
_OWN_TESTS = """
import protocol
from scenarios import checkout
from simulator.engine import run
from firmware import VERSION


def test_theirs(device, server, pytestconfig):
    assert (device, server, pytestconfig.getoption("--board")) == ("device of mars", "theirs", "desk")
    assert (protocol.NAME, checkout.NAME, run(), VERSION) == ("theirs", "theirs", "theirs", "theirs")
"""
_TESTS_OF_BOTH = """
import oceanhil.protocol.profile
import oceanhil.simulator.board.board
import protocol


def test_ours_beside_theirs(device, oceanhil_device, oceanhil_server, mock_server):
    assert protocol.NAME == "theirs"
    assert device == "device of none"
    assert oceanhil_server.generate_firmware(oceanhil_device.board, "bench").id
    assert mock_server.url.startswith("http://127.0.0.1:")


def test_mixed_up(wait_line):
    raise AssertionError("is never reached")
"""
_OURS = """
id: ours
title: A device comes online
group: ours
steps:
  - device.power_on
  - expect.online
"""
_THEIRS = "id: checkout\ntitle: A visitor buys a lamp\ngroup: shop\nsteps:\n  - open: /cart\n"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the packages of this one, and this project as its wheel."""
    folder = tmp_path_factory.mktemp("installed")
    source = _source(folder / "source")
    wheel_words = ("-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder))
    _run([sys.executable, *wheel_words, str(source)])
    (wheel,) = folder.glob("oceanhil-*.whl")
    _run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")])
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder / "venv")}))
    others = folder / "others"
    others.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "oceanhil" not in path.name and path.suffix != ".pth":
            (others / path.name).symlink_to(path)
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    (site / "others.pth").write_text(f"{others}\n", "utf-8")
    return Path(sysconfig.get_path("scripts", "venv", {"base": str(folder / "venv")})) / "python"


def _source(folder: Path) -> Path:
    """Copy what a wheel is built of: building leaves files behind."""
    folder.mkdir()
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for room in project["tool"]["setuptools"]["package-dir"].values():
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of somebody else, with every name that a folder of ours has."""
    for room in _EVERY_ROOM:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text("VERSION = 'theirs'\n", "utf-8")
    (tmp_path / "protocol" / "__init__.py").unlink()
    (tmp_path / "protocol").rmdir()
    (tmp_path / "protocol.py").write_text("NAME = 'theirs'\n", "utf-8")
    (tmp_path / "scenarios" / "checkout.py").write_text("NAME = 'theirs'\n", "utf-8")
    (tmp_path / "scenarios" / "checkout.yaml").write_text(_THEIRS, "utf-8")
    (tmp_path / "simulator" / "engine.py").write_text("def run():\n    return 'theirs'\n", "utf-8")
    (tmp_path / "conftest.py").write_text(_OWN_CONFTEST, "utf-8")
    (tmp_path / "test_theirs.py").write_text(_OWN_TESTS, "utf-8")
    return tmp_path


def test_the_wheel_holds_one_package(python: Path) -> None:
    (wheel,) = python.parents[2].glob("oceanhil-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        tops = {name.split("/")[0] for name in packed.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"oceanhil"}
    assert all((ROOT / room / "__init__.py").exists() for room in _EVERY_ROOM)


def test_nothing_is_left_in_the_tree_that_the_next_wheel_would_take_along(python: Path) -> None:
    assert not (python.parents[2] / "source" / "build").exists()


def test_a_sketch_runs_where_the_tree_is_not(python: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "firmware" / "examples" / "tutorial", tmp_path / "tutorial")
    shutil.copy(ROOT / "firmware" / "examples" / "oceanhil.toml", tmp_path)
    run = ("run", "first-boot", "--world", "sketch:tutorial", "--board", "esp32")
    told = _run([str(python), "-m", "oceanhil", *run], tmp_path)
    assert "0 failed, 0 errors, 0 skipped" in told
    assert "0 passed" not in told


def test_nothing_of_theirs_breaks(python: Path, repository: Path) -> None:
    done = _pytest(python, repository, "--board", "desk", "--world", "mars", "--against", "venus")
    assert _passed(done) == "1 passed"


def test_nothing_of_ours_breaks(python: Path, repository: Path) -> None:
    (repository / "test_both.py").write_text(_TESTS_OF_BOTH, "utf-8")
    (repository / "ours.yaml").write_text(_OURS, "utf-8")
    done = _pytest(python, repository, "test_both.py", "ours.yaml", "--oceanhil-board", "esp32", code=1)
    assert "2 passed" in _passed(done)
    assert "1 error" in _passed(done)
    assert (
        "the fixture 'world' is another one than oceanhil's here: it gives a builtins.str; take 'oceanhil_world'"
        in done
    )
    assert "1 passed" in _run([str(python), "-m", "oceanhil", "run", "ours.yaml", "--board", "esp32"], repository)


def test_the_plugin_can_be_switched_off(python: Path, repository: Path) -> None:
    (repository / "ours.yaml").write_text(_OURS, "utf-8")
    done = _pytest(python, repository, "-p", "no:oceanhil", "--board", "desk", "--world", "mars")
    assert _passed(done) == "1 passed"


def test_the_command_runs_as_a_module(python: Path, repository: Path) -> None:
    assert "token-expired" in _run([str(python), "-m", "oceanhil", "list"], repository)


def _pytest(python: Path, folder: Path, *words: str, code: int = 0) -> str:
    return _run([str(python), "-m", "pytest", "-p", "no:cacheprovider", *words], folder, code)


def _passed(output: str) -> str:
    return output.strip().splitlines()[-1].strip("= ").split(" in ")[0]


def _run(words: Sequence[str], folder: Path | None = None, code: int = 0) -> str:
    left_out = ("PYTHONPATH", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST", "COV_CORE_SOURCE")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
    return done.stdout
