"""What the bare machines do under the firmware, asked by a test program that runs on each in its emulator."""

from pathlib import Path

import pytest

from oceanhil.hil.emulators.board import EmulatedBoard
from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.targets import Target
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from tests.firmware.conftest import ANSWER_S, MAC, Probed

POWER_ON, SOFTWARE = "0", "2"
SPARE_SECTORS = {"qemu_lx106": 0x3FA, "rp2040_bare": 0x1FE}


def test_a_machine_that_gets_power_knows_it(machine: Probed) -> None:
    assert machine.hear("reset") == POWER_ON
    assert machine.hear("held") == "0"


def test_the_strap_holds_a_machine_from_power_on(machine: Probed) -> None:
    machine.hear("held")
    machine.boot(hold=True)
    assert machine.hear("held") == "1"


def test_a_software_reset_is_told_from_power_on(machine: Probed) -> None:
    machine.hear("held")
    assert machine.ask("r", "reset") == SOFTWARE


def test_time_starts_anew_with_a_reset(machine: Probed) -> None:
    machine.hear("held")
    before_us = int(machine.ask("t", "uptime"))
    machine.ask("r", "held")
    assert before_us > 0
    assert int(machine.ask("t", "uptime")) < before_us + 60_000_000


def test_erased_flash_reads_as_ones(machine: Probed) -> None:
    machine.ask("p", "programmed")
    machine.ask("e", "erased")
    assert machine.ask("d", "stored") == "255 255 255 255"


def test_programming_crosses_a_page_border(machine: Probed) -> None:
    assert machine.ask("p", "programmed") == "1"
    assert machine.ask("d", "stored") == "240 255 15 18"


def test_programming_clears_bits_and_sets_none(machine: Probed, target: Target) -> None:
    machine.board.write_sector(SPARE_SECTORS[target.folder], b"\x3c" * SECTOR_BYTES)
    machine.ask("p", "programmed")
    assert machine.ask("d", "stored") == f"{0xF0 & 0x3C} {0x3C} {0x0F & 0x3C} {0x12 & 0x3C}"


def test_flash_outside_the_chip_is_refused(machine: Probed) -> None:
    assert machine.ask("o", "outside") == "0"


def test_flash_survives_a_loss_of_power(machine: Probed) -> None:
    machine.ask("p", "programmed")
    machine.board.off()
    machine.boot()
    assert machine.ask("d", "stored") == "240 255 15 18"


def test_the_bench_sees_in_the_file_what_the_machine_programmed(machine: Probed, target: Target) -> None:
    machine.ask("p", "programmed")
    address = SPARE_SECTORS[target.folder] * SECTOR_BYTES
    assert machine.board.flash.read(address + 254, 4) == b"\xf0\xff\x0f\x12"


def test_a_debug_probe_changes_flash_of_a_running_machine(machine: Probed, target: Target) -> None:
    machine.hear("held")
    machine.board.write_sector(SPARE_SECTORS[target.folder], bytes(range(256)) * 16)
    assert machine.ask("d", "stored") == "254 255 0 1"


def test_numbers_of_64_bits_are_calculated_as_anywhere(machine: Probed, target: Target) -> None:
    product = ((target.layout.chip + 0x12345677) * 6364136223846793005 + 1442695040888963407) % 2**64
    difference = product // 1000003 - product % 1000003
    quotient = -(difference // 7) if difference >= 0 else -difference // 7
    assert int(machine.ask("c", "calculated")) == (quotient % 2**64 >> 8) % 2**32 % 1000000007


@pytest.mark.parametrize("ppm", [-500_000, -1, 0, 12_500, 1_000_000])
def test_a_drifting_clock_counts_so_many_parts_more_and_is_asked_so_much_sooner(machine: Probed, ppm: int) -> None:
    true_us = 365 * 24 * 3600 * 1_000_000 + 999_999
    counted_us = true_us + true_us // 1_000_000 * ppm + int(999_999 * ppm / 1_000_000)
    letter = {-500_000: "1", -1: "2", 0: "3", 12_500: "4", 1_000_000: "5"}[ppm]
    assert int(machine.ask(letter, "counted")) == counted_us % 2**32
    assert int(machine.hear("back")) == -(-counted_us * 1_000_000 // (1_000_000 + ppm)) % 2**32


def test_a_long_text_comes_in_without_loss(machine: Probed) -> None:
    machine.hear("held")
    machine.ask("." * 5000 + "p", "programmed")
    assert machine.ask("d", "stored") == "240 255 15 18"


def test_a_machine_that_lost_power_is_silent_until_it_is_switched_on(machine: Probed) -> None:
    machine.hear("held")
    machine.ask("td", "stored")
    machine.board.off()
    machine.boot()
    assert machine.hear("reset") == POWER_ON


def test_a_crash_of_an_lx106_prints_what_its_core_prints_and_resets(lx106: Probed) -> None:
    lx106.hear("held")
    lx106.ask("x", "Exception (0):")
    lx106.hear(">>>stack>>>")
    lx106.hear("<<<stack<<<")
    assert lx106.hear("reset") == SOFTWARE


def test_a_hard_fault_of_an_rp2040_is_told_by_its_emulator(rp2040: Probed) -> None:
    rp2040.hear("held")
    rp2040.send("x")
    _wait_for_end(rp2040.board)
    with pytest.raises(EmulatorError, match="hard fault: undefined instruction, pc 1000"):
        rp2040.board.check()


def test_an_emulator_that_ends_by_itself_is_an_error_that_says_so(
    target: Target, tmp_path: Path, probe_image: Path
) -> None:
    broken = tmp_path / "broken.elf"
    broken.write_bytes(probe_image.read_bytes()[:20])
    with EmulatedBoard(target, broken, MAC) as board, _client(board):
        board.on()
        _wait_for_end(board)
        with pytest.raises(EmulatorError, match="the emulator ended with"):
            board.check()


def _wait_for_end(board: EmulatedBoard) -> None:
    assert board._process is not None
    board._process.wait(ANSWER_S)


def _client(board: EmulatedBoard) -> SerialLink:
    return SerialLink(PortSpec(url=board.line.url))
