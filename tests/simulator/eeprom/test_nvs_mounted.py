"""What a driver has done before is played back: chip, answers, errors and power cuts are those of the driver itself."""

from collections.abc import Callable
from functools import partial

import pytest

from oceanhil.protocol.chance import Chance
from oceanhil.simulator.eeprom.nvs import ItemType, NvsFault, NvsGeneration, NvsHandle, NvsPartition
from oceanhil.simulator.eeprom.nvs.storage import Storage
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash, FlashOperation, PowerCut, WearOut
from tests.simulator.eeprom.nvs_partitions import each_generation

ADDRESS, SIZE = 0x9000, 0x5000
INSIDE = ADDRESS + SECTOR_BYTES + 100
KEYS = ("a", "blob", "token")
TIMES = 4


class Unplayed(Flash):
    """A chip of a kind of its own: on it the driver does all itself."""


class Bench:
    """A chip, its partition, and what was seen of both."""

    def __init__(self, flash: Flash, generation: NvsGeneration, *, is_observed: bool = False) -> None:
        self.flash = flash
        self._generation = generation
        self.seen: list[object] = []
        if is_observed:
            flash.observer = lambda kind, address, length: self.seen.append((kind, address, length))
        self.mount()

    def mount(self) -> None:
        self.partition = NvsPartition(self.flash, self._generation)
        self.note(self.partition.init)

    def note(self, call: Callable[[], object]) -> None:
        """Note what comes of a call, and the chip's counters behind it."""
        try:
            came = call()
        except NvsFault as fault:
            came = fault.error
        except PowerCut as cut:
            came = ("cut", cut.units)
        shown = None if isinstance(came, NvsHandle) else came
        self.seen.append((shown, self.flash.units, dict(self.flash.programs), dict(self.flash.erases)))

    def with_handle(self, call: Callable[[NvsHandle], object]) -> None:
        self.note(lambda: call(self.partition.open("ns")))

    def last(self) -> object:
        return self.seen, self.flash.dump(ADDRESS, SIZE), self.flash.interrupted


def calls(key: str, data: bytes) -> tuple[Callable[[NvsHandle], object], ...]:
    return (
        lambda nvs: nvs.set_blob(key, data),
        lambda nvs: nvs.get_blob(key),
        lambda nvs: nvs.set_string(key, data[:30].hex()),
        lambda nvs: nvs.get_string(key),
        lambda nvs: nvs.set_number(key, ItemType.U8, data[0]),
        lambda nvs: nvs.get_number(key, ItemType.U8),
        lambda nvs: nvs.get_blob_size(key),
        lambda nvs: nvs.erase_key(key),
        lambda nvs: nvs.used_entry_count(),
        lambda nvs: nvs.erase_all(),
    )


def act(bench: Bench, seed: int, *, steps: int = 40) -> None:
    """Do what is drawn by lot: set, read and erase values, and mount anew now and then."""
    chance = Chance(seed)
    for _ in range(steps):
        drawn = calls(chance.choice(KEYS), chance.randbytes(chance.choice((1, 40, 104, 1500, 3900))))
        # Half of it are the first four, by which a partition fills.
        what = chance.randrange(2 * len(drawn) + 2)
        if what == 2 * len(drawn):
            bench.note(bench.partition.stats)
        elif what > 2 * len(drawn):
            bench.mount()
        else:
            bench.with_handle(drawn[what if what < len(drawn) else what % 4])


def save(bench: Bench, data: bytes) -> None:
    bench.with_handle(lambda nvs: nvs.set_blob("token", data))
    bench.with_handle(lambda nvs: nvs.get_blob("token"))


@each_generation
@pytest.mark.parametrize("is_observed", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_work_that_comes_again_is_that_of_the_driver(generation: NvsGeneration, seed: int, is_observed: bool) -> None:
    driver = Bench(Unplayed(4 << 20), generation, is_observed=is_observed)
    act(driver, seed)
    for _ in range(TIMES):
        played = Bench(Flash(4 << 20), generation, is_observed=is_observed)
        act(played, seed)
        assert played.last() == driver.last()


@each_generation
def test_a_cut_at_any_unit_of_played_work_leaves_what_it_leaves_of_the_drivers(generation: NvsGeneration) -> None:
    first, second = bytes(range(104)), bytes(range(1, 105))

    def cut(flash: Flash, unit: int) -> Bench:
        bench = Bench(flash, generation)
        save(bench, first)
        flash.arm_cut(unit)
        save(bench, second)
        bench.with_handle(lambda nvs: nvs.get_blob("token"))
        flash.power_on()
        bench.mount()
        bench.with_handle(lambda nvs: nvs.get_blob("token"))
        return bench

    whole = 1000
    for unit in (*([whole] * TIMES), *range(0, 260, 3)):
        assert cut(Flash(4 << 20), unit).last() == cut(Unplayed(4 << 20), unit).last(), unit


@each_generation
@pytest.mark.parametrize(
    "disturb",
    [
        lambda flash: flash.program(INSIDE, bytes(8)),
        lambda flash: flash.load(bytes(32), ADDRESS + 64),
        lambda flash: flash.stick_bit(ADDRESS + 200, 3, high=False),
        lambda flash: setattr(flash, "wear", WearOut(0, Chance(3), bits_per_erase=4096)),
        lambda flash: setattr(flash, "observer", lambda _kind, _address, _length: None),
    ],
    ids=["programmed", "loaded", "stuck", "worn", "observed"],
)
def test_a_chip_that_somebody_meddles_with_is_the_drivers_own_matter(
    generation: NvsGeneration, disturb: Callable[[Flash], None]
) -> None:
    def meddled(flash: Flash) -> object:
        bench = Bench(flash, generation)
        # So full that the next save has to erase a page.
        for number in range(4):
            save(bench, bytes([number]) * 3500)
        bench.mount()
        disturb(flash)
        for number in range(3):
            save(bench, bytes([number]) * 3500)
        bench.mount()
        bench.with_handle(lambda nvs: nvs.get_blob("token"))
        return bench.seen, bench.flash.units

    expected = meddled(Unplayed(4 << 20))
    for _ in range(TIMES):
        assert meddled(Flash(4 << 20)) == expected


@each_generation
def test_the_third_time_no_driver_is_at_work(generation: NvsGeneration, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"the same each time" + generation.value.encode()
    for _ in range(3):
        last = Bench(Flash(4 << 20), generation)
        save(last, data)

    def refuse(*_words: object) -> None:
        raise AssertionError("a driver mounts")

    monkeypatch.setattr(Storage, "__init__", refuse)
    played = Bench(Flash(4 << 20), generation)
    save(played, data)
    assert played.last() == last.last()


def test_known_work_is_done_at_once_only_where_each_operation_need_not_count() -> None:
    bench = Bench(Flash(4 << 20), NvsGeneration.IDF_5_5_1)
    heard: list[FlashOperation] = []
    for _ in range(3):
        bench = Bench(Flash(4 << 20), NvsGeneration.IDF_5_5_1)
        heard.clear()
        bench.flash.observer = lambda kind, _address, _length: heard.append(kind)
        bench.with_handle(partial(NvsHandle.set_blob, key="token", value=b"seen by somebody"))
    assert len(heard) == bench.flash.program_operations
    assert heard
