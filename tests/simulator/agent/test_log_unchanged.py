"""An agent that nobody speaks to changes nothing of what a board does and prints."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.protocol.agent.vocabulary import AgentBuild
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.agent import wired_board
from tests.simulator.agent.talk import log, sentences
from tests.simulator.board.fake_observer import REGISTRATION, FakeObserver, ObservedBoard, Wire, setup_of


@dataclass(frozen=True)
class Life:
    """What is done to a board: cuts by boot, then how long it runs before each reset or power cycle, in ms."""

    family: Board
    store: StorePolicy
    cuts: dict[int, int]
    steps: list[tuple[int, ResetReason | None]]


LIVES = st.builds(
    Life,
    st.sampled_from(PLATFORM_BOARDS),
    st.sampled_from(StorePolicy),
    st.dictionaries(st.integers(1, 4), st.integers(0, 400), max_size=3),
    st.lists(st.tuples(st.integers(0, 8000), st.sampled_from([None, *ResetReason])), max_size=5),
)


def live(life: Life, *, agent: bool) -> tuple[Wire, FakeObserver]:
    observed, wire = ObservedBoard(life.family, life.store), Wire()
    board = wired_board(
        observed.kernel,
        observed.network,
        setup_of(life.family),
        observed.observer,
        wire.send,
        agent=AgentBuild.SIMULATOR if agent else None,
    )
    board.firmware = Firmware(REGISTRATION, store=life.store)
    for boot, unit in life.cuts.items():
        board.cut_power(boot, unit)
    board.power_on()
    for duration_ms, reason in life.steps:
        observed.run(duration_ms / 1000)
        if reason is not None:
            board.reset(reason)
        else:
            board.power_off()
        board.power_on()
    observed.run(10)
    return wire, observed.observer


@pytest.mark.slow
@settings(deadline=None)
@given(life=LIVES)
def test_without_its_sentences_the_log_is_that_of_a_board_without_agent(life: Life) -> None:
    with_agent, told = live(life, agent=True)
    without, told_without = live(life, agent=False)
    assert log(with_agent.everything) == without.everything
    assert told == told_without
    assert sentences(without.everything) == []


@pytest.mark.slow
@settings(deadline=None)
@given(life=LIVES, baud=st.sampled_from([74_880, 115_200]))
def test_sentences_are_sent_at_the_rate_of_the_firmware_only(life: Life, baud: int) -> None:
    with_agent, _ = live(life, agent=True)
    without, _ = live(life, agent=False)
    assert log(with_agent.heard(baud)) == without.heard(baud)


def test_a_sentence_may_stand_in_the_middle_of_a_line() -> None:
    life = Life(Board.PICOW, StorePolicy.REFERENCE, {}, [(1000, ResetReason.PIN)])
    wire, _ = live(life, agent=True)
    assert b"[WiFi] Connecting...$HEV,0,BOOT,2" in wire.everything
    assert b"[WiFi] Connecting...[SYSTEM] Device ID: " in log(wire.everything)
