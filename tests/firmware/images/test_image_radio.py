"""The radio, by a program that speaks with it bit by bit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.hil.emulators.image_file import read_image
from oceanhil.hil.emulators.image_process import Word
from oceanhil.hil.worlds.image.local_network import LocalNetwork
from oceanhil.simulator.network import AccessPoint
from tests.firmware.images.image_board import MAC, SECOND_US, Emulated, built_program, program_file, step

AUTHENTICATED, LINK, KEYS, NAME = 300, 1600, 4600, 0
KEYED, WRONG, NOT_FOUND = 6, 8, 3
CREDIT, HEADER_BYTES = 8, 12


@pytest.fixture
def radio(tmp_path: Path) -> Iterator[Emulated]:
    """A board whose program has asked its radio for the MAC."""
    path = tmp_path / "radio.elf"
    path.write_bytes(program_file(built_program("image_radio.cpp")))
    made = Emulated(read_image(path))
    yield made
    made.program.close()


def events(board: Emulated, letter: str) -> list[str]:
    board.board.receive(letter.encode())
    board.wait(SECOND_US)
    lines, board.said = board.said.splitlines(), ""
    return lines


def test_the_radio_answers_on_its_bus_and_has_the_boards_mac(radio: Emulated) -> None:
    radio.board.power_on()
    told = radio.hear(SECOND_US)
    assert told["test"] == 0xFEEDBEAD
    assert told["control"] == 0x000204B3
    assert told["waiting"] == 0
    assert told["mac"] == int.from_bytes(MAC, "big")


def test_a_network_is_joined_with_its_password(radio: Emulated) -> None:
    radio.board.power_on()
    radio.hear(SECOND_US)
    joined = [AUTHENTICATED, LINK, KEYS + KEYED, NAME]
    assert events(radio, "j") == [f"event {each}" for each in joined]


def test_a_network_is_not_joined_with_another_password(radio: Emulated) -> None:
    radio.board.power_on()
    radio.hear(SECOND_US)
    assert f"event {KEYS + WRONG}" in events(radio, "w")
    radio.board.receive(b"a")
    radio.wait(SECOND_US)
    assert radio.hear() == {}
    assert radio.ask("t", SECOND_US)["length"] == 0


def test_a_network_of_another_name_is_not_found(radio: Emulated) -> None:
    radio.air.access_point = AccessPoint("Elsewhere", "correct horse")
    radio.board.power_on()
    radio.hear(SECOND_US)
    assert events(radio, "j") == [f"event {NAME + NOT_FOUND}"]


def test_a_network_that_goes_takes_its_stations_off(radio: Emulated) -> None:
    radio.board.power_on()
    radio.hear(SECOND_US)
    events(radio, "j")
    radio.air.access_point = AccessPoint("Elsewhere", "correct horse")
    assert events(radio, "e") == [f"event {LINK}"]


def test_frames_go_to_the_network_and_come_back(radio: Emulated) -> None:
    radio.board.power_on()
    radio.hear(SECOND_US)
    events(radio, "j")
    events(radio, "a")
    told = radio.ask("t", SECOND_US)
    assert told["called"] == 1
    # SDPCM's and BDC's headers, Ethernet's, and an answer of ARP, which is number 2.
    assert told["length"] == 14 + 8 + 14 + 28
    assert told["answered"] == 2


def test_a_host_whose_frames_nobody_answers_may_send_more(radio: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalNetwork, "take", lambda *_: None)
    radio.board.power_on()
    radio.hear(SECOND_US)
    events(radio, "j")
    lengths = []
    for _ in range(CREDIT):
        radio.board.receive(b"a")
        radio.wait(2 * SECOND_US)
        lengths.append(radio.ask("t", 2 * SECOND_US)["length"])
    # A header alone, as soon as half of the packets are spent that the host was told of.
    assert lengths == [0, 0, 0, HEADER_BYTES] * (CREDIT // 4)


def test_an_emulator_stops_where_a_frame_may_be_answered(radio: Emulated) -> None:
    radio.board.power_on()
    radio.hear(SECOND_US)
    events(radio, "j")
    heard = step(radio, b"a")
    assert [told.word for told in heard] == [Word.FRAME, Word.RESTS]
    assert heard[0].at_us == heard[1].at_us
