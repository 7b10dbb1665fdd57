"""A close-up tells all that changes on a board, changes nothing itself, and gives no secret away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.app.run.known_names import names_in_force
from oceanhil.app.run.library import find_scenario
from oceanhil.boards import OWN_NAMES, family
from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.hil.worlds.sim_device import SimDevice
from oceanhil.hil.worlds.sim_server import START_UNIX_US
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import RecordDamage, TornModel
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.network_change import HostChange, Latency
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.resets import ResetKind
from oceanhil.protocol.surroundings import Host
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.memory import Held, MemoryReading, ShowsMemory
from oceanhil.scenarios.replay import parse_replay
from oceanhil.scenarios.result import Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import CLOSEUP_KINDS, Event, EventKind
from oceanhil.scenarios.trace_file import encode_trace, head_of
from oceanhil.scenarios.world import WorldRequest
from tests.together import together

SECTOR_BYTES = 4096
CLOSEUP_FIELDS = {EventKind.REQUEST: {"sent", "answered"}, EventKind.STEP: {"text"}}
CASES = [
    "first-boot@esp32",
    "eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.100",
    "eeprom-power-loss@esp8266+reference#cut=2.40",
    "eeprom-corrupted@picow+legacy#damage=random",
    "clock-skew@esp8266#case=600",
    "mac-mismatch@esp32",
]


@cache
def ran(replay_id: str, *, is_closeup: bool) -> Result:
    wanted, profile, factory = parse_replay(replay_id), load_profile(None), SimWorldFactory()
    scenario = load_scenario(find_scenario(wanted.scenario, ()), names_in_force(profile, factory))
    return run_case(scenario.case(wanted), factory, profile, is_closeup=is_closeup)


def without_closeup(events: tuple[Event, ...]) -> Iterator[Event]:
    for event in events:
        if event.kind not in CLOSEUP_KINDS:
            more = CLOSEUP_FIELDS.get(event.kind, set())
            fields = {name: value for name, value in event.fields.items() if name not in more}
            yield msgspec.structs.replace(event, fields=fields)


@pytest.mark.parametrize("replay_id", CASES)
def test_a_closeup_is_the_same_run_with_more_told(replay_id: str) -> None:
    plain, close = ran(replay_id, is_closeup=False), ran(replay_id, is_closeup=True)
    assert tuple(without_closeup(close.events)) == plain.events
    assert {event.kind for event in close.events} >= {EventKind.FLASH, EventKind.STATE}
    assert (close.outcome, close.remedy) == (plain.outcome, plain.remedy)


@pytest.mark.parametrize("replay_id", CASES)
def test_the_same_case_gives_the_same_bytes(replay_id: str) -> None:
    first = ran(replay_id, is_closeup=True)
    second = ran.__wrapped__(replay_id, is_closeup=True)
    assert encode_trace(head_of(first), first.events) == encode_trace(head_of(second), second.events)


def world_of(board: Board, store: StorePolicy) -> SimWorld:
    request = WorldRequest(board=board, seed=7, profile=load_profile(None), is_closeup=True)
    world = SimWorldFactory().make(request)
    made = world.server.generate_firmware(board, "device")
    firmware = Firmware(made.registration_token, "OceanNet", "correct horse", store=store)
    world.device().flash(firmware)
    return world


def told_flash(events: list[Event]) -> tuple[dict[int, bytearray], set[int]]:
    """Put flash together from what was told, and the addresses of the bytes that were not."""
    sectors: dict[int, bytearray] = {}
    hidden: set[int] = set()
    for event in events:
        if event.kind is not EventKind.FLASH:
            continue
        address, length = cast("int", event.fields["address"]), cast("int", event.fields["length"])
        if event.fields["operation"] == "erase":
            assert (address % SECTOR_BYTES, length) == (0, SECTOR_BYTES)
            sectors[address // SECTOR_BYTES] = bytearray(b"\xff" * SECTOR_BYTES)
            hidden -= set(range(address, address + length))
            continue
        data = str(event.fields["data"])
        assert len(data) == 2 * length
        for at in range(length):
            index, offset = divmod(address + at, SECTOR_BYTES)
            digits = data[2 * at : 2 * at + 2]
            hidden.discard(address + at)
            if digits == "..":
                hidden.add(address + at)
            else:
                sectors.setdefault(index, bytearray(b"\xff" * SECTOR_BYTES))[offset] = int(digits, 16)
    return sectors, hidden


ACTS = ["run", "reset", "cut", "damage", "rewrite", "age", "resize", "torn"]
BENCH_ACTS = {"damage", "rewrite", "age", "resize"}


def act(world: SimWorld, name: str, number: int) -> None:
    device = world.device()
    match name:
        case "run":
            device.power_on()
            world.run_for(1_000_000 * (1 + number % 40))
        case "reset":
            device.reset(ResetKind.PIN)
        case "cut":
            device.cut_power(world_boots(world) + 1, number)
            device.power_off()
            device.power_on()
            world.run_for(8_000_000)
        case "damage":
            device.damage_storage(list(RecordDamage)[number % len(RecordDamage)], number)
        case "rewrite":
            device.rewrite_storage(1 + number % 60)
        case "age":
            device.age_storage(1 + number)
        case "resize":
            device.resize_storage(64 << number % 4)
        case _:
            device.tear_flash(list(TornModel)[number % len(TornModel)], number)


def world_boots(world: SimWorld) -> int:
    return sum(event.kind is EventKind.BOOT for event in world.trace)


@settings(max_examples=25, deadline=None)
@given(
    board=st.sampled_from([Board.ESP32, Board.ESP8266, Board.PICOW]),
    store=st.sampled_from(list(StorePolicy)),
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 200)), min_size=1, max_size=6),
)
def test_what_is_told_of_flash_is_what_it_holds(board: Board, store: StorePolicy, acts: list[tuple[str, int]]) -> None:
    world = world_of(board, store)
    act(world, "run", 9)
    for name, number in acts:
        if name in BENCH_ACTS:
            world.device().power_off()
        act(world, name, number)
    # What the bench has done since is told with the next event.
    world.device().power_off()
    world.device().power_on()
    held = world.device().contents()
    if held is None:
        return
    sectors, hidden = told_flash(world.trace.events)
    present = dict(cast("tuple[frozenset[tuple[int, bytes]], object]", held)[0])
    for index in sectors.keys() | present.keys():
        found = present.get(index, b"\xff" * SECTOR_BYTES)
        told = sectors.get(index, bytearray(b"\xff" * SECTOR_BYTES))
        begin = index * SECTOR_BYTES
        wrong = [at for at in range(SECTOR_BYTES) if begin + at not in hidden and told[at] != found[at]]
        assert not wrong, f"sector {index} differs from what was told at {wrong[:8]}"
    world.close()


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266, Board.PICOW])
@pytest.mark.parametrize("store", list(StorePolicy))
def test_no_secret_is_in_a_closeup(board: Board, store: StorePolicy) -> None:
    world = world_of(board, store)
    act(world, "run", 30)
    act(world, "cut", 20)
    text = "\n".join(msgspec.json.encode(event).decode() for event in world.trace)
    assert EventKind.REQUEST.value in text
    secrets = world.server.secrets()
    assert len(secrets) >= 2
    for secret in (*secrets, "correct horse"):
        assert secret not in text
        assert secret.encode().hex() not in text
        rest = secret[len(secret) // 2 :]
        assert rest.encode().hex() not in text
        assert len(rest) < 8 or rest not in text


def test_both_messages_of_a_request_are_told() -> None:
    close = ran("first-boot@esp32", is_closeup=True)
    register = next(event for event in close.events if event.kind is EventKind.REQUEST)
    sent, answered = str(register.fields["sent"]), str(register.fields["answered"])
    assert sent.startswith("POST /api/device/register/\n")
    assert '"mac_address":"24:6F:28' in sent
    assert answered.startswith("200\n")
    assert '"success":true' in answered


def over(events: Iterable[Event]) -> list[tuple[object, ...]]:
    """Give of each exchange that is over: the last part of its path, its status or why there is none, its ms."""
    ended = [event.fields for event in events if event.kind is EventKind.EXCHANGE]
    return [
        (str(each["path"]).split("/")[-2], each["status"] or each["failure"], cast("int", each["took_us"]) // 1_000)
        for each in ended
    ]


def test_an_exchange_is_told_with_the_time_it_took_for_the_device() -> None:
    world = world_of(Board.ESP32, StorePolicy.REFERENCE)
    act(world, "run", 2)
    assert over(world.trace)[:2] == [("register", 200, 40), ("session", 200, 40)]
    world.network.apply(Latency(150_000))
    world.server.add_fault(FaultRule(Fault(FaultKind.DELAY, seconds=1.5), times=1))
    told = len(world.trace)
    world.run_for(12_000_000)
    assert over(world.trace.events[told:]) == [("state", 200, 1_800), ("state", 200, 300)]
    asked = [event.t_us for event in world.trace.events[told:] if event.kind is EventKind.REQUEST]
    ended = [event for event in world.trace.events[told:] if event.kind is EventKind.EXCHANGE]
    assert [event.t_us - cast("int", event.fields["took_us"]) + 150_000 for event in ended] == asked[:2]
    world.close()


def test_a_request_that_nobody_heard_is_told_by_its_end() -> None:
    world = world_of(Board.ESP8266, StorePolicy.LEGACY)
    world.network.apply(HostChange(Host.SERVER, blocked=True))
    act(world, "run", 30)
    assert over(world.trace)[0] == ("register", "refused", 5_000)
    assert not [event for event in world.trace if event.kind is EventKind.REQUEST]
    world.close()


def test_an_exchange_that_a_power_cut_ended_is_not_over() -> None:
    world = world_of(Board.ESP32, StorePolicy.LEGACY)
    world.network.apply(Latency(1_000_000))
    world.device().power_on()
    assert world.wait_for(lambda event: event.kind is EventKind.REQUEST, 60_000_000)
    world.device().power_off()
    world.run_for(60_000_000)
    assert over(world.trace) == []
    world.close()


def lost_in(replay_id: str) -> list[Mapping[str, object]]:
    events = ran(replay_id, is_closeup=True).events
    works = [each.fields for each in events if each.kind is EventKind.FLASH and each.fields["operation"] == "torn"]
    return [{name: fields.get(name) for name in ("of", "address", "length", "done", "data")} for fields in works]


def test_the_operation_that_power_was_lost_in_is_told_with_how_much_of_it_was_done() -> None:
    header = "01420300a5c75a9b656570726f6d00000000" + "ff" * 14
    into = {"of": "program", "address": 0x91E0, "length": 32, "done": 18, "data": header}
    assert lost_in("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.18") == [into]
    # Between two operations: the second is the one that was not begun.
    before = {"of": "program", "address": 0x9240, "length": 32, "done": 0, "data": "ff" * 32}
    assert lost_in("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.104") == [before]
    erase = {"of": "erase", "address": 0x3FB000, "length": 4096, "done": 0, "data": None}
    assert lost_in("eeprom-power-loss@esp8266+legacy#cut=2.0") == [erase]


def test_the_parts_of_the_record_have_their_addresses() -> None:
    close = ran("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.100", is_closeup=True)
    stored = [event.fields for event in close.events if event.kind is EventKind.STORED]
    sectors, _ = told_flash(list(close.events))
    parts = [line.split("\t") for line in str(stored[-1]["parts"]).splitlines()]
    magic = next(part for part in parts if part[3] == "magic")
    address = int(magic[0])
    assert bytes(sectors[address // SECTOR_BYTES][address % SECTOR_BYTES :][:2]) == b"\x55\xaa"
    assert any("a write that was cut off" in str(fields["parts"]) for fields in stored)


def test_network_and_clock_are_told_when_they_change() -> None:
    states = [
        event.fields for event in ran("first-boot@esp32", is_closeup=True).events if event.kind is EventKind.STATE
    ]
    assert [fields["wifi"] for fields in states if "wifi" in fields][:2] == ["", "OceanNet"]
    clocks = [fields["clock_off_ms"] for fields in states if "clock_off_ms" in fields]
    assert clocks[0] is None
    assert cast("int", clocks[1]) < -1_700_000_000_000
    assert clocks[2] == 0


def test_the_servers_clock_is_told_at_first_and_when_it_is_moved() -> None:
    world = world_of(Board.ESP32, StorePolicy.REFERENCE)
    act(world, "run", 2)
    world.server.move_clock(-3_600_000_000)
    world.run_for(6_000_000)
    states = [event.fields for event in world.trace if event.kind is EventKind.STATE]
    began, moved = (fields["server_off_ms"] for fields in states if "server_off_ms" in fields)
    assert (began, moved) == (START_UNIX_US // 1_000, START_UNIX_US // 1_000 - 3_600_000)
    # The device's own clock is right no more: it is an hour ahead of the server's.
    assert [fields["clock_off_ms"] for fields in states if "clock_off_ms" in fields][-1] == 3_600_000
    world.close()


class Growing(ShowsMemory, SimDevice):
    """A device of which the memory is known, whose program takes 10 bytes more each time somebody looks."""

    free = 40_000

    def memory(self) -> MemoryReading:
        Growing.free -= 10
        return MemoryReading(Growing.free, 20_000, 30_000, 15_000, 2_048, 900)

    def memory_of_boots(self) -> Sequence[MemoryReading]:
        return ()

    def held(self) -> Mapping[int, Held]:
        return {}

    def place_of_holder(self, number: int) -> str:
        return str(number)

    def place_of_hold(self) -> str:
        return ""


def test_heap_and_stack_are_told_where_the_world_knows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.sim.SimDevice", Growing)
    world = world_of(Board.ESP32, StorePolicy.REFERENCE)
    act(world, "run", 2)
    states = [event.fields for event in world.trace if event.kind is EventKind.STATE]
    free = [cast("int", fields["heap_free"]) for fields in states if "heap_free" in fields]
    assert (states[0]["heap_least_free"], states[0]["stack_used"]) == (30_000, 2_048)
    assert len(free) > 2
    # What is a few bytes more or less is not told again.
    assert all(before - after >= 64 for before, after in pairwise(free))
    world.close()


@together
@pytest.mark.parametrize("board", OWN_NAMES)
def test_what_is_stored_is_found_where_each_family_keeps_it(board: str) -> None:
    told = [each for each in ran(f"first-boot@{board}", is_closeup=True).events if each.kind is EventKind.STORED]
    assert told[-1].fields["verdict"] == "valid"
    if not family(Board(board)).uses_nvs:
        # The first record goes into slot A, which is the EEPROM sector.
        assert "EEPROM sector, " in str(told[-1].fields["parts"])
