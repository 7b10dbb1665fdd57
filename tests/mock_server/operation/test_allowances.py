"""Token buckets by address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.operation.address_limits import address_group
from oceanhil.mock_server.operation.allowances import Allowances

_EVENTS = st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 5)), max_size=200)


def test_a_burst_is_granted_and_the_next_one_has_to_wait() -> None:
    allowances = Allowances(per_s=2.0, burst=3.0, addresses_max=10)
    assert [allowances.take("a", 0.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]


def test_who_waits_as_long_as_told_is_served() -> None:
    allowances = Allowances(per_s=0.5, burst=1.0, addresses_max=10)
    allowances.take("a", 0.0)
    wait_s = allowances.take("a", 1.0)
    assert allowances.take("a", 1.0 + wait_s) == 0.0


def test_a_clock_that_is_set_back_by_years_makes_nobody_wait_for_years() -> None:
    allowances = Allowances(per_s=0.5, burst=1.0, addresses_max=10)
    allowances.take("a", 1_700_000_000.0)
    assert allowances.take("a", 0.0) == 2.0
    assert allowances.take("a", 2.0) == 0.0


def test_one_address_does_not_use_up_what_another_has() -> None:
    allowances = Allowances(per_s=1.0, burst=1.0, addresses_max=10)
    assert [allowances.take("a", 0.0), allowances.take("b", 0.0)] == [0.0, 0.0]


def test_looking_takes_nothing() -> None:
    allowances = Allowances(per_s=1.0, burst=1.0, addresses_max=10)
    assert [allowances.wait_s("a", 0.0) for _ in range(5)] == [0.0] * 5
    assert len(allowances) == 0


@pytest.mark.slow
@given(_EVENTS)
def test_nobody_gets_more_than_the_burst_and_what_was_refilled(events: list[tuple[str, float]]) -> None:
    allowances = Allowances(per_s=3.0, burst=4.0, addresses_max=10)
    now_s, granted = 0.0, dict.fromkeys("abc", 0)
    for address, pause_s in events:
        now_s += pause_s
        granted[address] += allowances.take(address, now_s) == 0.0
    assert all(count <= 4.0 + now_s * 3.0 + 1e-6 for count in granted.values())


@given(st.lists(st.integers(0, 50), max_size=300))
def test_memory_is_bounded_whatever_comes(addresses: list[int]) -> None:
    allowances = Allowances(per_s=1.0, burst=1.0, addresses_max=7)
    for address in addresses:
        allowances.take(str(address), 0.0)
        assert len(allowances) <= 7


def test_who_was_silent_longest_is_forgotten_first() -> None:
    allowances = Allowances(per_s=1.0, burst=1.0, addresses_max=2)
    for address in ("a", "b", "a", "c"):
        allowances.take(address, 0.0)
    assert [allowances.wait_s(address, 0.0) for address in "abc"] == [1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("peername", "group"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1, 0, 0), "2001:db8:1:2::/64"),
        (("2001:db8:1:2::9", 1, 0, 0), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 1, 0, 2), "fe80::/64"),
        (("::ffff:192.0.2.7", 1, 0, 0), "192.0.2.7"),
        (("::1", 1, 0, 0), "::/64"),
        ("", ""),
        (None, ""),
    ],
)
def test_the_addresses_of_one_host_count_as_one(peername: object, group: str) -> None:
    assert address_group(peername) == group
