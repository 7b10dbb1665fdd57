"""The rates that adapters make, against what their dividers can do."""

from bisect import bisect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.facts import adapters
from oceanhil.simulator.adapter import rates
from oceanhil.simulator.adapter.kinds import ADAPTERS, AdapterKind
from oceanhil.simulator.board.line_faults import as_heard, understands
from tests.together import together

ROM_BAUD = 74_880
CLOCK_HZ = 48_000_000
PRESCALERS = (4, 8, 32, 64, 256, 512, 2048, 4096)
POSSIBLE = sorted(CLOCK_HZ / (prescaler * divisor) for prescaler in PRESCALERS for divisor in range(2, 256))


@pytest.mark.parametrize(
    ("kind", "rate"),
    [(AdapterKind.CP210X, 76_800), (AdapterKind.CH340, 75_000), (AdapterKind.FTDI, 74_766), (AdapterKind.CDC, 74_880)],
)
def test_the_rate_of_an_esp8266s_rom_as_each_can_make_it(kind: AdapterKind, rate: int) -> None:
    assert ADAPTERS[kind].rate(ROM_BAUD) == rate
    assert as_heard(b" ets Jan  8 2013,rst cause:1", ROM_BAUD, rate) == b" ets Jan  8 2013,rst cause:1"


@together
@pytest.mark.parametrize("kind", AdapterKind)
@pytest.mark.parametrize("baud", [9_600, 57_600, 115_200, 230_400, 460_800, 921_600])
def test_the_usual_rates_are_understood(kind: AdapterKind, baud: int) -> None:
    assert understands(baud, ADAPTERS[kind].rate(baud))


@pytest.mark.parametrize(
    ("kind", "asked", "made"),
    [
        (AdapterKind.CP210X, 1, 300),
        (AdapterKind.CP210X, 100_000, 115_200),
        (AdapterKind.CP210X, 670_254, 576_000),
        (AdapterKind.CP210X, 670_255, 921_600),
        (AdapterKind.CP210X, 2_000_000, 1_000_000),
        (AdapterKind.CH340, 1, 46),
        (AdapterKind.CH340, 5_000_000, 3_000_000),
        (AdapterKind.FTDI, 3_000_000, 3_000_000),
        (AdapterKind.FTDI, 3_000_001, 9_600),
    ],
)
def test_a_rate_that_cannot_be_reached_is_taken_for_another(kind: AdapterKind, asked: int, made: int) -> None:
    assert ADAPTERS[kind].rate(asked) == made


@given(baud=st.integers(300, CLOCK_HZ // 36))
def test_below_where_its_divisor_gets_coarse_a_ch340_is_as_near_as_its_dividers_come(baud: int) -> None:
    at = bisect(POSSIBLE, baud)
    best = min(POSSIBLE[max(0, at - 1) : at + 1], key=lambda rate: abs(rate - baud))
    assert abs(rates.ch340(baud) - baud) <= abs(best - baud) + 1


@given(baud=st.integers(300, 1_500_000))
def test_an_ft232r_is_half_an_eighth_of_a_divisor_away_at_most(baud: int) -> None:
    exact = CLOCK_HZ / (2 * baud)
    lowest, highest = CLOCK_HZ / (2 * (exact + 0.5)), CLOCK_HZ / (2 * (exact - 0.5))
    assert lowest - 1 <= rates.ft232r(baud) <= highest + 1


@given(baud=st.integers(1, 999_999))
def test_a_cp2102_makes_one_of_its_makers_rates_and_never_a_lower_one_of_a_higher(baud: int) -> None:
    made = rates.cp2102(baud)
    assert made in adapters.CP2102_RATES.value
    assert rates.cp2102(baud + 1) >= made
