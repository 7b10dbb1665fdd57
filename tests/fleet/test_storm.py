"""Storms as data: what is wrong in them is refused, and what they take they give back."""

import msgspec
import pytest

from oceanhil.fleet.storm import (
    STORMS,
    WHOLE,
    Certificate,
    NetworkOff,
    NetworkOn,
    PowerOff,
    PowerOn,
    Rollout,
    Settings,
    Silence,
    SilentHost,
    Storm,
    StormAct,
    StormDeed,
    StormDisturbance,
    StormError,
    by_time,
    chosen,
)
from oceanhil.mock_server.core import Core
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.protocol.profile import load_profile

EVERY = pytest.mark.parametrize("storm", STORMS.values(), ids=STORMS)
WANTED = {
    "maintenance-ends", "power-returns", "certificate-changes", "expired-tokens", "half-offline", "slow-server",
    "database-failover",
}  # fmt: skip


def test_all_storms_of_the_list_are_there() -> None:
    assert set(STORMS) == WANTED


@EVERY
def test_settings_that_a_storm_changes_exist_and_are_put_back(storm: Storm) -> None:
    known = Core(load_profile(), 1).settings()
    last: dict[str, bool | int | None] = {}
    for deed in storm.deeds:
        if isinstance(deed.act, Settings):
            last |= deed.act.values
    assert set(last) <= set(known)
    assert set(last.values()) <= {None}


@EVERY
def test_power_network_and_certificates_are_given_back_to_as_many(storm: Storm) -> None:
    acts: list[StormAct] = [deed.act for deed in storm.deeds]
    for taken, given in ((PowerOff, PowerOn), (NetworkOff, NetworkOn)):
        lost = [act.share for act in acts if isinstance(act, taken)]
        assert [act.share for act in acts if isinstance(act, given)] == lost
    certificates = [act.is_trusted for act in acts if isinstance(act, Certificate)]
    assert certificates[-1:] in ([], [True])


@EVERY
def test_a_storm_is_mended_when_its_last_deed_is_over(storm: Storm) -> None:
    assert storm.mended_s >= storm.deeds[-1].at_s
    assert any(deed.mended_s == storm.mended_s for deed in storm.deeds)


def test_faults_and_silence_are_over_by_themselves() -> None:
    fault = StormDisturbance(FaultRule(Fault(FaultKind.DELAY, seconds=8), duration=600))
    assert StormDeed(30, fault).mended_s == 630
    assert StormDeed(30, Silence(SilentHost.TIME, 20)).mended_s == 50
    assert StormDeed(30, PowerOff()).mended_s == 30


@pytest.mark.parametrize("act", [PowerOn(within_s=60), Rollout(within_s=60)], ids=["power", "firmware"])
def test_what_comes_to_boards_one_by_one_is_over_when_the_last_has_it(act: StormAct) -> None:
    assert StormDeed(30, act).mended_s == 90


@pytest.mark.parametrize("share", [0, -0.5, 1.01])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(StormError, match="expected more than 0 and at most 1"):
        PowerOff(share)


def test_a_fault_without_end_is_refused() -> None:
    with pytest.raises(StormError, match="duration is missing"):
        StormDisturbance(FaultRule(Fault(FaultKind.DELAY, seconds=8)))


def test_deeds_out_of_order_and_none_at_all_are_refused() -> None:
    with pytest.raises(StormError, match="the earliest first"):
        Storm("x", "y", (StormDeed(5, PowerOff()), StormDeed(4, PowerOn())))
    with pytest.raises(StormError, match="at least one deed"):
        Storm("x", "y", ())


@pytest.mark.parametrize("seconds", [-1, 8 * 86_400])
def test_a_time_that_no_storm_lasts_is_refused(seconds: float) -> None:
    for make in (
        lambda: StormDeed(seconds, PowerOff()),
        lambda: Silence(SilentHost.SERVER, seconds),
        lambda: PowerOn(1, seconds),
    ):
        with pytest.raises(StormError, match="expected 0 to 604800 seconds"):
            make()


def test_a_share_of_any_fleet_is_at_least_one_device() -> None:
    assert list(chosen(10, 0.3)) == [0, 1, 2]
    assert list(chosen(3, 0.1)) == [0]
    assert list(chosen(7, WHOLE)) == list(range(7))


def test_acts_are_done_at_times_of_the_run() -> None:
    deeds = (StormDeed(0, PowerOff()), StormDeed(1.5, PowerOn()))
    assert by_time(deeds, 1_000_000) == [(1_000_000, PowerOff()), (2_500_000, PowerOn())]


@EVERY
def test_a_storm_is_plain_data(storm: Storm) -> None:
    assert msgspec.json.decode(msgspec.json.encode(storm), type=Storm) == storm
