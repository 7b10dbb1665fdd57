from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from oceanhil.hil.download.download_errors import DownloadError, ImageError, LineLostError, NoSyncError, WrongBoardError
from oceanhil.hil.download.download_session import DownloadSession, Target
from oceanhil.hil.download.mode_switch import ControlSwitch, LineSwitch, OwnSwitch, PersonSwitch
from oceanhil.hil.link.port_errors import NoModemLinesError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.protocol.board import Board
from tests.hil.download.flashed_board import FakeLink, FakeTool, FakeWay, session_over


@dataclass
class FakeButtons:
    powered: bool
    pressed: list[str] = field(default_factory=list)

    def ask(self) -> Self:
        return self

    def strap(self, *, download: bool) -> Self:
        self.pressed.append("BOOT down" if download else "BOOT up")
        return self

    def power(self, *, on: bool) -> Self:
        self.pressed.append("power on" if on else "power off")
        return self

    def reset(self) -> Self:
        self.pressed.append("RESET")
        return self


def before_options(fake: FakeTool) -> list[str]:
    return [words[words.index("--before") + 1] for words in fake.runs]


def test_the_port_is_back_before_the_firmware_starts(tmp_path: Path) -> None:
    session, link = session_over(FakeTool(tmp_path))
    with session:
        session.read_flash(0, 16)
    assert link.events == ["lent", "enter", "given back", "leave"]


def test_the_firmware_comes_back_after_a_failure_too(tmp_path: Path) -> None:
    session, link = session_over(FakeTool(tmp_path, "A fatal error occurred: no\n"))
    with pytest.raises(DownloadError), session:
        session.read_flash(0, 16)
    assert link.events[-2:] == ["given back", "leave"]
    assert not session.entered


def test_only_the_first_run_resets_the_board(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    session, _ = session_over(fake)
    with session:
        session.read_flash(0, 16)
        session.read_flash(16, 16)
    assert before_options(fake) == ["default-reset", "no-reset"]


@pytest.mark.slow
def test_a_board_that_fell_out_of_download_mode_is_brought_back_once(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path, "2: Failed to connect to ESP8266: No serial data received.\n")
    session, link = session_over(fake)
    with session:
        session.read_flash(0, 16)
        assert session.read_flash(16, 16) == b"\xff" * 16
    assert before_options(fake) == ["default-reset", "no-reset", "default-reset"]
    assert link.events == ["lent", "enter", "enter", "given back", "leave"]


def test_a_board_that_never_answered_is_not_asked_twice(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path, "Failed to connect to ESP8266: No serial data received.\n")
    session, _ = session_over(fake)
    with session, pytest.raises(NoSyncError):
        session.read_flash(0, 16)
    assert len(fake.runs) == 1


@pytest.mark.slow
def test_after_a_run_that_was_broken_off_the_next_one_resets(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path, "2: Serial data stream stopped: Possible serial noise or corruption.\n")
    session, _ = session_over(fake)
    with session:
        session.read_flash(0, 16)
        with pytest.raises(LineLostError):
            session.write_flash({0: b"new"})
        session.write_flash({0: b"new"})
    assert before_options(fake) == ["default-reset", "no-reset", "default-reset"]
    assert fake.flash.startswith(b"new")


def test_esptool_starts_the_firmware_where_nothing_else_can(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    session, link = session_over(fake, by_tool=True)
    with session:
        session.read_flash(0, 16)
    assert fake.commands == ["read-flash", "run"]
    assert "--no-stub" in fake.runs[1]
    assert link.events == ["lent", "enter", "given back", "leave"]


def test_nothing_is_written_to_a_board_with_another_mac(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    session, _ = session_over(fake, mac=bytes.fromhex("5ccf7f000001"))
    with session, pytest.raises(WrongBoardError, match="expected MAC 5C:CF:7F:00:00:01, found 5C:CF:7F:14:6A:18"):
        session.write_flash({0: b"new"})
    assert fake.commands == ["flash-id"]


def test_a_read_tells_the_mac_so_that_a_write_need_not_ask(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    session, _ = session_over(fake)
    with session:
        session.read_flash(0, 16)
        session.write_flash({0: b"new"})
    assert fake.commands == ["read-flash", "write-flash"]


def test_an_image_over_stored_values_is_refused(tmp_path: Path) -> None:
    fake, link = FakeTool(tmp_path), FakeLink()
    target = Target(name="desk", board=Board.ESP32, protected=(Region("nvs", 0x9000, 0x5000),))
    session = DownloadSession(target, link, FakeWay(link), fake.tool)
    with session, pytest.raises(ImageError, match="would overwrite 'nvs' at 0x9000"):
        session.flash_image([(0x1000, bytes(0x10000))])
    assert fake.commands == []


def test_an_image_is_written_in_one_run(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    session, _ = session_over(fake, mac=None)
    with session:
        session.flash_image([(0x1000, b"loader"), (0x10000, b"application")])
    assert fake.commands == ["write-flash"]
    assert fake.flash[0x10000:].startswith(b"application")


def test_a_pico_is_refused_with_what_to_do_instead(tmp_path: Path) -> None:
    link = FakeLink()
    with pytest.raises(DownloadError, match="picow has no download mode over serial; give it firmware with the agent"):
        DownloadSession(Target(name="pico", board=Board.PICOW), link, FakeWay(link), FakeTool(tmp_path).tool)


def test_errors_of_the_line_carry_the_boards_name(tmp_path: Path) -> None:
    class WithoutLines(FakeLink):
        def reset(self) -> None:
            raise NoModemLinesError("this port has no reset lines")

    link = WithoutLines()
    session = DownloadSession(Target(name="desk", board=Board.ESP8266), link, LineSwitch(link), FakeTool(tmp_path).tool)
    with (
        pytest.raises(DownloadError, match="board 'desk' could not be brought back from download mode: this port"),
        session,
    ):
        session.read_flash(0, 16)


def test_outside_of_the_session_nothing_can_be_asked(tmp_path: Path) -> None:
    session, _ = session_over(FakeTool(tmp_path))
    with pytest.raises(DownloadError, match="not in download mode"):
        session.read_flash(0, 16)


def test_a_virtual_board_that_runs_is_reset_with_boot_held() -> None:
    buttons = FakeButtons(powered=True)
    switch = ControlSwitch(buttons)
    switch.enter()
    switch.leave()
    assert buttons.pressed == ["BOOT down", "RESET", "BOOT up", "RESET"]


def test_a_virtual_board_that_was_off_is_off_again_afterwards() -> None:
    buttons = FakeButtons(powered=False)
    switch = ControlSwitch(buttons)
    switch.enter()
    switch.leave()
    assert buttons.pressed == ["BOOT down", "power on", "BOOT up", "power off"]


def test_a_virtual_board_entered_twice_still_ends_as_it_was() -> None:
    buttons = FakeButtons(powered=False)
    switch = ControlSwitch(buttons)
    switch.enter()
    buttons.powered = True
    switch.enter()
    switch.leave()
    assert buttons.pressed == ["BOOT down", "power on", "BOOT down", "RESET", "BOOT up", "power off"]


def test_a_virtual_board_that_was_never_entered_is_left_as_it_is() -> None:
    buttons = FakeButtons(powered=True)
    ControlSwitch(buttons).leave()
    assert buttons.pressed == []


def test_somebody_is_asked_where_there_are_no_lines() -> None:
    asked: list[str] = []
    switch = PersonSwitch("desk", asked.append)
    switch.enter()
    switch.leave()
    assert "board 'desk': hold BOOT (GPIO0)" in asked[0]
    assert "board 'desk': press RESET" in asked[1]


def test_native_usb_has_reset_lines_of_its_own() -> None:
    link = FakeLink()
    assert LineSwitch(link, usb=True).before.value == "usb-reset"
    assert LineSwitch(link).before.value == "default-reset"
    assert OwnSwitch().before.value == "no-reset"
