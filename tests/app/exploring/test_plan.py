"""On which boards lives are led."""

import pytest

from oceanhil.app.exploring.plan import boards_in
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
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
