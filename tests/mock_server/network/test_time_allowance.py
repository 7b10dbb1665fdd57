"""How often one address may ask."""

from __future__ import annotations

from oceanhil.mock_server.network.time_allowance import TimeAllowance, Verdict


def test_a_burst_is_answered_then_the_address_is_told_once() -> None:
    allowance = TimeAllowance(burst=3, per_s=1)
    verdicts = [allowance.judge("a", 0.0) for _ in range(6)]
    assert verdicts == [Verdict.ANSWER] * 3 + [Verdict.SLOW_DOWN] + [Verdict.SILENCE] * 2


def test_time_refills_it_up_to_the_burst() -> None:
    allowance = TimeAllowance(burst=2, per_s=1)
    for _ in range(5):
        allowance.judge("a", 0.0)
    verdicts = [allowance.judge("a", 100.0) for _ in range(3)]
    assert verdicts == [Verdict.ANSWER, Verdict.ANSWER, Verdict.SLOW_DOWN]


def test_addresses_do_not_share() -> None:
    allowance = TimeAllowance(burst=1, per_s=1)
    assert [allowance.judge(name, 0.0) for name in "abab"] == [Verdict.ANSWER] * 2 + [Verdict.SLOW_DOWN] * 2


def test_a_flood_of_addresses_takes_no_more_memory() -> None:
    allowance = TimeAllowance(burst=1, per_s=1)
    for number in range(10_000):
        allowance.judge(str(number), 0.0)
        allowance.judge(str(number), 0.0)
    assert (len(allowance._turns), len(allowance._told)) == (4_096, 4_096)
