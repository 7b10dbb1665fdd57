"""Anybody's program on a board: a program that is built here calls the boot ROM, works on flash, and resets itself."""

import json
import math
import struct
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from oceanhil.boards import family
from oceanhil.hil.emulators.build import Image, build, firmware_image, sources_in
from oceanhil.hil.emulators.image_file import ImageFile, read_image
from oceanhil.hil.emulators.image_process import Told, Word
from oceanhil.hil.emulators.rp2040_runner import RP2040_RUNNER
from oceanhil.hil.emulators.targets import RP2040
from oceanhil.hil.emulators.tools import FIRMWARE, NODE
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.vboard.virtual_board import UnwatchedBoard
from oceanhil.hil.worlds.image import trial
from oceanhil.hil.worlds.image.local_network import LocalNetwork
from oceanhil.hil.worlds.image.on_board import ImageOnBoard
from oceanhil.hil.worlds.image.world import ImageWorldFactory
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats.pico_image import BOOT_CODE_BYTES, FLASH_BASE, build_boot_code, has_boot_code
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.wire.http_exchange import Route
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability, WorldError
from oceanhil.simulator.board.board import BoardSetup, SimulatedBoard
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.board.resets import ResetReason
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import AccessPoint, Network
from tests.firmware.conftest import ANSWER_S
from tests.hil.worlds.image.images import elf

MAC = bytes.fromhex("28cdc1000001")
MILLISECOND_US = 1000
SECOND_US = 1000 * MILLISECOND_US
PLACE = 0x10_0000
TIMER, FORCED = 1, 2
POWER_ON, RUN_PIN = 1, 256
# Takes the vector table at the second page, as boot code does whose flash needs nothing: load its address and that of
# VTOR, store, load stack and start, and go there.
BOOT_CODE = bytes.fromhex("034804490860 03c8 80f30888 0847 c046") + struct.pack("<II", FLASH_BASE + 0x100, 0xE000ED08)


@cache
def program_file(built: Path) -> bytes:
    """What a tool would leave: a built program behind boot code."""
    parts = [(FLASH_BASE, build_boot_code(BOOT_CODE))]
    data = built.read_bytes()
    table, size, count = *struct.unpack_from("<I", data, 28), *struct.unpack_from("<HH", data, 42)
    for at in range(table, table + size * count, size):
        kind, offset, _, address, length = struct.unpack_from("<5I", data, at)
        # The linker lets what it loads begin with the file's own head, where the boot code belongs.
        head = max(0, FLASH_BASE + BOOT_CODE_BYTES - address)
        if kind == 1 and length > head:
            parts.append((address + head, data[offset + head : offset + length]))
    return elf(parts)


def built_program(name: str) -> Path:
    """Build one of the programs beside this file."""
    source = Path(__file__).with_name(name)
    sources = (*sources_in(FIRMWARE / RP2040.folder), source)
    return build(Image(source.stem, RP2040, sources, (FIRMWARE / "core" / "include", FIRMWARE / "bare")))


class Emulated:
    """A board that runs an image, in held time; what it says is kept."""

    def __init__(self, image: ImageFile) -> None:
        self.kernel = Kernel(1)
        self.said = ""
        self.told: list[str] = []
        self.air = air = Network(self.kernel, lambda _: HttpResponse(500), lambda: 0)
        self.program = ImageOnBoard(image, lambda: Route(""), lambda: 0, self.told.append, is_real_time=False)
        profile = load_profile()
        setup = BoardSetup(
            board=Board.PICOW,
            driver=family(Board.PICOW).drivers[0],
            mac=MAC,
            device=profile.device,
            wire=profile.wire,
        )
        self.board = SimulatedBoard(self.kernel, air, setup, UnwatchedBoard(self.program))
        self.board.attach_uart(self._hear)
        self.program.connect(self.kernel, self.board, air)

    def _hear(self, data: bytes, baud: int) -> None:
        del baud
        self.said += data.decode()

    def wait(self, duration_us: int) -> None:
        self.kernel.run_until(self.kernel.now_us + duration_us)

    def boot(self) -> dict[str, int]:
        """Give power; gives what the program says of its boot."""
        self.board.power_on()
        return self.hear()

    def hear(self, duration_us: int = 200 * MILLISECOND_US) -> dict[str, int]:
        self.wait(duration_us)
        lines, self.said = self.said.splitlines(), ""
        return {name: int(value) for name, value in (line.split() for line in lines)}

    def ask(self, letter: str, duration_us: int = 200 * MILLISECOND_US) -> dict[str, int]:
        self.board.receive(letter.encode())
        return self.hear(duration_us)


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> ImageFile:
    path = tmp_path_factory.mktemp("image") / "program.elf"
    path.write_bytes(program_file(built_program("image_program.cpp")))
    return read_image(path)


@pytest.fixture
def emulated(image: ImageFile) -> Iterator[Emulated]:
    made = Emulated(image)
    yield made
    made.program.close()


def weighed(data: bytes) -> int:
    return sum(byte * (at % 7 + 1) for at, byte in enumerate(data))


def single(bits: int) -> float:
    return float(struct.unpack("<f", struct.pack("<I", bits))[0])


def double(bits: int) -> float:
    return float(struct.unpack("<d", struct.pack("<Q", bits))[0])


def test_a_program_starts_by_its_own_boot_code(emulated: Emulated) -> None:
    assert emulated.boot() == {"why": 0, "scratch": 0, "chip": POWER_ON}


def test_numbers_of_the_boot_rom_are_those_of_ieee_754_but_for_the_smallest_and_no_numbers(emulated: Emulated) -> None:
    emulated.boot()
    told = emulated.ask("n")
    third = single(0xBEAAAAAB)
    assert single(told["single-sum"]) == single(struct.unpack("<I", struct.pack("<f", 1.5 + third))[0])
    assert single(told["single-product"]) == -0.5
    assert single(told["single-quotient"]) == struct.unpack("<f", struct.pack("<f", 1.5 / third))[0]
    assert single(told["single-by-zero"]) == math.inf
    assert single(told["single-infinite-less-itself"]) == math.inf
    assert told["single-denormal"] == 0
    assert told["single-floor"] == 0xFFFFFFFF
    assert told["single-too-large"] == 0x7FFFFFFF
    assert told["single-fixed"] == 24
    assert told["single-below-zero"] == 0
    assert told["single-order"] == 0xFFFFFFFF
    assert single(told["single-of-64-bits"]) == 2.0**63 + 2.0**40
    assert double(told["double-of-single"]) == third
    assert double(told["double-third"]) == 1 / -3
    assert double(told["double-root"]) == math.sqrt(2)
    assert told["double-floor"] == 0xFFFFFFFF
    assert single(told["single-of-double"]) == third


def test_bits_and_bytes_of_the_boot_rom(emulated: Emulated) -> None:
    emulated.boot()
    told = emulated.ask("b")
    assert (told["ones"], told["leading"], told["trailing"], told["none"]) == (6, 8, 9, 0)
    assert told["reversed"] == int(f"{0x00F01200:032b}"[::-1], 2)
    assert told["bytes"] == weighed(bytes((3, 3, 3, 3, 3, 3, 3, 3, 0)))


def test_flash_is_the_boards_and_survives_a_loss_of_power(emulated: Emulated) -> None:
    emulated.board.flash.load(b"\x5a" * 2 * SECTOR_BYTES, PLACE)
    emulated.boot()
    assert emulated.ask("e") == {"erased": weighed(b"\xff" * 8192)}
    assert emulated.ask("p") == {"programmed": weighed(bytes(range(256)) * 2)}
    assert emulated.board.flash.dump(PLACE, 512) == bytes(range(256)) * 2
    emulated.board.power_off()
    emulated.boot()
    assert emulated.ask("s") == {"sum": weighed(bytes(range(256)) * 2 + b"\xff" * 7680)}


def test_an_address_beyond_the_chip_is_one_within(emulated: Emulated) -> None:
    emulated.board.flash.load(b"\x5a" * 2 * SECTOR_BYTES, PLACE)
    emulated.boot()
    assert emulated.ask("x") == {"sum": weighed(b"\xff" * SECTOR_BYTES + b"\x5a" * SECTOR_BYTES)}


def test_an_emulator_that_is_gone_is_told_of_and_the_next_boot_has_another(emulated: Emulated) -> None:
    emulated.boot()
    boots = emulated.program._boots
    assert boots is not None
    assert boots._process is not None
    boots._process._process.kill()
    assert emulated.ask("t") == {}
    assert emulated.told == ["the image goes no further: the emulator has ended by itself: without a word"]
    emulated.board.reset(ResetReason.PIN)
    assert emulated.hear()["chip"] == RUN_PIN


def test_the_flash_chip_is_selected_by_its_controller_too(emulated: Emulated) -> None:
    emulated.boot()
    assert emulated.ask("q") == {"first": 2, "second": 2}


def test_programming_clears_bits_and_sets_none(emulated: Emulated) -> None:
    emulated.boot()
    emulated.ask("e")
    emulated.board.edit_flash(lambda flash: flash.load(b"\x0f" * 512, PLACE))
    held = bytes(value & 0x0F for value in range(256)) * 2
    assert emulated.ask("p") == {"programmed": weighed(held)}
    assert emulated.board.flash.dump(PLACE, 512) == held


def test_flash_work_takes_the_time_that_it_takes(emulated: Emulated) -> None:
    emulated.boot()
    busy_us = -emulated.board.flash.busy_us
    took_us = emulated.ask("d")["took"]
    busy_us += emulated.board.flash.busy_us
    assert busy_us > 0
    assert busy_us <= took_us < busy_us + MILLISECOND_US


@pytest.mark.parametrize("unit", [0, 1, 2, 2 + 100, 2 + 256, 2 + 300])
def test_power_is_lost_at_any_unit_of_flash_work(emulated: Emulated, unit: int) -> None:
    emulated.board.flash.load(b"\x5a" * 2 * SECTOR_BYTES, PLACE)
    emulated.boot()
    emulated.board.cut_power(1, unit)
    told = emulated.ask("e") | (emulated.ask("p") if unit >= 2 else {})
    assert not emulated.board.has_power
    assert emulated.board.flash.units == unit
    assert ("erased" in told) == (unit >= 2)
    assert "programmed" not in told
    erased = [b"\xff" * SECTOR_BYTES] * min(unit, 2) + [b"\x5a" * SECTOR_BYTES] * max(0, 2 - unit)
    left = bytearray(b"".join(erased))
    programmed = max(0, unit - 2)
    left[:programmed] = (bytes(range(256)) * 2)[:programmed]
    assert emulated.board.flash.dump(PLACE, 2 * SECTOR_BYTES) == left
    assert emulated.boot() == {"why": 0, "scratch": 0, "chip": POWER_ON}
    assert emulated.ask("s") == {"sum": weighed(bytes(left))}


@pytest.mark.parametrize(("letter", "why"), [("w", TIMER), ("f", FORCED), ("a", FORCED)])
def test_a_program_that_resets_itself_keeps_its_memory_and_learns_why(
    emulated: Emulated, letter: str, why: int
) -> None:
    emulated.boot()
    told = emulated.ask(letter)
    assert (told["why"], told["chip"]) == (why, POWER_ON)
    # Only the two that bite leave a number there.
    assert told["scratch"] == (0 if letter == "a" else 1234)
    assert emulated.board.boots == 2


def test_a_reset_by_its_pin_forgets(emulated: Emulated) -> None:
    emulated.boot()
    emulated.ask("f")
    emulated.board.reset(ResetReason.PIN)
    assert emulated.hear() == {"why": 0, "scratch": 0, "chip": RUN_PIN}


def test_a_reset_of_the_bench_is_one_of_the_watchdog(emulated: Emulated) -> None:
    emulated.boot()
    emulated.board.reset(ResetReason.WATCHDOG)
    assert emulated.hear()["why"] == TIMER
    emulated.board.reset(ResetReason.SOFTWARE)
    assert emulated.hear()["why"] == FORCED


def test_a_program_that_wants_the_usb_drive_is_told_of(emulated: Emulated) -> None:
    emulated.boot()
    assert emulated.ask("u") == {}
    assert emulated.told == ["the image goes no further: the program asks for the boot loader that is a USB drive"]
    assert emulated.board.mode is BoardMode.RUNNING


def test_an_access_that_is_not_aligned_is_a_hard_fault(emulated: Emulated) -> None:
    emulated.boot()
    # The handler of this program's start-up resets it by the watchdog.
    assert emulated.ask("h")["why"] == FORCED


def test_a_pin_that_is_driven_reads_as_it_is_driven(emulated: Emulated) -> None:
    emulated.boot()
    assert emulated.ask("o") == {"high": 1, "low": 0}


def test_the_second_core_is_told_to_be_missing(emulated: Emulated) -> None:
    emulated.boot()
    emulated.ask("2")
    assert emulated.told == ["the image starts the second core, which is not emulated"]


def test_flash_without_a_program_starts_nothing(emulated: Emulated) -> None:
    emulated.boot()
    emulated.board.edit_flash(lambda flash: flash.load(b"\xff" * SECTOR_BYTES))
    emulated.board.reset(ResetReason.PIN)
    assert emulated.hear() == {}
    assert emulated.told == ["the image goes no further: there is nothing in flash that the boot ROM would start"]


def test_the_same_seed_gives_the_same_run(image: ImageFile) -> None:
    runs = []
    for _ in range(2):
        made = Emulated(image)
        runs.append([made.boot(), made.ask("e"), made.ask("t")])
        made.program.close()
    assert runs[0] == runs[1]


def test_the_firmware_of_this_project_is_an_image_too(tmp_path: Path) -> None:
    path = tmp_path / "firmware.elf"
    path.write_bytes(program_file(build(firmware_image(RP2040))))
    made = Emulated(read_image(path))
    made.board.power_on()
    made.wait(3_000 * MILLISECOND_US)
    made.program.close()
    assert "[SYSTEM] Device ID: PICOW_28CDC10E0001" in made.said


# In processes of their own


@pytest.fixture
def firmware(tmp_path: Path) -> Path:
    """The firmware of this project, which has the agent on UART 0."""
    path = tmp_path / "firmware.elf"
    path.write_bytes(program_file(build(firmware_image(RP2040))))
    return path


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


FAULTS = {
    # Loads the word at 4 as an address, and a word from there or to there; or is no instruction.
    "004800680000 0030": "a read where nothing is, at 30000000, pc 20041f02",
    "004800600000 0030": "a write where nothing is, at 30000000, pc 20041f02",
    "004800680200 0020": "a word read where none can stand, at 20000002, pc 20041f02",
    "00b6": "no instruction of this core at 20041f00, pc 20041f00",
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_says_what_and_where(code: str, tmp_path: Path) -> None:
    path = tmp_path / "faulty.bin"
    path.write_bytes(build_boot_code(bytes.fromhex(code)))
    made = Emulated(read_image(path))
    made.board.power_on()
    made.wait(SECOND_US)
    made.program.close()
    assert made.told == [f"the image goes no further: hard fault: {FAULTS[code]}"]


# The radio, by a program that speaks with it bit by bit

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


def test_the_host_of_the_usb_configures_a_serial_port_and_lets_the_device_wait() -> None:
    script = Path(__file__).with_name("usb_host_trial.mjs")
    runner = Path(RP2040_RUNNER.find()).parent
    ran = subprocess.run((NODE.find(), str(script), str(runner)), capture_output=True, check=True, timeout=60)
    told = json.loads(ran.stdout)
    requests = [(setup[0], setup[1], setup[2], setup[4]) for setup in told["setups"]]
    open_port, closed_port = (0x21, 0x22, 3, 2), (0x21, 0x22, 0, 2)
    assert [request[1] for request in requests[:4]] == [5, 6, 6, 9]
    assert open_port in requests
    assert requests[-1] == closed_port
    assert (told["wasUp"], told["isUp"]) == (False, True)
    # What was sent before there was a port has waited; what the device wants more than there is waits, too.
    assert told["taken"] == [[2, [1, 2]], [2, [3]], [2, [4]]]
    assert told["beforeMore"] == 2
    assert told["heard"] == [72, 105]


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


def test_an_emulator_stops_within_a_millisecond_of_what_is_said(emulated: Emulated) -> None:
    emulated.boot()
    first, *_, last = step(emulated, b"t")
    assert first.word is Word.CONSOLE
    assert last.at_us - first.at_us == MILLISECOND_US


def step(board: Emulated, received: bytes) -> list[Told]:
    """Let the emulator alone run for a second at most."""
    boots = board.program._boots
    assert boots is not None
    assert boots._process is not None
    now_us = boots._process.run(0, 0, b"")[-1].at_us
    return boots._process.run(now_us + SECOND_US, 0, received)


def test_a_long_line_arrives_at_the_uart_at_its_speed(firmware: Path) -> None:
    made = Emulated(read_image(firmware))
    made.board.power_on()
    made.wait(SECOND_US)
    made.said = ""
    made.board.receive(encode(Sentence(SentenceKind.COMMAND, 1, ("PROVISION", "SET", "wifi-ssid", "x" * 32))))
    made.wait(SECOND_US)
    made.program.close()
    assert made.said.startswith("$HOK,1*")
