"""This project's firmware as an image: a board with it, in this process and in one of its own."""

from pathlib import Path

import pytest

from oceanhil.hil.emulators.build import build, firmware_image
from oceanhil.hil.emulators.image_file import ImageFile, read_image
from oceanhil.hil.emulators.targets import RP2040
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.image import trial
from oceanhil.hil.worlds.image.world import ImageWorldFactory
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats.pico_image import build_boot_code, has_boot_code
from oceanhil.protocol.resets import ResetReason
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability, WorldError
from tests.firmware.conftest import ANSWER_S
from tests.firmware.images.image_board import MILLISECOND_US, SECOND_US, Emulated, program_file


def test_the_firmware_of_this_project_is_an_image_too(tmp_path: Path) -> None:
    path = tmp_path / "firmware.elf"
    path.write_bytes(program_file(build(firmware_image(RP2040))))
    made = Emulated(read_image(path))
    made.board.power_on()
    made.wait(3_000 * MILLISECOND_US)
    made.program.close()
    assert "[SYSTEM] Device ID: PICOW_28CDC10E0001" in made.said


def test_a_virtual_board_runs_an_image_and_keeps_its_chip_in_a_file(firmware: Path, tmp_path: Path) -> None:
    chip = tmp_path / "chip.bin"
    with (
        VirtualBoardProcess("--board", "picow", "--image", str(firmware), "--flash", str(chip)) as process,
        SerialLink(PortSpec(url=process.port_url)) as link,
    ):
        process.control.power(on=True)
        assert link.wait_line("[SYSTEM] Device ID: ", ANSWER_S).text.endswith("PICOW_28CDC10E0001")
        process.control.reset(ResetReason.WATCHDOG)
        assert link.wait_line("[SYSTEM] Device ID: ", ANSWER_S)
    assert has_boot_code(chip.read_bytes())


def test_what_a_program_can_is_asked_of_its_agent(firmware: Path) -> None:
    factory = ImageWorldFactory(str(firmware))
    found = factory.capabilities_on(Board.PICOW)
    factory.close()
    assert {Capability.FLASHING, Capability.POWER_CUT, Capability.VIRTUAL_TIME, Capability.DASHBOARD} <= found
    assert Capability.CRASH not in found
    assert factory.blind_on(Board.PICOW) == frozenset()


def test_a_program_without_an_agent_can_be_given_no_firmware(image: ImageFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_BOOT_US", SECOND_US)
    factory = ImageWorldFactory(str(image.path))
    found = factory.capabilities_on(Board.PICOW)
    factory.close()
    assert {Capability.POWER, Capability.WIFI, Capability.POWER_CUT, Capability.MAC_OVERRIDE} <= found
    assert not found & {Capability.FLASHING, Capability.STORAGE_WATCH, Capability.OUTPUTS, Capability.STORAGE_READ}
    assert factory.blind_on(Board.PICOW) == {EventKind.LOAD, EventKind.SAVE}


def test_a_program_that_cannot_run_is_told_of_by_the_world(tmp_path: Path) -> None:
    path = tmp_path / "dead.bin"
    # Boot code that is a breakpoint.
    path.write_bytes(build_boot_code(b"\x00\xbe"))
    factory = ImageWorldFactory(str(path))
    with pytest.raises(WorldError, match="the image goes no further: hard fault: breakpoint 0, and no debugger"):
        factory.capabilities_on(Board.PICOW)
    factory.close()


def test_a_long_line_arrives_at_the_uart_at_its_speed(firmware: Path) -> None:
    made = Emulated(read_image(firmware))
    made.board.power_on()
    made.wait(SECOND_US)
    made.said = ""
    made.board.receive(encode(Sentence(SentenceKind.COMMAND, 1, ("PROVISION", "SET", "wifi-ssid", "x" * 32))))
    made.wait(SECOND_US)
    made.program.close()
    assert made.said.startswith("$HOK,1*")
