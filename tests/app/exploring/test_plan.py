"""On which boards lives are led, and by which laws."""

import msgspec
import pytest

from oceanhil.app.exploring.plan import NotJudged, Plan, boards_in
from oceanhil.exploration.life import LAWS
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.scenarios.world import Capability
from tests.scenarios.fake_world import FakeFactory


def _without(*absent: Board) -> FakeFactory:
    factory = FakeFactory()
    factory.absent = dict.fromkeys(absent, "no such board here")
    return factory


@pytest.mark.parametrize(
    ("absent", "asked", "led"),
    [
        ((), (), PLATFORM_BOARDS),
        ((Board.ESP8266, Board.PICOW), (), (Board.ESP32,)),
        # Who asks for a board that is not there, or has none at all, is told why by whoever begins its lives.
        ((Board.ESP8266,), (Board.ESP8266,), (Board.ESP8266,)),
        (PLATFORM_BOARDS, (), PLATFORM_BOARDS),
    ],
)
def test_lives_are_led_on_the_boards_asked_for_or_on_those_that_are_there(
    absent: tuple[Board, ...], asked: tuple[Board, ...], led: tuple[Board, ...]
) -> None:
    assert boards_in(_without(*absent), asked) == led


PLAN = Plan("fake", (Board.ESP32,), 0)


def test_where_storage_cannot_be_read_a_law_of_the_server_alone_stands_in_and_the_others_are_named() -> None:
    blind = FakeFactory(capabilities=frozenset(Capability) - {Capability.STORAGE_READ})
    assert PLAN.laws(FakeFactory()) == [*LAWS]
    assert not PLAN.not_judged(FakeFactory())
    unread = ("expect.no_loss", "expect.token_known", "expect.stored: 20m")
    assert [law for law in PLAN.laws(blind) if law not in LAWS] == ["expect.still_registered"]
    assert [law for law in LAWS if law not in PLAN.laws(blind)] == [*unread]
    why = "the world lacks storage-read"
    assert PLAN.not_judged(blind) == [
        NotJudged("no-loss", why, ("storage-read",)),
        NotJudged("token-known", why, ("storage-read",), "still-registered"),
        NotJudged("stored", why, ("storage-read",)),
    ]


def test_a_law_that_does_not_hold_where_lives_begin_is_named_too() -> None:
    plan = msgspec.structs.replace(PLAN, unjudged=("expect.pace", "I8"))
    assert [(each.law, each.reason) for each in plan.not_judged(FakeFactory())] == [
        ("pace", "it does not hold in the scenario itself"),
        ("I8", "it does not hold in the scenario itself"),
    ]
