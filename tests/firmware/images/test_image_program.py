"""Anybody's program on a board: what it gets from the boot ROM, the pins and the seed."""

import json
import math
import struct
import subprocess
from pathlib import Path

from oceanhil.hil.emulators.image_file import ImageFile
from oceanhil.hil.emulators.image_process import Word
from oceanhil.hil.emulators.rp2040_runner import RP2040_RUNNER
from oceanhil.hil.emulators.tools import NODE
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.firmware.images.image_board import MILLISECOND_US, POWER_ON, RUN_PIN, Emulated, step, weighed


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


def test_an_emulator_stops_within_a_millisecond_of_what_is_said(emulated: Emulated) -> None:
    emulated.boot()
    first, *_, last = step(emulated, b"t")
    assert first.word is Word.CONSOLE
    assert last.at_us - first.at_us == MILLISECOND_US


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
