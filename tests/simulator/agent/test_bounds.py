"""Bounds of commands, the words of refusals, and what the parts of an agent do on their own."""

from random import Random

import pytest

from oceanhil.protocol import board_faults
from oceanhil.protocol.agent.bridge import answer_commands
from oceanhil.protocol.agent.commands import (
    ClockDrift,
    ClockFault,
    ClockSleepDrift,
    ClockSntpDelay,
    EepromBegin,
    EepromRead,
    EepromWrite,
    Factory,
    Hold,
    HttpFail,
    Info,
    MacFault,
    ProvisionSet,
)
from oceanhil.protocol.agent.error_code import AgentErrorCode, Refusal, WordsError
from oceanhil.protocol.agent.events import BootEvent, CutEvent, HaltEvent, HttpEvent, LoadEvent, RelaysEvent, SaveEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.replies import BoardInfo, EepromSize, ReadData
from oceanhil.protocol.agent.vocabulary import (
    AgentState,
    BridgeFailure,
    CommandGroup,
    ProvisionField,
    RelayState,
)
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.record import RecordFlag, RecordReading, RecordVerdict, StorePolicy
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.agent.line_uplink import LineUplink
from oceanhil.simulator.agent.outcome import DONE
from oceanhil.simulator.agent.provision import BoardProvisions, Provision
from oceanhil.simulator.agent.wiring import AgentObserver
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from oceanhil.simulator.flash.faults import WearOut
from oceanhil.simulator.kernel import Kernel
from tests.simulator.agent.talk import Talk, replies_in
from tests.simulator.board.fake_observer import FakeObserver

END = 2 << 20


def refusal_of(talk: Talk, *words: str) -> str:
    (reply,) = replies_in(talk.send(words))
    return Refusal.from_words(reply.words).text


def begun(size: int = 64) -> Talk:
    talk = Talk(Board.ESP8266).held()
    talk.ask(EepromBegin(size))
    return talk


def test_eeprom_may_be_read_and_written_to_its_last_byte() -> None:
    talk = begun()
    talk.ask(EepromWrite(60, b"last"))
    assert talk.ask(EepromRead(60, 4)) == ReadData(b"last")
    assert refusal_of(talk, "EEPROM", "READ", "61", "4") == "4 bytes at 61, expected an end within 64"
    assert refusal_of(talk, "EEPROM", "WRITE", "63", "0000") == "2 bytes at 63, expected an end within 64"


def test_refusals_of_eeprom_say_what_to_do() -> None:
    talk = Talk(Board.ESP8266).held()
    assert refusal_of(talk, "EEPROM", "ERASE") == "EEPROM has 0 bytes, send EEPROM,BEGIN first"
    assert refusal_of(talk, "EEPROM", "COMMIT") == "EEPROM.commit() is false"
    other = Talk(Board.ESP32).held()
    assert refusal_of(other, "EEPROM", "BEGIN", "65535") == "EEPROM.begin(65535) is false"


def test_an_eeprom_of_one_byte_can_be_erased() -> None:
    talk = Talk(Board.ESP32).held()
    assert talk.ask(EepromBegin(1)) == EepromSize(1)
    talk.ask(EepromWrite(0, b"\0"))
    assert replies_in(talk.send(("EEPROM", "ERASE")))[0].words == ()
    assert talk.ask(EepromRead(0, 1)) == ReadData(b"\xff")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("FLASH", "READ", str(END - 1), "2"), f"2 bytes at {END - 1}, expected an end within {END}"),
        (("FLASH", "ERASE", "4095"), "address 4095, expected a multiple of 4096"),
        (("FLASH", "HASH", "0", "32"), ""),
        (("FLASH", "HASH", str(END - SECTOR_BYTES), "1"), ""),
        (("FLASH", "ERASE", str(END - SECTOR_BYTES)), ""),
        (("FLASH", "WRITE", str(END - 2), "0000"), ""),
    ],
)
def test_flash_ends_where_the_chip_ends(words: tuple[str, ...], text: str) -> None:
    talk = Talk(Board.PICOW).held()
    (reply,) = replies_in(talk.send(words))
    assert (Refusal.from_words(reply.words).text if text else "") == text
    assert (reply.kind.name == "ERROR") is bool(text)


def test_a_crash_that_the_family_does_not_know_is_refused_with_those_it_knows() -> None:
    known = "assert, out-of-memory, hard-fault, panic"
    text = refusal_of(Talk(Board.PICOW).running(1), "CRASH", "brownout")
    head, _, names = text.partition(": ")
    assert head == "picow has no crash 'brownout'"
    assert sorted(names.split(", ")) == sorted(known.split(", "))


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (ProvisionField.TLS, "2", "value, expected 0 or 1"),
        (ProvisionField.SNTP, "yes", "value, expected 0 or 1"),
        (ProvisionField.STORE, "both", "value, expected one of legacy, reference"),
        (ProvisionField.SERVER, "ftp://x", "server, expected bridge: or an address with http:// or https://"),
        (ProvisionField.SERVER, "bridge:x", "server, expected bridge: or an address with http:// or https://"),
    ],
)
def test_a_value_that_is_none_of_its_field_is_refused_and_not_repeated(
    field: ProvisionField, value: str, text: str
) -> None:
    assert refusal_of(Talk().held(), "PROVISION", "SET", field.value, value) == text


@pytest.mark.parametrize("server", ["", "http://a", "https://a", "bridge:"])
def test_a_server_may_be_any_known_address_or_none(server: str) -> None:
    talk = Talk().held()
    talk.ask(ProvisionSet(ProvisionField.SERVER, server))
    assert replies_in(talk.send(("PROVISION", "APPLY")))[0].words == ()
    assert talk.board.server_url == server


def test_a_board_without_firmware_needs_a_token_first() -> None:
    talk = Talk().held()
    talk.board.firmware = None
    assert refusal_of(talk, "PROVISION", "APPLY") == "no token, send PROVISION,SET,token first"


def test_info_lists_the_protocol_the_reference_firmware_and_the_window() -> None:
    info = Talk().running(3).ask(Info())
    assert isinstance(info, BoardInfo)
    assert (info.firmware, info.firmware_version, info.window, info.boots) == ("oceanhil-reference", "1.0.0", 16, 1)
    assert (info.state, info.capabilities) == (AgentState.RUNNING, tuple(group.value for group in CommandGroup))


def test_the_factory_takes_every_fault_back() -> None:
    talk = Talk().running(3)
    for command in (
        ClockDrift(100), ClockSleepDrift(200), ClockFault(board_faults.ClockFault.SIGNED_32_BIT), ClockSntpDelay(300),
        MacFault(board_faults.MacFault.UNREADABLE),
    ):  # fmt: skip
        talk.ask(command)
    talk.ask(Factory())
    clock, sntp = talk.board.clock, talk.board.sntp
    assert (clock.drift_ppm, clock.sleep_drift_ppm, clock.signed_32_bit) == (0, 0, False)
    assert (sntp.knows_eras, sntp.start_up_delay_us, talk.board.fuse_fault) == (True, 0, None)
    talk.ask(ClockFault(board_faults.ClockFault.NTP_ERA_0))
    talk.ask(Factory())
    assert talk.board.sntp.knows_eras
    assert (talk.board.firmware, talk.board.server_url) == (None, "")


def test_behind_the_factory_no_cells_wear_out() -> None:
    talk = Talk().running(3)
    flashes = {"the chip": talk.board.flash}
    flashes["the chip"].wear = WearOut(0, Random(1), bits_per_erase=1)
    talk.ask(Factory())
    assert {name: flash.wear for name, flash in flashes.items()} == {"the chip": None}


def test_provisions_in_a_board_s_attributes_come_and_go_whole() -> None:
    board = Talk().held().board
    store = BoardProvisions(board)
    store.save(Provision(Firmware("t", store=StorePolicy.LEGACY), "http://a"))
    assert (board.firmware, board.server_url) == (Firmware("t", store=StorePolicy.LEGACY), "http://a")
    assert store.load() == Provision(Firmware("t", store=StorePolicy.LEGACY), "http://a")
    store.save(None)
    assert (board.firmware, board.server_url, store.load()) == (None, "", None)
    assert Provision(Firmware("t")).server_url == ""


# The bench between


def reported() -> tuple[AgentObserver, FakeObserver, list[Event | str]]:
    inner, heard = FakeObserver(), list[Event | str]()
    observer = AgentObserver(inner, "core-1")
    observer.connect(heard.append, lambda: heard.append("forget"))
    return observer, inner, heard


def test_a_bench_reports_and_passes_everything_on() -> None:
    observer, inner, heard = reported()
    empty = RecordReading(RecordVerdict.EMPTY)
    observer.booted(3, ResetReason.WATCHDOG)
    observer.serial("rom", rom=True)
    observer.serial("text", rom=False)
    observer.record_read(empty)
    observer.record_saved(empty, 7)
    observer.relays_moved(RecordFlag.RELAY2)
    observer.relays_let_go(RecordFlag.NONE)
    observer.power_cut(9)
    observer.halted("program ended")
    assert heard == [
        "forget", BootEvent(3, ResetReason.WATCHDOG, "core-1"), LoadEvent(RecordVerdict.EMPTY),
        SaveEvent(RecordVerdict.EMPTY, 7), RelaysEvent(RelayState.OFF, RelayState.ON), CutEvent(9),
        HaltEvent("program ended"),
    ]  # fmt: skip
    assert (inner.boots, inner.rom_lines, inner.lines) == ([(3, ResetReason.WATCHDOG)], ["rom"], ["text"])
    assert inner.relays == [RecordFlag.RELAY2, RecordFlag.NONE]
    assert (inner.reads, inner.saves, inner.cuts, inner.halts) == ([empty], [(empty, 7)], [9], ["program ended"])


def test_a_reason_is_reported_in_at_most_120_ascii_characters() -> None:
    observer, inner, heard = reported()
    observer.halted("é" * 121)
    assert heard == [HaltEvent("?" * 120)]
    assert inner.halts == ["é" * 121]


def test_a_bench_that_nobody_is_connected_to_still_passes_on() -> None:
    inner = FakeObserver()
    observer = AgentObserver(inner, "core-1")
    observer.booted(1, ResetReason.PIN)
    observer.power_cut(2)
    assert (inner.boots, inner.cuts) == ([(1, ResetReason.PIN)], [2])


# The bridge's end


def bridge() -> tuple[Kernel, LineUplink, list[HttpEvent]]:
    kernel, events = Kernel(), list[HttpEvent]()

    def report(event: Event) -> None:
        assert isinstance(event, HttpEvent)
        events.append(event)

    return kernel, LineUplink(kernel, report), events


@pytest.mark.slow
def test_exchanges_are_numbered_from_1_to_9999_and_then_again() -> None:
    _, uplink, events = bridge()
    for _ in range(10_000):
        uplink.exchange(HttpRequest("GET", "/"), 1)
    numbers = list(dict.fromkeys(event.exchange for event in events[:-1]))
    assert (numbers, events[-1].exchange) == (list(range(1, 10_000)), 1)


def test_an_exchange_ends_by_its_time_out_to_the_microsecond() -> None:
    kernel, uplink, _ = bridge()
    signal = uplink.exchange(HttpRequest("GET", "/"), 1000)
    kernel.run_until(999)
    assert not signal.fired
    kernel.run_until(1000)
    assert signal.value is HttpFailure.TIMEOUT


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (HttpFail(1, BridgeFailure.LOST), "no exchange 1 is under way"),
        (HttpFail(7, BridgeFailure.LOST), "no exchange 7 is under way"),
    ],
)
def test_what_is_not_under_way_is_named(command: HttpFail, text: str) -> None:
    with pytest.raises(WordsError, match=text) as refused:
        bridge()[1].carry_out(command)
    assert refused.value.code is AgentErrorCode.NO_EXCHANGE


def test_an_answer_ends_its_exchange_after_the_reply_and_only_once() -> None:
    _, uplink, _ = bridge()
    signal = uplink.exchange(HttpRequest("GET", "/"), 1000)
    *most, last = answer_commands(1, HttpResponse(200, b"x" * 600))
    assert [uplink.carry_out(part) for part in most] == [DONE] * len(most)
    outcome = uplink.carry_out(last)
    assert not signal.fired
    assert outcome.then is not None
    outcome.then()
    answer = signal.value
    assert isinstance(answer, HttpResponse)
    assert (answer.status, answer.body) == (200, b"x" * 600)
    with pytest.raises(WordsError, match="no exchange 1 is under way"):
        uplink.carry_out(last)


def test_a_held_board_is_told_so() -> None:
    talk = Talk().running(3)
    talk.ask(Hold())
    info = talk.ask(Info())
    assert isinstance(info, BoardInfo)
    assert info.state is AgentState.HELD
