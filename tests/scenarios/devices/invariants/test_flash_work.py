"""I11: flash work and its reasons."""

from collections.abc import Callable
from typing import Self

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.record import RecordReading, RecordVerdict, TokenRecord
from oceanhil.scenarios.devices.invariants.flash_work import FlashIsSpared
from oceanhil.scenarios.trace import EventKind, Source
from oceanhil.scenarios.world import Capability, FlashWear
from tests.scenarios.devices.invariants.watching import S, WatchedLife, seen_by, work_flash
from tests.scenarios.fake_world import (
    PERMANENT_TOKEN,
    FakeWorld,
    Planned,
    boot,
    fake_world,
    line,
    power,
    requested,
    stored,
)

H, D = 3600 * S, 86_400 * S
GRANTED = requested("register", 200, S, granted=PERMANENT_TOKEN[:12] + "…")
SAVED = line("[EEPROM] Token saved", 2 * S)
MOST = 27
MOST_OF_NVS = 264


def polled(after_us: int = 0, *, relay1: bool = False) -> Planned:
    return requested("state", 200, after_us, relay1=relay1, relay2=False)


class Life(WatchedLife):
    """A device in a fake world: what happens to it and what it does to its flash, a second apart."""

    def __init__(
        self, board: Board = Board.ESP8266, capabilities: frozenset[Capability] = frozenset(Capability)
    ) -> None:
        world = fake_world()
        world.capabilities = capabilities
        world.device().board = board
        world.device().record = stored(PERMANENT_TOKEN)
        super().__init__(world, FlashIsSpared)

    def see(self, *planned: Planned, run_us: int = S) -> Self:
        return super().see(*planned, run_us=run_us)

    def work(self, erases: int, programmed: int) -> Self:
        work_flash(self.world, erases, programmed)
        return self


def started(board: Board = Board.ESP8266, capabilities: frozenset[Capability] = frozenset(Capability)) -> Life:
    return Life(board, capabilities).see(boot(), Planned(0, EventKind.LOAD, {"verdict": "valid"}))


SAVES = [(Board.ESP32, 0, 220), (Board.ESP8266, 1, 104), (Board.PICOW, 1, 256)]


@pytest.mark.parametrize(("board", "erases", "programmed"), SAVES)
@pytest.mark.parametrize("reason", [GRANTED, polled()])
def test_a_reason_is_good_for_one_save_and_not_for_two(
    board: Board, erases: int, programmed: int, reason: Planned
) -> None:
    assert not started(board).see(reason).work(erases, programmed).found
    assert started(board).see(reason).work(2 * erases, 2 * programmed).found


def test_a_page_that_is_collected_moves_what_is_live_in_it() -> None:
    assert not started(Board.ESP32).see(polled()).work(1, 220 + 4096).found
    assert started(Board.ESP32).see(polled()).work(2, 220).found
    assert started(Board.ESP8266).see(polled()).work(1, 104 + 4096).found


def test_the_first_value_that_nvs_ever_stores_has_a_page_and_a_namespace_to_begin() -> None:
    beginning = 2 * 32 + 4
    assert not started(Board.ESP32).see(polled()).work(0, MOST_OF_NVS + beginning).found
    assert started(Board.ESP32).see(polled()).work(0, MOST_OF_NVS + beginning + 1).found
    later = started(Board.ESP32).see(polled()).work(0, 220).see(SAVED, polled(3 * S, relay1=True))
    assert later.work(0, MOST_OF_NVS + beginning).found
    assert started(Board.ESP32).see(polled()).see(*nothing_new_for_a_day()).work(0, beginning).found
    assert started().see(polled()).work(1, 256 + beginning).found


def begun(*ends: Planned) -> Life:
    """An ESP32 without a record, whose first save met `ends` after a page and a namespace, and that starts again."""
    empty = Planned(0, EventKind.LOAD, {"verdict": "empty"})
    beginning = 2 * 32 + 4
    cut = Life(Board.ESP32, frozenset(Capability)).see(boot(), empty, polled()).work(0, beginning).see(*ends)
    return cut.see(boot(2 * S), empty, polled(3 * S, relay1=True))


@pytest.mark.parametrize("state", ["cut", "off"])
def test_a_beginning_of_nvs_that_power_was_cut_in_is_made_once_more(state: str) -> None:
    beginning = 2 * 32 + 4
    assert not begun(power(state, S)).work(0, MOST_OF_NVS + beginning).found
    assert begun(power(state, S)).work(0, MOST_OF_NVS + beginning + 1).found


@pytest.mark.parametrize("ends", [(), (SAVED, power("cut", 3 * S))])
def test_a_beginning_of_nvs_that_was_not_cut_in_is_made_once(ends: tuple[Planned, ...]) -> None:
    assert begun(*ends).work(0, MOST_OF_NVS + 1).found


def nothing_new_for_a_day() -> list[Planned]:
    return [polled(n * H) for n in range(30)]


@pytest.mark.parametrize(("board", "erases", "programmed"), SAVES)
def test_what_one_reason_was_not_used_for_does_not_add_to_the_next(board: Board, erases: int, programmed: int) -> None:
    life = started(board).see(polled()).see(polled(relay1=True)).see(polled())
    assert life.work(2 * erases, 2 * programmed).found


def test_the_same_answer_again_is_no_reason() -> None:
    life = started().see(polled(relay1=True)).work(1, 104).see(SAVED, polled(3 * S, relay1=True))
    assert life.work(1, 104).found == (
        "device: 2 sectors erased, at most 1 expected, with no reason but a switched relay; "
        "at this rate a sector is worn out after 2.9 days"
    )


def test_an_answer_that_a_fault_has_changed_is_a_reason_once_and_after_each_change_in_the_dashboard() -> None:
    changed = requested("state", 200, S, fault="answer")
    switched = Planned(S, EventKind.DASHBOARD, {"action": "relay"}, source=Source.SERVER)
    once = started().see(changed).work(1, 104).see(SAVED)
    assert started().see(changed).work(1, 104).see(changed).work(1, 104).found
    assert not once.see(switched).see(changed).work(1, 104).found


def test_an_answer_that_was_lost_on_the_way_is_a_reason_when_it_comes_again() -> None:
    lost = line("[POLL] HTTP Response: -11", S)
    assert not started().see(polled(relay1=True), lost).see(polled(2 * D, relay1=True)).work(1, 104).found
    assert started().see(polled(relay1=True)).see(polled(2 * D, relay1=True)).work(1, 104).found


def test_a_save_that_a_start_came_between_is_made_anew() -> None:
    life = started().see(polled(relay1=True)).work(1, 10).see(boot(S)).work(0, 104)
    assert not life.see(polled(S, relay1=True)).work(1, 104).found
    again = started().see(polled(relay1=True)).work(1, 104).see(SAVED, boot(3 * S))
    assert again.see(polled(S, relay1=True)).work(1, 104).found


def test_what_is_said_to_a_poll_of_the_boot_before_is_told_to_nobody() -> None:
    def restarted() -> Life:
        return started().see(polled()).work(1, 104).see(boot(), polled(20_000, relay1=True))

    assert not restarted().see(polled(relay1=True)).work(1, 104).found
    assert restarted().work(1, 104).found


def test_a_token_for_the_boot_before_is_not_the_one_that_is_read_back() -> None:
    other = requested("register", 200, 20_000, granted="oc_perm_else…")
    assert not started().see(boot(), other, run_us=2 * S).see(polled(), SAVED).found


def test_a_start_programs_little_and_erases_nothing_but_after_a_cut() -> None:
    assert not started().see(boot(S)).work(0, 256).found
    assert started().see(boot(S)).work(1, 0).found
    assert started().see(boot(S)).work(0, 257).found
    assert not started().see(power("cut"), boot(S)).work(1, 512).found
    assert started().see(power("cut"), boot(S)).work(2, 512).found


def test_a_start_that_had_no_time_to_mend_leaves_it_to_the_next() -> None:
    cut_short = started().see(power("cut"), boot(S), boot(S + S // 3))
    assert not cut_short.work(1, 512).found
    assert started().see(power("cut"), boot(S), boot(2 * S)).work(1, 512).found


def test_whoever_is_told_nothing_new_for_a_day_does_no_flash_work() -> None:
    polls = [polled(n * H) for n in range(30)]
    assert not started().see(*polls[:20]).work(1, 104).found
    assert (
        "104 bytes programmed, at most 0 expected, with no reason but nothing new for a day"
        in started().see(*polls).work(1, 104).found
    )


FAILED = line("[EEPROM] Save failed")


def test_a_save_that_failed_is_a_reason_for_one_more_attempt() -> None:
    failed = started().see(polled(relay1=True)).work(1, 0).see(FAILED)
    assert not failed.work(1, 104).see(SAVED).found
    failed = started().see(polled(relay1=True)).work(1, 0).see(FAILED)
    assert failed.work(2, 104).see(SAVED).found


def test_what_a_failed_save_has_done_counts_before_the_next_attempt() -> None:
    assert started().see(polled(relay1=True)).work(2, 0).see(FAILED).found


@pytest.mark.parametrize(("between", "is_allowed"), [((), True), ((SAVED,), False), ((boot(),), False)])
def test_the_next_attempt_may_come_days_later_unless_there_is_nothing_to_save_any_more(
    between: tuple[Planned, ...], *, is_allowed: bool
) -> None:
    life = started().see(polled(relay1=True)).see(FAILED, *between)
    life.see(*[polled(n * H, relay1=True) for n in range(50)])
    assert bool(life.work(1, 104).found) is not is_allowed


def test_attempts_that_come_too_often_wear_the_flash_out() -> None:
    life = started().see(polled(relay1=True))
    for _ in range(MOST + 2):
        life.work(1, 0).see(FAILED)
    assert "at most 27 expected" in life.found


def test_how_long_flash_lasts_is_said_where_that_is_too_short() -> None:
    late = started().see(polled(relay1=True)).work(1, 104).see(SAVED, polled(400 * 24 * H, relay1=False)).work(2, 104)
    assert "2 sectors erased, at most 1 expected" in late.found
    assert "worn out" not in late.found


@pytest.mark.parametrize(("most", "told"), [(2, ""), (8, "; at this rate a sector is worn out after 5.7 years")])
def test_flash_lasts_as_long_as_its_most_worn_sector(most: int, told: str) -> None:
    # A file system wears its blocks in turn.
    life = started().see(polled(relay1=True), run_us=4 * H)
    life.world.device().wear = FlashWear(erases=40, programmed_bytes=104, most_erases=most)
    beyond = "device: 40 sectors erased, at most 1 expected, with no reason but a switched relay"
    assert life.found == f"{beyond}{told}"


def test_within_a_day_no_sector_is_erased_more_often_than_lets_it_last_for_ten_years() -> None:
    assert not saved(MOST, H // 2)
    assert saved(MOST + 1, H // 2) == (
        "device: a sector was erased 28 times within a day, at most 27 expected; "
        "at this rate a sector is worn out after 9.8 years"
    )


def saved(times: int, gap_us: int) -> str:
    """What is said of a device that is told something new, and saves it, so often."""
    life = started()
    for number in range(times):
        life.see(polled(gap_us, relay1=number % 2 == 0)).work(1, 104).see(line("[EEPROM] Token saved"))
    return life.found


def test_days_are_counted_apart() -> None:
    assert not saved(4 * MOST, D // MOST + S)
    assert saved(4 * MOST, D // (MOST + 3))


def test_work_of_the_bench_is_not_the_devices() -> None:
    step = Planned(0, EventKind.STEP, {"lever": "storage.rewrite"}, "", Source.HARNESS)
    other = Planned(0, EventKind.STEP, {"lever": "time.run"}, "", Source.HARNESS)
    assert not started().see(step).work(50, 0).found
    assert started().see(other).work(50, 0).found


def test_a_world_that_counts_nothing_says_nothing() -> None:
    blind = frozenset(Capability) - {Capability.FLASH_WEAR}
    assert not started(capabilities=blind).see(polled()).work(50, 0).found


def test_what_a_device_was_told_that_nobody_hears_is_a_reason_each_time() -> None:
    unheard = Planned(0, EventKind.LINE, {"change": "stuck"})
    life = started().see(unheard, polled(relay1=True)).work(1, 104)
    assert not life.see(polled(relay1=True)).work(1, 104).found


def holding(record: RecordReading) -> Callable[[FakeWorld], None]:
    def prepare(world: FakeWorld) -> None:
        world.device().record = record

    return prepare


def wavering(world: FakeWorld) -> None:
    world.device().wavers = True


def test_saved_is_said_of_what_reads_back() -> None:
    assert not seen_by(FlashIsSpared, GRANTED, SAVED, prepare=holding(stored(PERMANENT_TOKEN)))
    nothing = holding(RecordReading(RecordVerdict.BAD_CHECKSUM))
    assert "nothing valid can be read back" in seen_by(FlashIsSpared, GRANTED, SAVED, prepare=nothing)
    assert not seen_by(FlashIsSpared, GRANTED, SAVED, prepare=wavering)
    other = holding(stored("oc_perm_" + "x" * 43))
    assert "another token than oc_perm_pppp…" in seen_by(FlashIsSpared, GRANTED, SAVED, prepare=other)


NAMED = line("[SYSTEM] Device ID: ESP8266_246F28AABBCC", S)


def held_for(device_id: str, sequence: int = 1) -> Callable[[FakeWorld], None]:
    record = TokenRecord(PERMANENT_TOKEN, sequence=sequence, device_id=device_id)
    return holding(RecordReading(RecordVerdict.VALID, record))


@pytest.mark.parametrize(
    ("device_id", "whose"),
    [("", "nobody"), ("oc_reg_rrrrrrrrrrrrrrrrr", "nobody"), ("ESP32", "'ESP32'")],
)
def test_saved_is_said_of_a_record_of_the_device_itself(device_id: str, whose: str) -> None:
    found = seen_by(FlashIsSpared, boot(), NAMED, GRANTED, SAVED, prepare=held_for(device_id))
    assert found == (f"device said '[EEPROM] Token saved', and the record is of {whose}, not of 'ESP8266_246F28AABBCC'")


@pytest.mark.parametrize("device_id", ["ESP8266_246F28AABBCC", "ESP8266_246F28AABB"])
def test_a_long_name_may_be_cut_in_a_record(device_id: str) -> None:
    assert not seen_by(FlashIsSpared, boot(), NAMED, GRANTED, SAVED, prepare=held_for(device_id))


def test_a_layout_without_a_name_need_not_have_one() -> None:
    assert not seen_by(FlashIsSpared, boot(), NAMED, GRANTED, SAVED, prepare=held_for("", sequence=0))


def test_who_has_not_said_in_this_boot_what_it_is_called_is_not_judged_by_it() -> None:
    again = boot(S)
    assert not seen_by(FlashIsSpared, NAMED, again, GRANTED, SAVED, prepare=held_for("ESP32"))
    assert not seen_by(FlashIsSpared, boot(), GRANTED, SAVED, prepare=held_for("ESP32"))


def test_a_name_on_a_disturbed_line_is_none() -> None:
    noise, sound = Planned(0, EventKind.LINE, {"change": "stuck"}), Planned(S, EventKind.LINE, {"change": "sound"})
    assert not seen_by(FlashIsSpared, boot(), noise, NAMED, sound, GRANTED, SAVED, prepare=held_for("ESP32"))
