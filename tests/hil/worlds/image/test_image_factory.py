"""World `emulated:FILE` and `vboard --image` before anything runs: which file, which boards, what is said of others."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from oceanhil.app.commands.vboard import vboard
from oceanhil.hil.emulators import rp2040_runner
from oceanhil.hil.emulators.image_file import read_image
from oceanhil.hil.worlds import load_world
from oceanhil.hil.worlds.emulated.world import EmulatedWorldFactory
from oceanhil.hil.worlds.image.bench import ImageBench
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldError, WorldRequest
from tests.hil.worlds.image.images import flash_image


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "image.bin"
    path.write_bytes(flash_image())
    return path


@pytest.fixture
def bench(image: Path) -> ImageBench:
    return ImageBench(read_image(image))


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


def test_there_is_no_other_board_with_it(bench: ImageBench) -> None:
    assert bench.absence(Board.PICOW) == ""
    assert "is a program for a Pico W, and no other board is emulated so" in bench.absence(Board.ESP32)
    assert bench.capabilities_on(Board.ESP32) == frozenset()


def test_a_profile_cannot_change_what_is_built(bench: ImageBench, tmp_path: Path) -> None:
    overlay = tmp_path / "profile.toml"
    overlay.write_text("[device]\npoll_interval_s = 7\n", "utf-8")
    request = WorldRequest(board=Board.PICOW, seed=0, profile=load_profile(overlay))
    with pytest.raises(WorldError, match=r"'device.poll_interval_s' cannot be changed in a program that is built"):
        bench.take(request, 0)


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
