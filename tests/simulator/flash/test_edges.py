"""The edges of a chip: its first and last byte, borders of sectors and pages, refusals, counters, what a cut leaves."""

from random import Random

import pytest

from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.chance import Chance
from oceanhil.simulator.board.power import FlashWork
from oceanhil.simulator.flash.cells import cleared, pieces
from oceanhil.simulator.flash.chip import (
    BLANK_SECTOR,
    PAGE_BYTES,
    SECTOR_BYTES,
    CellFault,
    Flash,
    FlashOperation,
    PowerCut,
    WearOut,
)
from oceanhil.simulator.flash.faults import FaultySector
from oceanhil.simulator.flash.timing import FlashTiming
from oceanhil.simulator.flash.torn import EraseTear, MarginalTear, PrefixTear, RandomBitsTear, Torn, tear_for
from tests.together import together

CHIP = 4 * SECTOR_BYTES


def test_sectors_have_4096_bytes_and_pages_256() -> None:
    assert (SECTOR_BYTES, PAGE_BYTES, BLANK_SECTOR) == (4096, 256, b"\xff" * 4096)


@pytest.mark.parametrize("size", [1, 4095, 4097, -1])
def test_a_size_that_is_no_whole_number_of_sectors_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"flash size {size} bytes, expected a whole number of 4096-byte sectors"):
        Flash(size)


def test_the_smallest_chip_has_one_sector() -> None:
    flash = Flash(SECTOR_BYTES)
    flash.program(SECTOR_BYTES - 1, b"\0")
    flash.erase_sector(0)
    assert (flash.dump(0, SECTOR_BYTES), flash.erases) == (BLANK_SECTOR, {0: 1})


@together
@pytest.mark.parametrize("faulty", [False, True])
@pytest.mark.parametrize(
    ("address", "length"), [(-1, 1), (-1, 2), (-5000, 5001), (CHIP, 1), (CHIP - 1, 2), (CHIP - 5000, 5001)]
)
def test_a_refused_access_changes_nothing(address: int, length: int, faulty: bool) -> None:
    flash = Flash(CHIP)
    if faulty:
        flash.stick_bit(0, 0, high=True)
    before, outside = flash.dump(0, CHIP), flash.outside_changes
    refusal = f"flash access of .* bytes at .* leaves the chip, expected 0 to {CHIP:#x}"
    with pytest.raises(ValueError, match=refusal):
        flash.program(address, bytes(length))
    with pytest.raises(ValueError, match=refusal):
        flash.load(bytes(length), address)
    with pytest.raises(ValueError, match=refusal):
        flash.dump(address, length)
    assert (flash.dump(0, CHIP), flash.outside_changes) == (before, outside)
    assert (flash.units, flash.programs, flash.erases) == (0, {}, {})


def test_a_negative_length_is_refused() -> None:
    with pytest.raises(ValueError, match="flash access of -1 bytes at 0x10 leaves the chip"):
        Flash(CHIP).dump(0x10, -1)


@pytest.mark.parametrize("index", [-1, 4, 5])
def test_a_refused_erase_says_where_and_costs_nothing(index: int) -> None:
    flash = Flash(CHIP)
    with pytest.raises(ValueError, match=f"flash access of 4096 bytes at {index * SECTOR_BYTES:#x} leaves the chip"):
        flash.erase_sector(index)
    assert (flash.units, flash.erases) == (0, {})


@pytest.mark.parametrize(("address", "bit"), [(-1, 0), (CHIP, 0), (0, -1), (0, 8)])
def test_a_stuck_bit_is_one_of_a_byte_of_the_chip(address: int, bit: int) -> None:
    with pytest.raises(ValueError, match="expected 0 to"):
        Flash(CHIP).stick_bit(address, bit, high=True)


@pytest.mark.parametrize(("address", "bit"), [(0, 0), (0, 7), (CHIP - 1, 0), (CHIP - 1, 7)])
def test_the_outermost_bits_can_be_stuck(address: int, bit: int) -> None:
    flash = Flash(CHIP)
    flash.stick_bit(address, bit, high=False)
    assert flash.read(address, 1) == bytes([0xFF ^ 1 << bit])
    flash.stick_bit(address, bit, high=True)
    flash.program(address, b"\0")
    assert flash.read(address, 1) == bytes([1 << bit])
    assert flash.outside_changes == 2


def test_reads_and_writes_cross_the_borders_of_sectors() -> None:
    flash = Flash(CHIP)
    data = bytes(range(256)) * 34
    flash.program(SECTOR_BYTES - 100, data)
    assert flash.read(SECTOR_BYTES - 100, len(data)) == data
    assert flash.dump(SECTOR_BYTES - 101, 2) == b"\xff\x00"
    assert flash.read(2 * SECTOR_BYTES, 0) == b""
    assert flash.read(SECTOR_BYTES, SECTOR_BYTES) == data[100 : 100 + SECTOR_BYTES]
    flash.load(b"\xff" * 200, SECTOR_BYTES - 100)
    assert flash.dump(SECTOR_BYTES - 100, 201) == b"\xff" * 200 + data[200:201]


def test_data_is_cut_at_the_borders_of_sectors() -> None:
    assert list(pieces(4090, 10)) == [(0, 4090, 0, 6), (1, 0, 6, 10)]
    assert list(pieces(4096, 4096)) == [(1, 0, 0, 4096)]
    assert list(pieces(0, 8193)) == [(0, 0, 0, 4096), (1, 0, 4096, 8192), (2, 0, 8192, 8193)]
    assert list(pieces(7, 0)) == []
    assert cleared(b"\xf0\x0f", b"\xcc\xcc") == b"\xc0\x0c"


def test_counters_add_up_over_lengths_and_sectors() -> None:
    flash = Flash(CHIP, timing=FlashTiming(1000, ((2, 10), (1, 7))))
    assert (flash.busy_us, flash.programmed_bytes, flash.program_operations) == (0, 0, 0)
    for _ in range(3):
        flash.program(0, b"abc")
    flash.program(8, b"d")
    assert flash.busy_us == 3 * 17 + 7
    flash.erase_sector(0)
    flash.erase_sector(1)
    assert (flash.busy_us, flash.erases) == (2000 + 58, {0: 1, 1: 1})
    assert (flash.programs, flash.programmed_bytes, flash.program_operations, flash.units) == ({3: 3, 1: 1}, 10, 4, 12)


def test_power_comes_back_with_the_counter_at_0_and_without_the_cut() -> None:
    flash = Flash(CHIP)
    flash.program(0, b"ab")
    flash.arm_cut(1)
    flash.power_on()
    flash.program(2, b"cd")
    assert (flash.units, flash.powered) == (2, True)


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_cut_strikes_after_so_many_more_units(after: int) -> None:
    flash = Flash(CHIP)
    flash.program(0, b"ab")
    flash.arm_cut(after)
    with pytest.raises(PowerCut, match=f"power cut after {2 + after} flash units") as cut:
        flash.program(0x10, b"\0" * 4)
    assert (cut.value.units, flash.units, flash.powered) == (2 + after, 2 + after, False)
    assert flash.dump(0x10, 4) == b"\0" * after + b"\xff" * (4 - after)
    assert flash.programs == ({2: 1, after: 1} if after != 2 else {2: 2})
    for work in (lambda: flash.read(0, 1), lambda: flash.program(0, b"x"), lambda: flash.erase_sector(0)):
        with pytest.raises(PowerCut) as again:
            work()
        assert again.value.units == 2 + after


def test_an_operation_that_ends_with_the_last_unit_is_whole() -> None:
    flash = Flash(CHIP)
    flash.arm_cut(5)
    flash.program(0, b"four")
    flash.erase_sector(1)
    with pytest.raises(PowerCut):
        flash.erase_sector(2)
    assert flash.erases == {1: 1}


def test_a_cut_cannot_be_armed_in_the_past_and_may_be_disarmed() -> None:
    flash = Flash(CHIP)
    with pytest.raises(ValueError, match="a power cut is armed -1 units ahead, expected 0 or more"):
        flash.arm_cut(-1)
    flash.arm_cut(0)
    flash.disarm()
    flash.program(0, b"x")
    flash.arm_cut(0)
    with pytest.raises(PowerCut):
        flash.program(0, b"x")
    flash.disarm()
    assert not flash.powered


def test_an_observer_hears_nothing_of_what_power_interrupts() -> None:
    heard: list[FlashOperation] = []
    flash = Flash(CHIP, observer=lambda kind, *_: heard.append(kind))
    flash.arm_cut(1)
    with pytest.raises(PowerCut):
        flash.program(0, b"xy")
    assert heard == []


def test_a_snapshot_brings_contents_and_counters_back_and_leaves_power() -> None:
    flash = Flash(CHIP)
    flash.program(0, b"old")
    before = flash.snapshot()
    flash.program(0x100, b"new")
    flash.erase_sector(3)
    flash.arm_cut(7)
    flash.restore(before)
    assert (flash.dump(0, 3), flash.is_blank(3), flash.erases, flash.programs) == (b"old", True, {}, {3: 1})
    assert flash.outside_changes == 1
    flash.program(0x200, bytes(7))
    with pytest.raises(PowerCut):
        flash.program(0x300, b"x")


def test_a_snapshot_is_not_changed_by_later_work() -> None:
    flash = Flash(CHIP)
    flash.program(0, b"\xf0")
    kept = flash.snapshot()
    flash.program(0, b"\x0f")
    flash.erase_sector(0)
    twin = Flash(CHIP)
    twin.restore(kept)
    twin.program(0, b"\x3f")
    assert (bytes(kept.sectors[0][:1]), twin.dump(0, 1), flash.dump(0, 1)) == (b"\xf0", b"\x30", b"\xff")


def test_faults_travel_with_a_snapshot_and_leave_with_one_that_has_none() -> None:
    sound, flash = Flash(CHIP).snapshot(), Flash(CHIP)
    flash.stick_bit(9, 1, high=False)
    twin = Flash(CHIP)
    twin.restore(flash.snapshot())
    twin.erase_sector(0)
    assert (twin.read(9, 1), twin.peek(9, 1)) == (b"\xfd", b"\xfd")
    twin.restore(sound)
    assert twin.read(9, 1) == b"\xff"
    twin.program(8, b"abc")
    assert twin.read(8, 3) == b"abc"


# Faulty cells


def test_cells_wear_out_with_the_first_erase_beyond_their_cycles() -> None:
    flash = Flash(CHIP, wear=WearOut(2, Random(1), bits_per_erase=3))
    for _ in range(2):
        flash.erase_sector(1)
    flash.program(SECTOR_BYTES, bytes(SECTOR_BYTES))
    flash.erase_sector(1)
    weak = sum((255 - byte).bit_count() for byte in flash.dump(SECTOR_BYTES, SECTOR_BYTES))
    assert 1 <= weak <= 3
    assert flash.is_blank(0)


def test_a_worn_cell_keeps_its_1_until_it_is_programmed() -> None:
    flash = Flash(CHIP, wear=WearOut(0, Random(1), bits_per_erase=1))
    flash.erase_sector(0)
    assert flash.is_blank(0)


def test_endurance_is_0_or_more_and_8_cells_fail_at_once() -> None:
    with pytest.raises(ValueError, match="endurance of -1 cycles, expected 0 or more"):
        WearOut(-1, Random(0))
    assert (WearOut(0, Random(0)).cycles, WearOut(5, Random(0)).bits_per_erase) == (0, 8)
    assert WearOut(5, Random(0)).failing().bit_count() == 8


def test_faults_of_cells_have_the_names_of_the_command_line() -> None:
    assert [each.value for each in CellFault] == ["wear-out", "stuck-bit"]
    assert [each.value for each in FlashOperation] == ["program", "erase"]


def sector(**marginal: int) -> FaultySector:
    made = FaultySector(BLANK_SECTOR)
    made.put(0, b"\xff" * len(marginal), bytes(marginal.values()), noise_seed=3)
    return made


def test_a_marginal_bit_is_settled_by_programming_or_erasing() -> None:
    wavering = sector(first=0xFF)
    assert len({wavering.read()[0] for _ in range(50)}) > 10
    assert not wavering.is_sound
    assert not wavering.is_decided
    wavering.program(0, b"\x0f")
    assert {value & 0xF0 for value in (wavering.read()[0] for _ in range(20))} == {0}
    wavering.erase()
    assert (wavering.read(), wavering.is_sound, wavering.is_decided) == (BLANK_SECTOR, True, True)


def test_only_marked_bits_waver_and_a_copy_wavers_alike() -> None:
    wavering = sector(first=0x00, second=0x18)
    twin = wavering.copy()
    reads = [wavering.read() for _ in range(30)]
    assert reads == [twin.read() for _ in range(30)]
    assert {read[1] | 0x18 for read in reads} == {0xFF}
    assert {read[:1] + read[2:] for read in reads} == {BLANK_SECTOR[:-1]}


def test_a_copy_that_is_read_long_after_goes_on_where_it_was_taken() -> None:
    wavering, noise = sector(first=0xFF), Chance(3)
    expected = [0xFF ^ noise.getrandbits(8 * SECTOR_BYTES) & 0xFF for _ in range(100)]
    assert [wavering.read()[0] for _ in range(5)] == expected[:5]
    early = wavering.copy()
    assert [wavering.read()[0] for _ in range(95)] == expected[5:]
    assert [early.read()[0] for _ in range(95)] == expected[5:]
    assert sector(first=0xFF).read()[0] == expected[0]


def test_bytes_that_are_put_over_marginal_ones_are_sure() -> None:
    wavering = sector(first=0xFF, second=0xFF)
    wavering.put(0, b"\x55", b"", 0)
    reads = [wavering.read() for _ in range(30)]
    assert {read[0] for read in reads} == {0x55}
    assert len({read[1] for read in reads}) > 5


def test_a_stuck_bit_stays_whatever_is_put_programmed_or_erased() -> None:
    made = FaultySector(BLANK_SECTOR)
    made.stick(0, high=False)
    made.stick(9, high=True)
    made.put(0, b"\xff\x00\x00", b"", 0)
    assert made.read()[:3] == b"\xfe\x02\x00"
    made.program(0, b"\x00\x00\x0f")
    assert made.read()[:3] == b"\x00\x02\x00"
    made.erase()
    assert made.read()[:3] == b"\xfe\xff\xff"
    made.stick(0, high=True)
    made.stick(9, high=False)
    assert made.read()[:2] == b"\xff\xfd"
    made.erase()
    assert (made.read()[:2], made.is_sound) == (b"\xff\xfd", False)


def test_a_cell_stuck_at_1_does_not_wear_out() -> None:
    made = FaultySector(BLANK_SECTOR)
    made.stick(3, high=True)
    made.wear(0b1100)
    made.program(0, b"\0")
    made.erase()
    assert made.read()[0] == 0xFB


# What a cut leaves


@pytest.mark.parametrize("model", TornModel)
def test_each_model_has_its_tear_and_only_one_is_not_random(model: TornModel) -> None:
    kinds = {
        TornModel.PREFIX: PrefixTear, TornModel.RANDOM_BITS: RandomBitsTear, TornModel.ERASE_TORN: EraseTear,
        TornModel.MARGINAL_BITS: MarginalTear,
    }  # fmt: skip
    assert type(tear_for(model, Random(0))) is kinds[model]
    assert model.is_random is (model is not TornModel.PREFIX)


def test_a_prefix_ends_to_the_byte_and_an_erase_does_nothing() -> None:
    assert PrefixTear().program(0, b"\xff\xf0\xff", b"\x0f\x0f\x0f", 2) == Torn(b"\x0f\x00\xff")
    assert PrefixTear().erase(b"old") == Torn(b"old")
    assert (Torn(b"x").marginal, Torn(b"x").noise_seed) == (b"", 0)


@together
@pytest.mark.parametrize(
    ("address", "length", "done", "page"),
    [
        (0, 600, 0, (0, 256)),
        (0, 600, 255, (0, 256)),
        (0, 600, 256, (256, 512)),
        (0, 600, 599, (512, 600)),
        (100, 600, 0, (0, 156)),
        (100, 600, 155, (0, 156)),
        (100, 600, 156, (156, 412)),
    ],
)
@pytest.mark.parametrize("model", [TornModel.RANDOM_BITS, TornModel.MARGINAL_BITS])
def test_only_the_page_in_flight_is_torn(
    model: TornModel, address: int, length: int, done: int, page: tuple[int, int]
) -> None:
    start, end = page
    old, data = b"\xff" * length, bytes(length)
    for seed in range(8):
        torn = tear_for(model, Random(seed)).program(address, old, data, done)
        assert (torn.data[:start], torn.data[end:]) == (data[:start], old[end:])
        assert not any(torn.marginal[:start] + torn.marginal[end:])
        assert len(torn.marginal) in {0, length}


def test_a_torn_page_clears_only_bits_that_were_to_be_cleared() -> None:
    old, data = bytes([0xF3]) * 256, bytes([0x5F]) * 256
    torn = RandomBitsTear(Random(1)).program(0, old, data, 7).data
    assert all(value & 0x53 == 0x53 and not value & 0x0C for value in torn)
    assert len(set(torn)) == 4


def test_a_torn_erase_is_one_of_four_alike_often() -> None:
    old = bytes([0x0F]) * SECTOR_BYTES
    tear, counts = EraseTear(Random(4)), dict.fromkeys(("old", "zeroed", "random", "blank"), 0)
    for _ in range(400):
        left = tear.erase(old).data
        zeros = len(left) - len(left.lstrip(b"\0"))
        kind = "old" if left == old else "blank" if left == BLANK_SECTOR else "zeroed" if zeros else "random"
        counts[kind] += 1
        assert kind != "zeroed" or left[zeros:] == old[zeros:]
        assert kind != "random" or all(value & 0x0F == 0x0F for value in left)
    assert all(70 <= count <= 130 for count in counts.values()), counts


def share_of_marginal(left: Torn) -> float:
    return sum(value.bit_count() for value in left.marginal) / (8 * len(left.marginal))


def test_marginal_bits_are_few_where_the_operation_had_nearly_ended() -> None:
    old, data = b"\xff" * PAGE_BYTES, bytes(PAGE_BYTES)
    tear = MarginalTear(Random(2))
    lefts = [tear.program(0, old, data, 10) for _ in range(400)]
    late = [left for left in lefts if left.data == data]
    rest = [left for left in lefts if left.data != data]
    assert 70 <= len(late) <= 130
    assert 1 / 300 < sum(map(share_of_marginal, late)) / len(late) < 1 / 220
    assert 0.24 < sum(map(share_of_marginal, rest)) / len(rest) < 0.26
    assert len({left.noise_seed for left in lefts}) == 400


def test_an_erase_leaves_marginal_only_bits_that_had_to_rise() -> None:
    old = bytes([0x0F]) * SECTOR_BYTES
    tear, shares = MarginalTear(Random(3)), dict[str, list[float]]()
    for _ in range(200):
        left = tear.erase(old)
        assert not any(value & 0x0F for value in left.marginal)
        kind = "old" if left.data == old else "blank" if left.data == BLANK_SECTOR else "between"
        # Half of the bits had to rise.
        shares.setdefault(kind, []).append(2 * share_of_marginal(left))
    means = {kind: sum(found) / len(found) for kind, found in shares.items()}
    assert means["old"] == 0
    assert 1 / 300 < means["blank"] < 1 / 220
    assert 0.12 < means["between"] < 0.13


# The work of each boot


def test_a_cut_arranged_for_the_boot_under_way_counts_what_it_has_done() -> None:
    flash, work = Flash(CHIP), FlashWork()
    work.begin(flash, 1)
    flash.program(0, b"abc")
    work.arrange_cut(flash, 1, 5)
    flash.program(8, b"de")
    with pytest.raises(PowerCut):
        flash.program(16, b"f")
    assert (work.units(flash, 1), work.units(flash, 2)) == (5, 0)


def test_a_cut_that_is_past_strikes_at_the_next_unit_and_one_for_later_not_yet() -> None:
    flash, work = Flash(CHIP), FlashWork()
    work.begin(flash, 1)
    flash.program(0, b"abc")
    work.arrange_cut(flash, 2, 0)
    flash.program(0, b"d")
    work.arrange_cut(flash, 1, 2)
    with pytest.raises(PowerCut):
        flash.program(0, b"e")


def test_a_boot_that_is_over_keeps_its_units_and_forgotten_cuts_never_come() -> None:
    flash, work = Flash(CHIP), FlashWork()
    work.begin(flash, 1)
    flash.program(0, b"abc")
    work.end(flash)
    flash.power_on()
    flash.program(0, b"d")
    work.end(flash)
    assert (work.units(flash, 1), work.units(flash, 0)) == (3, 0)
    work.arrange_cut(flash, 2, 0)
    work.begin(flash, 2)
    work.forget_cuts(flash)
    flash.program(0, b"e")
    flash.power_on()
    work.begin(flash, 2)
    flash.program(0, b"f")
