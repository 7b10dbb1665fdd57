"""Fleets in virtual time: what must hold in any storm, and what a storm is seen to do."""

from collections.abc import Mapping, Sequence
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.fleet.requests import OK, RequestKind, RequestOutcome
from oceanhil.fleet.storm import (
    STORMS,
    PowerOff,
    PowerOn,
    Rollout,
    Settings,
    Silence,
    SilentHost,
    Storm,
    StormDeed,
    StormDisturbance,
    StormError,
)
from oceanhil.fleet.tally import Tally
from oceanhil.fleet.virtual.deeds import check_settings
from oceanhil.fleet.virtual.run import HEADROOM, Plan, VirtualRun, run
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.units import SECOND_US

PROFILE = load_profile()
HOUR_S = 3600
EVERY = pytest.mark.parametrize("name", STORMS)


def planned(name: str, devices: int = 12, hours: float = 1.2, **more: object) -> Plan:
    plan = Plan(devices=devices, storm=STORMS[name], for_s=hours * HOUR_S, profile=PROFILE)
    return msgspec.structs.replace(plan, **more)


@cache
def done(name: str) -> VirtualRun:
    return run(planned(name))


def seconds(tally: Tally) -> Mapping[tuple[str, int], Sequence[int]]:
    """Everything that was counted, second by second."""
    end = tally.ended_us // SECOND_US
    asked = {(kind.value, 0): tally.asked(kind).between(0, end) for kind in RequestKind}
    ended = {(kind.value, code): series.between(0, end) for kind, code, series in tally.ended()}
    return {**asked, **ended, ("online", 0): tally.online_between(0, end)}


@EVERY
def test_after_every_storm_all_come_back_with_their_tokens(name: str) -> None:
    recovery = done(name).recovery
    assert recovery.all_online_s is not None
    assert (recovery.missing, recovery.tokens_lost, recovery.tokens_doubled) == (0, 0, 0)


@EVERY
def test_each_storm_hurts(name: str) -> None:
    recovery = done(name).recovery
    assert recovery.trouble_per_s < 0.9 * recovery.calm_per_s


def test_who_has_no_network_is_not_counted_online_until_it_is_back() -> None:
    tally = done("half-offline").tally
    assert tally.struck_us is not None
    assert tally.mended_us is not None
    # Who has lost it learns of that by its next poll.
    learnt_s = tally.struck_us // SECOND_US + PROFILE.device.poll_interval_s + 1
    online = tally.online_between(learnt_s, tally.mended_us // SECOND_US)
    assert set(online) == {tally.devices // 2}


@EVERY
def test_asked_is_answered_refused_unanswered_or_under_way(name: str) -> None:
    tally = done(name).tally
    for kind in RequestKind:
        ended = sum(series.sum() for each, _, series in tally.ended() if each is kind)
        assert 0 <= tally.asked(kind).sum() - ended <= tally.devices


@EVERY
def test_the_same_seed_gives_the_same_tally(name: str) -> None:
    assert seconds(run(planned(name)).tally) == seconds(done(name).tally)


def test_another_seed_gives_another_tally() -> None:
    assert seconds(run(planned("power-returns", seed=1)).tally) != seconds(done("power-returns").tally)


@pytest.mark.long
@EVERY
def test_what_is_counted_and_not_played_changes_nothing(name: str) -> None:
    # A server that has nobody wait: otherwise a poll that is not played takes no place in its queue.
    quick = planned(name, hours=2.5, capacity_per_s=1e9)
    whole = run(msgspec.structs.replace(quick, plays_all=True))
    assert seconds(run(quick).tally) == seconds(whole.tally)


REPEATING = PROFILE.override({"server.idempotent_register_window": 86_400})


@pytest.mark.long
@settings(deadline=None, max_examples=15)
@given(
    name=st.sampled_from(list(STORMS)),
    seed=st.integers(0, 10**6),
    headroom=st.sampled_from([1.05, 1.2, 2.0, 5.0]),
    jitter=st.sampled_from([0, 10, 100]),
    board=st.sampled_from([Board.ESP32, Board.ESP8266]),
)
def test_no_token_is_lost_or_doubled_in_any_storm_where_registrations_are_repeatable(
    name: str, seed: int, headroom: float, jitter: int, board: Board
) -> None:
    # Even of a server that has so little to spare that answers come after devices have given up waiting.
    plan = planned(name, devices=8, seed=seed, jitter_percent=jitter, board=board, profile=REPEATING)
    needed = plan.model.capacity_per_s / HEADROOM
    recovery = run(msgspec.structs.replace(plan, capacity_per_s=headroom * needed)).recovery
    assert (recovery.tokens_lost, recovery.tokens_doubled) == (0, 0)


def test_a_server_that_answers_too_late_loses_the_tokens_that_it_gave() -> None:
    # One registration takes it four seconds.
    hasty = planned("power-returns", devices=8, capacity_per_s=1.5, seed=1)
    assert run(hasty).recovery.tokens_lost > 0
    assert run(msgspec.structs.replace(hasty, profile=REPEATING)).recovery.tokens_lost == 0


def test_an_answer_beyond_the_device_s_patience_is_none() -> None:
    late = StormDisturbance(FaultRule(Fault(FaultKind.DELAY, seconds=PROFILE.device.http_timeout_s + 2), duration=120))
    tally = run(Plan(devices=5, storm=Storm("x", "Late.", (StormDeed(0, late),)), for_s=600, profile=PROFILE)).tally
    assert tally.struck_us is not None
    struck = tally.struck_us // SECOND_US
    assert tally.count(RequestOutcome.ANSWERED, struck + 1, struck + 118) == 0
    assert {code for _, code, series in tally.ended() if series.sum(struck + 1, struck + 118)} <= {-11, OK}
    assert tally.count(RequestOutcome.UNANSWERED, struck + 1, struck + 118) > 0


LOST_REPLIES = Storm(
    "lost-replies",
    "New firmware, while answers get lost.",
    (
        StormDeed(0, StormDisturbance(FaultRule(Fault(FaultKind.DROP_RESPONSE), duration=300))),
        StormDeed(0, Rollout(share=0.5, within_s=60)),
    ),
)


@pytest.mark.parametrize(("window_s", "lost"), [(0, 4), (600, 0)])
def test_a_reply_that_is_lost_loses_the_token_unless_the_server_repeats_it(window_s: int, lost: int) -> None:
    profile = PROFILE.override({"server.idempotent_register_window": window_s})
    recovery = run(Plan(devices=8, storm=LOST_REPLIES, for_s=HOUR_S, profile=profile)).recovery
    assert recovery.tokens_lost == lost
    assert recovery.missing == lost
    assert recovery.tokens_doubled == 0


@pytest.mark.long
def test_jitter_spreads_the_return() -> None:
    crowd = {
        percent: run(planned("maintenance-ends", devices=300, jitter_percent=percent)).recovery for percent in (0, 10)
    }
    assert crowd[10].peak_per_s < crowd[0].peak_per_s
    assert crowd[0].trouble_per_s == pytest.approx(crowd[10].trouble_per_s, rel=0.1)


@pytest.mark.long
def test_a_server_with_too_little_room_turns_some_away_and_all_come_back_later() -> None:
    plan = planned("power-returns", devices=120, hours=1)
    roomy, narrow = run(plan), run(msgspec.structs.replace(plan, capacity_per_s=0.55 * plan.model.capacity_per_s))
    assert roomy.recovery.all_online_s is not None
    assert narrow.recovery.all_online_s is not None
    assert narrow.recovery.all_online_s > roomy.recovery.all_online_s


def test_names_and_time_are_asked_when_power_returns() -> None:
    tally = done("power-returns").tally
    assert tally.mended_us is not None
    last_within_s = 60
    back = tally.mended_us // SECOND_US - last_within_s
    assert tally.asked(RequestKind.NAME).sum(back, back + 120) >= tally.devices
    assert tally.asked(RequestKind.TIME).sum(back, back + 120) >= tally.devices
    in_vain = {kind: series.sum(back, back + 30) for kind, code, series in tally.ended() if code < 0}
    assert in_vain[RequestKind.NAME] > 0
    assert in_vain[RequestKind.TIME] > 0


def test_a_host_that_is_silent_answers_nobody() -> None:
    storm = Storm("x", "The server is not there.", (StormDeed(0, Silence(SilentHost.SERVER, 120)),))
    done_here = run(Plan(devices=5, storm=storm, for_s=600, profile=PROFILE))
    tally = done_here.tally
    assert tally.struck_us is not None
    struck = tally.struck_us // SECOND_US
    assert tally.count(RequestOutcome.ANSWERED, struck + 1, struck + 119) == 0
    assert tally.count(RequestOutcome.UNANSWERED, struck + 1, struck + 119) > 0
    assert done_here.recovery.all_online_s is not None


@pytest.mark.parametrize(("at_s", "for_s"), [(30, 20), (60, 60)], ids=["within", "longer"])
def test_silences_that_overlap_last_until_both_are_over(at_s: float, for_s: float) -> None:
    silences = (StormDeed(0, Silence(SilentHost.SERVER, 120)), StormDeed(at_s, Silence(SilentHost.SERVER, for_s)))
    tally = run(Plan(devices=5, storm=Storm("x", "Twice.", silences), for_s=600, profile=PROFILE)).tally
    assert tally.struck_us is not None
    struck = tally.struck_us // SECOND_US
    assert tally.count(RequestOutcome.ANSWERED, struck + 1, struck + 119) == 0


@pytest.mark.parametrize("share", [0.2, 1.0])
def test_who_has_power_does_not_notice_that_it_is_given(share: float) -> None:
    deeds = (StormDeed(0, PowerOff(share=0.2)), StormDeed(60, PowerOn(share=share, within_s=10)))
    tally = run(Plan(devices=20, storm=Storm("x", "A street.", deeds), for_s=300, profile=PROFILE)).tally
    assert tally.struck_us is not None
    back = tally.struck_us // SECOND_US + 60
    assert tally.asked(RequestKind.TIME).sum(back, back + 30) == 4


def test_new_firmware_boots_a_device_that_has_power() -> None:
    deeds = (StormDeed(0, Rollout(share=0.2, within_s=10)),)
    tally = run(Plan(devices=20, storm=Storm("x", "New.", deeds), for_s=300, profile=PROFILE)).tally
    assert tally.struck_us is not None
    struck = tally.struck_us // SECOND_US
    assert tally.asked(RequestKind.REGISTER).sum(struck, struck + 60) >= 4


def test_new_firmware_gives_no_power_to_a_device_that_has_none() -> None:
    deeds = (StormDeed(0, PowerOff()), StormDeed(10, Rollout(share=0.5)), StormDeed(600, PowerOn(within_s=300)))
    plan = planned("power-returns", storm=Storm("dark", "New, in the dark.", deeds))
    tally = run(plan).tally
    assert tally.struck_us is not None
    struck = tally.struck_us // SECOND_US
    assert set(tally.online_between(struck + 1, struck + 600)) == {0}
    assert (tally.recovery().missing, tally.recovery().tokens_lost) == (0, 0)
    assert tally.asked(RequestKind.REGISTER).sum() == plan.devices + plan.devices // 2


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ({"maintenence": True}, None, "settings at 0 s: unknown setting 'maintenence'; did you mean 'maintenance'"),
        ({}, {"maintenence": None}, "settings at 9 s: unknown setting 'maintenence'"),
        ({"session_ttl_s": -1}, None, "settings at 0 s: session_ttl_s is -1"),
        ({"session_ttl_s": 7}, {"session_ttl_s": None}, ""),
    ],
    ids=["unknown", "put back alone", "out of range", "right"],
)
def test_settings_that_the_server_has_not_are_told_beforehand(
    first: Mapping[str, int], last: Mapping[str, int | None] | None, told: str
) -> None:
    storm = Storm("x", "A slip.", (StormDeed(0, Settings(first)), StormDeed(9, Settings(last or {}))))
    if not told:
        check_settings(storm, PROFILE)
        return
    with pytest.raises(StormError, match="the storm 'x'") as refused:
        check_settings(storm, PROFILE)
    assert told in str(refused.value)


def test_progress_grows_to_the_end() -> None:
    told: list[float] = []
    run(planned("database-failover", devices=2, hours=0.1), told.append)
    assert told == sorted(told)
    assert told[-1] == 1
