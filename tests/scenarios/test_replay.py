import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.replay import ReplayError, ReplayId, format_replay, parse_replay
from tests.together import together

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_-]{0,8}", fullmatch=True).filter(lambda name: name != "seed")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
REPLAY_IDS = st.builds(
    ReplayId,
    scenario=st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,3}", fullmatch=True),
    subject=st.sampled_from(PLATFORM_BOARDS),
    driver=TEXTS,
    store=st.sampled_from([None, *StorePolicy]),
    axes=st.dictionaries(NAMES, TEXTS, max_size=4),
    seed=st.integers(0, 10**17),
    overrides=st.dictionaries(st.from_regex(r"[a-z]{1,6}\.[a-z0-9_]{1,9}", fullmatch=True), TEXTS, max_size=3),
)


@pytest.mark.slow
@given(REPLAY_IDS)
def test_every_replay_id_reads_back_as_itself(replay: ReplayId) -> None:
    assert parse_replay(format_replay(replay)) == replay


@pytest.mark.slow
@given(REPLAY_IDS)
def test_a_replay_id_has_no_blanks_or_quotes_so_that_it_survives_a_shell(replay: ReplayId) -> None:
    assert not set(format_replay(replay)) & set(" \t\n'\"$`\\&;|<>()")


def test_the_canonical_form_is_short_and_ordered() -> None:
    replay = parse_replay(
        "eeprom-power-loss@esp32/idf-5.5.1+legacy#set.server.session_ttl_s=60,seed=7,cut=2.104,age=1h"
    )
    assert format_replay(replay) == (
        "eeprom-power-loss@esp32/idf-5.5.1+legacy#age=1h,cut=2.104,seed=7,set.server.session_ttl_s=60"
    )


def test_seed_0_and_what_is_not_set_are_left_out() -> None:
    assert format_replay(parse_replay("token-expired@picow#seed=0")) == "token-expired@picow"


def test_special_characters_of_a_value_are_percent_encoded() -> None:
    replay = ReplayId(scenario="a", subject=Board.ESP32, axes={"age": "24h 1s, or so"})
    assert format_replay(replay) == "a@esp32#age=24h%201s%2C%20or%20so"


def test_a_mac_or_a_time_of_day_stays_readable() -> None:
    replay = ReplayId(scenario="a", subject=Board.ESP32, axes={"mac": "24:6F:28:AA:BB:CC", "at": "12:30"})
    assert format_replay(replay) == "a@esp32#at=12:30,mac=24:6F:28:AA:BB:CC"


@together
@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "scenario '' is not an ID"),
        ("Token Expired@esp32", "scenario 'Token Expired' is not an ID such as 'token-expired'"),
        ("token-expired", "names no board; expected token-expired@BOARD, BOARD one of esp32, esp8266, picow"),
        ("token-expired@esp23", "unknown board 'esp23'; did you mean 'esp32'?"),
        ("token-expired@esp32+legasy", "unknown store 'legasy'; did you mean 'legacy'?"),
        ("token-expired@esp32+", "unknown store ''"),
        ("token-expired@esp32#skew", "'skew' is not NAME=VALUE"),
        ("token-expired@esp32#a=1,a=2", "'a' stands there twice"),
        ("token-expired@esp32#seed=1,seed=1", "'seed' stands there twice"),
        ("token-expired@esp32#seed=x", "seed 'x' is not a whole number from 0"),
        ("token-expired@esp32#seed=-1", "seed '-1' is not a whole number from 0"),
        ("token-expired@esp32#1=x", "'1' is no name; expected a variable, 'seed' or 'set.TABLE.NAME'"),
        ("token-expired@esp32#set.ttl=1", "'set.ttl' is no name"),
    ],
)
def test_a_wrong_replay_id_is_refused_naming_the_part(text: str, complaint: str) -> None:
    with pytest.raises(ReplayError) as refusal:
        parse_replay(text)
    assert complaint in str(refusal.value)
