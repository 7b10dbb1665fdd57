"""World `emulated:FILE` and `vboard --image` before anything runs: which file, which boards, what is said of others."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from oceanhil.app.commands.vboard import vboard
from oceanhil.hil.emulators import rp2040_runner
from oceanhil.hil.worlds import load_world
from oceanhil.hil.worlds.emulated.world import EmulatedWorldFactory
from oceanhil.hil.worlds.image import world as image_world
from oceanhil.hil.worlds.image.world import ImageWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldError, WorldRequest
from tests.hil.worlds.image.images import flash_image


@dataclass(frozen=True)
class Found:
    """A tool that is there."""

    place: str

    def find(self) -> str:
        return self.place


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "image.bin"
    path.write_bytes(flash_image())
    return path


@pytest.fixture
def factory(image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ImageWorldFactory:
    """Worlds whose emulator is never started, and need not be there."""
    for tool in ("NODE", "RP2040_RUNNER"):
        monkeypatch.setattr(image_world, tool, Found(str(tmp_path)))
    return ImageWorldFactory(str(image))


def test_without_a_file_the_world_is_that_of_this_projects_firmware() -> None:
    factory = load_world("emulated")
    assert isinstance(factory, EmulatedWorldFactory)
    factory.close()


def test_a_file_that_is_no_program_is_told_before_a_run() -> None:
    with pytest.raises(WorldError, match="no ELF file, no UF2 file and no image of a Pico W's flash"):
        load_world(f"emulated:{__file__}")


def test_a_missing_tool_is_told_before_a_run(image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(rp2040_runner, "cache_folder", lambda: tmp_path)
    with pytest.raises(WorldError, match="'node' is not installed; install the package 'nodejs'"):
        load_world(f"emulated:{image}")


def test_there_is_no_other_board_with_it(factory: ImageWorldFactory) -> None:
    assert factory.absence(Board.PICOW) == ""
    assert "is a program for a Pico W, and no other board is emulated so" in factory.absence(Board.ESP32)
    assert factory.capabilities_on(Board.ESP32) == frozenset()
    assert factory.blind_on(Board.ESP32) == frozenset()
    assert factory.drivers(Board.ESP32) == ()


def test_the_world_has_the_name_by_which_it_was_chosen(factory: ImageWorldFactory, image: Path) -> None:
    assert factory.name == f"emulated:{image}"


def test_a_profile_cannot_change_what_is_built(factory: ImageWorldFactory, tmp_path: Path) -> None:
    overlay = tmp_path / "profile.toml"
    overlay.write_text("[device]\npoll_interval_s = 7\n", "utf-8")
    request = WorldRequest(board=Board.PICOW, seed=0, profile=load_profile(overlay))
    with pytest.raises(WorldError, match=r"'device.poll_interval_s' cannot be changed in a program that is built"):
        factory.make(request)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--image", __file__], 2, "no ELF file, no UF2 file and no image of a Pico W's flash"),
        (["--image", "IMAGE", "--board", "esp32"], 2, "--image runs programs for a Pico W, not for an esp32"),
        (["--image", "IMAGE", "--sketch", "lamp"], 2, "--image brings its own program; leave out --sketch and --token"),
        (["--image", "IMAGE", "--token", "oc_reg_x"], 2, "--image brings its own program; leave out --sketch"),
        (["--image", "/nowhere/image.uf2"], 2, "cannot be read: no such file or directory"),
    ],
)
def test_a_board_with_something_else_is_refused(image: Path, options: list[str], code: int, said: str) -> None:
    words = [str(image) if word == "IMAGE" else word for word in options]
    ended = CliRunner().invoke(vboard, ["--tcp", "0", *words])
    assert ended.exit_code == code
    assert said in ended.output
