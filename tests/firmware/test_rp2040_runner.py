"""rp2040js is never a part of the project: npm puts it where a user may write, or the user is told how."""

import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from oceanhil.hil.emulators import rp2040_runner
from oceanhil.hil.emulators.emulator_errors import ToolMissingError
from oceanhil.hil.emulators.rp2040_runner import RP2040_RUNNER
from oceanhil.hil.emulators.targets import RP2040, Session

ROOT = Path(__file__).parents[2]
NPM = f"""#!{sys.executable}
import pathlib, sys
folder = pathlib.Path(sys.argv[sys.argv.index("--prefix") + 1])
assert sys.argv[1] == "ci" and (folder / "package-lock.json").exists()
with (folder / "asked").open("a") as asked:
    asked.write("x")
"""
DONE = """(folder / "node_modules").mkdir()
(folder / "node_modules" / ".package-lock.json").touch()
"""


@pytest.fixture
def search_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, the only one in which programs are found, and a cache that is empty too."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(rp2040_runner, "cache_folder", lambda: tmp_path / "cache")
    return folder


def put_npm(folder: Path, text: str) -> None:
    (folder / "npm").write_text(text, "utf-8")
    (folder / "npm").chmod(0o755)


def test_without_npm_the_command_that_installs_it_is_named(search_path: Path, tmp_path: Path) -> None:
    with pytest.raises(ToolMissingError, match=r"'rp2040js' is not installed; install it with 'npm ci --prefix (.*)';"):
        RP2040_RUNNER.find()
    (folder,) = (tmp_path / "cache" / "rp2040-runner").iterdir()
    assert (folder / "package-lock.json").exists()
    assert not list(search_path.iterdir())


def test_a_board_without_it_is_not_started(search_path: Path, tmp_path: Path) -> None:
    (search_path / "node").touch(0o755)
    session = Session(tmp_path / "image", tmp_path / "flash", tmp_path / "probe", hold=False, held_time=False)
    with pytest.raises(ToolMissingError, match="npm ci --prefix"):
        RP2040.command(session)


def test_npm_installs_it_once_beside_a_copy_of_the_scripts(search_path: Path) -> None:
    put_npm(search_path, NPM + DONE)
    script = Path(RP2040_RUNNER.find())
    assert RP2040_RUNNER.find() == str(script)
    assert (script.parent / "asked").read_text() == "x"
    for name in ("run.mjs", "machine.mjs", "package.json"):
        assert (script.parent / name).read_bytes() == (rp2040_runner.SOURCES / name).read_bytes()


@pytest.mark.parametrize(("npm", "why"), [(NPM + "sys.exit(7)\n", "failed with 7"), (NPM, "failed with 0")])
def test_an_npm_that_fails_is_no_installation(search_path: Path, npm: str, why: str) -> None:
    put_npm(search_path, npm)
    for _ in range(2):
        with pytest.raises(ToolMissingError, match=f"npm ci --prefix .*{why}"):
            RP2040_RUNNER.find()


def test_other_scripts_have_a_folder_of_their_own(
    search_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_npm(search_path, NPM + DONE)
    first = RP2040_RUNNER.find()
    newer = tmp_path / "newer"
    newer.mkdir()
    for name in ("run.mjs", "package-lock.json"):
        (newer / name).write_text("another", "utf-8")
    monkeypatch.setattr(rp2040_runner, "SOURCES", newer)
    assert RP2040_RUNNER.find() != first


@pytest.mark.long
def test_a_wheel_of_a_clone_has_no_part_of_it_and_installs_it_elsewhere(search_path: Path, tmp_path: Path) -> None:
    clone, site = tmp_path / "clone", tmp_path / "site"
    git = ("/usr/bin/env", f"PATH={os.defpath}", "git")
    subprocess.run((*git, "clone", "-q", "--no-hardlinks", str(ROOT), str(clone)), check=True)
    build = ("pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(tmp_path), str(clone))
    subprocess.run((sys.executable, "-m", *build), check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        assert not [name for name in file.namelist() if "node_modules" in name]
        file.extractall(site)
    for folder, _, _ in os.walk(site):
        Path(folder).chmod(stat.S_IRUSR | stat.S_IXUSR)
    command = (sys.executable, "-m", rp2040_runner.__name__)
    environment = {"PATH": str(search_path), "PYTHONPATH": str(site), "XDG_CACHE_HOME": str(tmp_path / "c"),
                   "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONSAFEPATH": "1"}  # fmt: skip
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert "install it with 'npm ci --prefix " in run.stderr
    put_npm(search_path, NPM + DONE)
    subprocess.run(command, env=environment, check=True)
