"""A life is written, and read elsewhere as far as it still means something there."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.exploration.life import Life
from oceanhil.exploration.written_life import NoLifeError, name_of, read_life, written_life
from oceanhil.protocol.board import Board
from oceanhil.scenarios.invariant_ids import InvariantId
from tests.exploration.explored import LEGACY, NEW, ONLINE, S, drawing, happening, life

AWAY = happening("server-away", 10, 60)
CUT = happening("power-cut", 5, 20, units=100, torn=3)
RELAY = happening("relay", 7)
TEXT = written_life(life(AWAY, CUT, RELAY)).decode()


def steps(led: Life) -> list[str]:
    return [line.text for line in (*led.start.lines, *led.lines())]


@given(seed=st.integers(0, 2**32), number=st.integers(1, 2**32))
def test_a_life_that_is_written_and_read_has_the_same_steps(seed: int, number: int) -> None:
    among = drawing(seed=seed)
    drawn = among.life(number)
    read = read_life(written_life(drawn), among)
    assert (read.life.start, steps(read.life), read.lost) == (drawn.start, steps(drawn), ())
    assert written_life(read.life) == written_life(drawn)


def test_a_quiet_time_is_written_and_read_and_one_that_cannot_be_read_is_told() -> None:
    quiet = Life(ONLINE, (), 600 * S)
    text = written_life(quiet)
    assert read_life(text, drawing()).life == quiet
    told = read_life(TEXT.replace('"version"', '"quiet": "soon", "version"').encode(), drawing())
    assert [each.partition(":")[0] for each in told.lost] == ["what is quiet"]


def test_a_life_without_an_invariant_is_written_and_read_as_such() -> None:
    without = Life(ONLINE, (), 600 * S, (InvariantId.I13,))
    assert read_life(written_life(without), drawing()).life == without
    assert b"unjudged" not in written_life(Life(ONLINE, (), 600 * S))


def test_a_life_in_which_nothing_happens_is_one() -> None:
    read = read_life(written_life(life()), drawing())
    assert (read.life, read.lost) == (life(), ())


def test_names_are_of_what_is_written() -> None:
    assert name_of(life(AWAY)) == name_of(life(happening("server-away", 10, 60)))
    assert len({name_of(each) for each in (life(AWAY), life(CUT), life(AWAY, start=NEW))}) == 3


def test_what_cannot_happen_here_is_left_out_and_the_others_come_when_they_came() -> None:
    read = read_life(TEXT.encode(), drawing("server-away", "relay"))
    assert read.life == life(AWAY, CUT, RELAY).without(1)
    assert [each.after_us for each in read.life.happenings] == [10_000_000, 12_000_000]
    assert read.lost == ("'power-cut': no such disturbance here",)


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ('"100"', '"200"', "'power-cut': 200 is not from 0 to 180"),
        ('"after": "5s"', '"after": "-5s"', "'power-cut': '-5s' lies in the past"),
        ('"lasts": "20s"', '"lasts": "1w"', "'power-cut': 604800000000 is not from 6000000 to 600000000"),
        ('"units"', '"bytes"', "'power-cut': it has units, torn, seed, one, two here"),
        ('"idf-5.5.1"', '"idf-7"', "its start is none of those here"),
    ],
)
def test_what_is_lost_is_told(old: str, new: str, lost: str) -> None:
    assert old in TEXT
    assert read_life(TEXT.replace(old, new).encode(), drawing()).lost == (lost,)


def test_a_number_that_is_not_written_is_the_simplest() -> None:
    text = TEXT.replace('"units": "100",', "")
    assert read_life(text.encode(), drawing()).life.happenings[1].values[0] == 0


def test_another_start_becomes_the_nearest() -> None:
    other = msgspec.structs.replace(LEGACY, driver="idf-7")
    read = read_life(written_life(life(AWAY, start=other)), drawing())
    assert read.life.start == LEGACY


def test_what_takes_longer_than_there_is_time_comes_sooner() -> None:
    hurried = msgspec.structs.replace(drawing(), length_us=10 * S)
    found = read_life(written_life(life(happening("reset", 600))), hurried)
    assert found.life == life(happening("reset", 10))
    assert found.lost == ("it takes longer than a life may here, so all of it comes sooner",)


@pytest.mark.parametrize("version", ["0", "2"])
def test_a_life_of_another_version_is_read_for_what_it_says(version: str) -> None:
    text = TEXT.replace('"version": 1', f'"version": {version}, "mood": "calm"')
    assert text != TEXT
    assert read_life(text.encode(), drawing()).life == life(AWAY, CUT, RELAY)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: "[]", "it is no life: Expected `object`, got `array`"),
        (lambda text: "{", "it is no life: "),
        (lambda text: text.replace("oceanhil-life", "oceanhil-poem"), "its format is 'oceanhil-poem', expected"),
        (lambda text: text.replace("esp32", "esp8266"), "its board esp8266 is not explored here"),
        (lambda text: text.replace("esp32", "?"), "it is no life: "),
        (lambda text: '{"more": ' + "[" * 50_000, "it is no life: "),
        (lambda text: text.replace('"disturbance": "', '"disturbance": "un'), "'unserver-away': no such disturbance"),
    ],
)
def test_what_is_no_life_here_is_refused_with_the_reason(change: Callable[[str], str], why: str) -> None:
    with pytest.raises(NoLifeError, match="^" + why.replace("?", r"\?")):
        read_life(change(TEXT).encode(), drawing())


@given(st.binary(max_size=60))
def test_no_bytes_are_read_as_anything_but_a_life(text: bytes) -> None:
    with pytest.raises(NoLifeError):
        read_life(text, drawing())


def test_boards_are_written_by_their_names() -> None:
    assert msgspec.json.decode(TEXT)["start"]["board"] == Board.ESP32.value == ONLINE.board.value
