"""Commands about the board as a whole, replies and their memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.agent.commands import (
    COMMANDS,
    Crash,
    EepromBegin,
    EepromRead,
    EepromXor,
    Go,
    Hold,
    Info,
    Ping,
    Restart,
)
from oceanhil.protocol.agent.commands import Sleep as SleepCommand
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import BootEvent, HaltEvent, LoadEvent, SaveEvent, SleepEvent
from oceanhil.protocol.agent.replies import BoardInfo, Done, ReadData
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode
from oceanhil.protocol.agent.vocabulary import AgentState, CommandGroup
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import MacFault
from oceanhil.protocol.lines import Line
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.record import RecordVerdict, StorePolicy
from oceanhil.protocol.resets import ResetKind, ResetReason
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.board.panic_text import panic_kinds, panic_reset, panic_text
from tests.simulator.agent.talk import Talk, replies_in
from tests.simulator.board.fake_observer import MACS
from tests.together import together

WORDS = tuple({word for command in COMMANDS for word in command.NAME})
ARGUMENTS = st.sampled_from(["", "0", "1", "-1", "64", "4096", "4194303", "00FF", "pin", "none", "token", "abort", "x"])


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_board_says_who_it_is(family: Board) -> None:
    talk = Talk(family, StorePolicy.LEGACY).held()
    info = talk.ask(Info())
    assert isinstance(info, BoardInfo)
    assert (info.protocol, info.board, info.mac.hex(), info.boots) == (1, family, MACS[family], 0)
    assert (info.driver, info.store, info.state) == (talk.board.driver_name, StorePolicy.LEGACY, AgentState.HELD)
    assert info.groups == frozenset(CommandGroup)


def test_who_it_is_can_be_asked_with_broken_fuses_and_without_firmware() -> None:
    talk = Talk().held()
    talk.board.fuse_fault, talk.board.firmware = MacFault.UNREADABLE, None
    info = talk.ask(Info())
    assert isinstance(info, BoardInfo)
    assert (info.mac, info.store) == (bytes(6), None)


def test_a_hold_ends_when_it_is_told_to_go() -> None:
    talk = Talk().held()
    assert talk.ask(Go()) == Done()
    talk.observed.run(20)
    assert talk.observed.observer.lines[-1] == Line.ONLINE.build()
    assert talk.events()[0] == BootEvent(1, ResetReason.POWER_ON, talk.board.driver_name)


def test_a_running_board_can_be_held() -> None:
    talk = Talk().running()
    assert talk.ask(Hold()) == Done()
    assert talk.board.mode is BoardMode.HELD
    assert talk.ask(Hold()) == Done()


def test_the_reply_to_what_ends_the_boot_comes_before_the_rom_speaks() -> None:
    talk = Talk().running()
    before = len(talk.wire.pieces)
    talk.send(("RESTART", "pin"), 7)
    assert talk.wire.pieces[before][0] == encode(Sentence(SentenceKind.OK, 7))
    assert talk.wire.pieces[before + 1][0].startswith(b"ets Jul 29 2019")


@pytest.mark.parametrize("reason", ResetKind)
def test_a_board_starts_again_for_the_reason_it_was_given(reason: ResetKind) -> None:
    talk = Talk().running()
    talk.ask(Restart(reason))
    assert talk.observed.observer.boots[-1] == (2, ResetReason(reason.value))
    assert talk.events()[-1] == BootEvent(2, ResetReason(reason.value), talk.board.driver_name)


def test_what_happens_is_reported_when_it_happens() -> None:
    talk = Talk().running()
    units = talk.observed.observer.saves[0][1]
    boot = BootEvent(1, ResetReason.POWER_ON, talk.board.driver_name)
    assert talk.events() == [boot, LoadEvent(RecordVerdict.EMPTY), SaveEvent(RecordVerdict.VALID, units)]


def test_a_program_that_ends_is_reported() -> None:
    talk = Talk()
    talk.board.fuse_fault = MacFault.UNREADABLE
    assert talk.running().events()[-1] == HaltEvent("program ended")


def test_a_board_sleeps_and_wakes() -> None:
    talk = Talk().running()
    talk.ask(SleepCommand(3_000_000))
    assert talk.events()[-1] == SleepEvent(3_000_000)
    assert talk.send(("PING",)) == []
    talk.observed.run(4)
    assert talk.observed.observer.boots[-1] == (2, ResetReason.DEEP_SLEEP)


@together
@pytest.mark.parametrize(
    ("family", "kind"), [(family, kind) for family in PLATFORM_BOARDS for kind in panic_kinds(family)]
)
def test_a_crash_prints_what_the_family_prints_and_resets(family: Board, kind: PanicKind) -> None:
    talk = Talk(family).running()
    talk.ask(Crash(kind))
    printed = panic_text(family, kind).replace("\r\n", "\n").replace("\n", "\r\n").encode()
    assert printed in talk.wire.everything
    assert talk.observed.observer.boots[-1] == (2, panic_reset(family, kind))


def test_a_crash_that_the_family_does_not_know_is_refused() -> None:
    talk = Talk(Board.PICOW).running()
    assert talk.refused("CRASH", "stack-smashed") is AgentErrorCode.NOT_SUPPORTED
    assert len(talk.observed.observer.boots) == 1


def test_what_must_not_be_done_twice_is_answered_again_and_not_done_again() -> None:
    talk = Talk().held()
    talk.ask(EepromBegin(64))
    words = EepromXor(0, b"\xff").to_words()
    assert talk.send(words, 5) == talk.send(words, 5)
    assert talk.ask(EepromRead(0, 1)) == ReadData(b"\x00")
    talk.send(words, 6)
    assert talk.ask(EepromRead(0, 1)) == ReadData(b"\xff")


def test_a_refused_command_in_between_makes_the_agent_forget() -> None:
    talk = Talk().held()
    talk.ask(EepromBegin(64))
    talk.send(EepromXor(0, b"\xff").to_words(), 5)
    talk.send(EepromXor(64, b"\xff").to_words(), 6)
    talk.send(EepromXor(0, b"\xff").to_words(), 5)
    assert talk.ask(EepromRead(0, 1)) == ReadData(b"\xff")


def test_sequence_number_0_is_never_a_repetition_and_ends_the_memory() -> None:
    talk = Talk().held()
    talk.ask(EepromBegin(64))
    words = EepromXor(0, b"\xff").to_words()
    talk.send(words, 5)
    talk.send(("PING",), 0)
    talk.send(words, 5)
    talk.send(words, 0)
    talk.send(words, 0)
    assert talk.ask(EepromRead(0, 1)) == ReadData(b"\xff")


def test_what_may_be_done_twice_is_done_twice() -> None:
    talk = Talk().held()
    first = talk.send(("INFO",), 5)
    talk.board.fuse_fault = MacFault.UNREADABLE
    assert talk.send(("INFO",), 5) != first


def test_the_same_number_with_another_command_is_another_command() -> None:
    talk = Talk().held()
    assert talk.send(("HTTP", "FAIL", "1", "-1"), 5) != talk.send(("PING",), 5)


def test_a_boot_ends_the_memory() -> None:
    talk = Talk().running(1)
    talk.send(("RESTART", "pin"), 5)
    talk.send(("RESTART", "pin"), 5)
    assert talk.board.boots == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("DANCE",), AgentErrorCode.UNKNOWN_COMMAND),
        ((), AgentErrorCode.UNKNOWN_COMMAND),
        (("RESTART",), AgentErrorCode.BAD_ARGUMENT),
        (("RESTART", "soon"), AgentErrorCode.BAD_ARGUMENT),
        (("EEPROM", "READ", "0", "257"), AgentErrorCode.OUT_OF_RANGE),
        (("HTTP", "FAIL", "1", "-11"), AgentErrorCode.NO_EXCHANGE),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(words: tuple[str, ...], code: AgentErrorCode) -> None:
    assert Talk().held().refused(*words) is code


@pytest.mark.slow
@given(words=st.lists(st.sampled_from(WORDS) | ARGUMENTS | st.text("AZ09az,*$% é\n", max_size=6), max_size=6))
def test_every_command_has_exactly_one_reply(words: list[str]) -> None:
    talk = Talk(Board.PICOW).held()
    replies = replies_in(talk.send(tuple(words), 9))
    assert [reply.sequence for reply in replies] == [9]


@pytest.mark.slow
@given(commands=st.lists(st.tuples(st.sampled_from(COMMANDS), st.lists(ARGUMENTS, max_size=5)), max_size=8))
def test_a_running_board_survives_any_commands(commands: list[tuple[type[Ping], list[str]]]) -> None:
    talk = Talk(Board.ESP32).running(3)
    for command, arguments in commands:
        hears = talk.board.mode in {BoardMode.RUNNING, BoardMode.HELD, BoardMode.HALTED}
        replies = replies_in(talk.send((*command.NAME, *arguments)))
        assert len(replies) == hears
        talk.observed.run(1)


@given(noise=st.binary(max_size=200))
def test_nobody_answers_noise(noise: bytes) -> None:
    talk = Talk(Board.PICOW).held()
    talk.board.receive(noise.replace(b"$HIL", b""))
    assert talk.wire.pieces == []


def test_replies_and_events_that_come_back_as_an_echo_are_not_answered() -> None:
    talk = Talk().held()
    for kind in (SentenceKind.OK, SentenceKind.ERROR, SentenceKind.EVENT):
        talk.board.receive(encode(Sentence(kind, 1, ("PING",))))
    assert talk.wire.pieces == []


def test_a_command_is_answered_when_its_last_byte_is_there() -> None:
    talk = Talk().held()
    *most, last = encode(Sentence(SentenceKind.COMMAND, 3, ("PING",)))
    for byte in most:
        talk.board.receive(bytes([byte]))
    assert talk.wire.pieces == []
    talk.board.receive(bytes([last]))
    assert talk.wire.everything == encode(Sentence(SentenceKind.OK, 3))
