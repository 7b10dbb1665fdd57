"""What was loaded of a page before is loaded again as if for the first time: by its bytes, on any chip."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from oceanhil.simulator.eeprom.nvs import ItemType, NvsFault, NvsGeneration, NvsPanic, NvsPartition
from oceanhil.simulator.eeprom.nvs.format import encode_page_header
from oceanhil.simulator.eeprom.nvs.item import encode, key_of
from oceanhil.simulator.eeprom.nvs.page import Page
from oceanhil.simulator.eeprom.nvs.page_load import load_page
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash, FlashOperation, PowerCut
from oceanhil.simulator.flash.torn import PrefixTear, Torn
from tests.simulator.eeprom.nvs_partitions import each_generation

ADDRESS = 0x9000
OLD = NvsGeneration.IDF_4_4_7
ELSEWHERE = 0x100000


def save(flash: Flash, generation: NvsGeneration) -> None:
    partition = NvsPartition(flash, generation)
    partition.init()
    partition.open("ns").set_blob("blob", bytes(range(100)))
    partition.open("ns").set_number("number", ItemType.U32, 5)


def cut_images(generation: NvsGeneration) -> list[bytes]:
    """Give the page as each cut of a second save leaves it."""
    images: list[bytes] = []
    for unit in range(0, 300, 3):
        flash = Flash(4 << 20)
        save(flash, generation)
        flash.arm_cut(unit)
        try:
            save_other(flash, generation)
        except PowerCut:
            images.append(flash.dump(ADDRESS, SECTOR_BYTES))
    return images


def save_other(flash: Flash, generation: NvsGeneration) -> None:
    partition = NvsPartition(flash, generation)
    partition.init()
    partition.open("ns").set_blob("blob", bytes(range(1, 101)))


def flash_with(image: bytes) -> Flash:
    flash = Flash(4 << 20)
    flash.load(image, ADDRESS)
    return flash


def unsound(image: bytes) -> Flash:
    """Give a chip on which nothing is taken for what it was before, since a bit of it is stuck; in another sector."""
    flash = flash_with(image)
    flash.stick_bit(ELSEWHERE, 0, high=False)
    return flash


Work = list[tuple[FlashOperation, int, int]]


def loaded(flash: Flash, generation: NvsGeneration) -> tuple[Page | None, Work, str]:
    work: Work = []
    flash.observer = lambda *operation: work.append(operation)
    try:
        return load_page(flash, ADDRESS, generation), work, ""
    except (NvsFault, NvsPanic, PowerCut) as error:
        return None, work, repr(error)


def seen(page: Page | None) -> object:
    if page is None:
        return None
    items = list(page.every(ItemType.ANY)) if page.first_used < page.next_free else []
    return page.state, page.sequence, page.version, page.first_used, page.next_free, page.used, page.table.states, items


def assert_same(make: Callable[[Flash], None], image: bytes, generation: NvsGeneration) -> None:
    known, first = flash_with(image), unsound(image)
    make(known)
    make(first)
    page, work, error = loaded(known, generation)
    other, other_work, other_error = loaded(first, generation)
    assert (seen(page), work, error) == (seen(other), other_work, other_error)
    assert known.dump(ADDRESS, SECTOR_BYTES) == first.dump(ADDRESS, SECTOR_BYTES)
    assert (known.programs, known.units) == (first.programs, first.units)


@each_generation
def test_a_page_that_was_loaded_before_is_repaired_and_seen_as_at_first(generation: NvsGeneration) -> None:
    images = cut_images(generation)
    assert any(loaded(flash_with(image), generation)[1] for image in images)
    for image in [*images, *images, b"\0" * SECTOR_BYTES, b"\xff" * 4092 + b"\0" * 4]:
        assert_same(lambda _: None, image, generation)


@each_generation
def test_power_that_is_lost_in_its_repair_leaves_the_same(generation: NvsGeneration) -> None:
    image = max(cut_images(generation), key=lambda each: len(loaded(flash_with(each), generation)[1]))
    for unit in range(12):
        assert_same(partial(Flash.arm_cut, after_units=unit), image, generation)


STRANGE = encode((1, 0x99, 1, 0xFF), key_of(b"k"), b"")
TO_REPAIR = (encode_page_header(0, 0xFE) + b"\xfe".ljust(32, b"\xff") + STRANGE).ljust(SECTOR_BYTES, b"\xff")


def test_each_generation_of_the_driver_has_its_own_view() -> None:
    works = [loaded(flash_with(TO_REPAIR), generation)[1] for generation in reversed(NvsGeneration)]
    assert [bool(work) for work in works] == [generation is not OLD for generation in reversed(NvsGeneration)]


@each_generation
def test_what_is_done_to_a_page_changes_no_other_with_the_same_bytes(generation: NvsGeneration) -> None:
    flash = Flash(4 << 20)
    save(flash, generation)
    image = flash.dump(ADDRESS, SECTOR_BYTES)
    page = load_page(flash_with(image), ADDRESS, generation)
    before = seen(load_page(flash_with(image), ADDRESS, generation))
    for entry, _ in page.every(ItemType.ANY):
        page.erase_item_at(entry)
    page.erase()
    assert seen(load_page(flash_with(image), ADDRESS, generation)) == before


class Wavering(PrefixTear):
    """Leaves all bits of what is programmed undecided."""

    def program(self, address: int, old: bytes, data: bytes, done: int) -> Torn:
        del address, data, done
        return Torn(old, b"\xff" * len(old), 3)


def wavering() -> Flash:
    """Give a chip with a page to repair whose last byte reads otherwise each time."""
    flash = flash_with(TO_REPAIR)
    flash.tear = Wavering()
    flash.arm_cut(0)
    with suppress(PowerCut):
        flash.program(ADDRESS + SECTOR_BYTES - 1, b"\0")
    flash.power_on()
    return flash


def last_bytes(flash: Flash, number: int) -> bytes:
    return b"".join(flash.read(ADDRESS + SECTOR_BYTES - 1, 1) for _ in range(number))


def test_a_page_of_a_chip_with_faulty_cells_is_read_as_often_as_the_driver_reads_it() -> None:
    flash = wavering()
    load_page(flash, ADDRESS, NvsGeneration.IDF_5_5_1)
    # Once for all of it, and once more for the entry that is erased.
    assert last_bytes(flash, 20) == last_bytes(wavering(), 22)[2:]
