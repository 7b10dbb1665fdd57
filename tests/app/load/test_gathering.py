"""What workers note, and what the command makes of it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.app.load.gathering import Gathering
from oceanhil.fleet.load.messages import FromMaster, Noted, Report, Sample, encode, read_master
from oceanhil.fleet.load.notes import Notes
from oceanhil.fleet.requests import RequestKind, RequestOutcome
from oceanhil.fleet.tally import Tally
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.units import SECOND_US

DEVICES = 4
PLACES = st.integers(0, DEVICES - 1)
TIMES = st.integers(0, 5 * SECOND_US)
KINDS = st.sampled_from([RequestKind.REGISTER, RequestKind.SESSION, RequestKind.POLL])
Deed = Callable[[Notes | Tally], None]


def asked(kind: RequestKind, at_us: int) -> Deed:
    return lambda counting: counting.ask(kind, at_us)


def ended(kind: RequestKind, at_us: int, code: int) -> Deed:
    return lambda counting: counting.end(kind, at_us, code)


def kept(place: int, token: str) -> Deed:
    return lambda counting: counting.keep_token(place, token)


def lost(place: int) -> Deed:
    return lambda counting: counting.lose_token(place)


DEEDS = st.one_of(
    st.builds(asked, KINDS, TIMES),
    st.builds(ended, KINDS, TIMES, st.sampled_from([200, 401, 503, -11])),
    st.builds(kept, PLACES, st.sampled_from(["oc_perm_a", "oc_perm_b"])),
    st.builds(lost, PLACES),
)


def report(noted: Noted, worker: str = "w") -> Report:
    return Report(worker=worker, now_us=0, users=DEVICES, cpu_s=1.0, memory_bytes=10, noted=noted)


def over_the_wire(message: Report) -> FromMaster:
    return read_master(encode(message))


def counted(tally: Tally) -> object:
    answers = sorted((kind.value, code, tuple(series.between(0, 6))) for kind, code, series in tally.ended())
    requests = [tuple(tally.asked(kind).between(0, 6)) for kind in RequestKind]
    return answers, requests, tally.tokens_doubled


@given(st.lists(DEEDS, max_size=40), st.integers(0, 40))
def test_a_tally_told_by_two_reports_is_the_one_that_was_told_at_once(deeds: list[Deed], cut: int) -> None:
    direct, gathered, notes = Tally(DEVICES), Tally(DEVICES), Notes()
    gathering = Gathering(gathered, lambda _: None)
    for part in (deeds[:cut], deeds[cut:]):
        for deed in part:
            deed(direct)
            deed(notes)
        message = over_the_wire(report(notes.take()))
        assert isinstance(message, Report)
        gathering.take(message)
    assert counted(gathered) == counted(direct)


def test_a_device_that_stays_online_is_told_of_once() -> None:
    notes = Notes()
    for at_us in (1, 2, 3):
        notes.go(2, at_us, online=True)
    notes.go(2, 4, online=False)
    notes.go(3, 5, online=False)
    assert notes.take().went == [(2, 1, True), (2, 4, False)]


def test_no_token_leaves_a_worker_as_it_is() -> None:
    notes = Notes()
    notes.keep_token(0, "oc_perm_secret")
    assert b"oc_perm_secret" not in encode(report(notes.take()))


def test_ends_and_failures_of_a_report_are_counted_for_the_stop_rule() -> None:
    noted = Noted(ended=[("poll", 200, 0, 5), ("poll", 503, 0, 2), ("session", -11, 1, 1)])
    assert Gathering(Tally(DEVICES), lambda _: None).take(report(noted)) == (8, 3)


def test_who_came_back_before_the_mending_was_reported_late_and_counts_all_the_same() -> None:
    tally = Tally(2)
    gathering = Gathering(tally, lambda _: None)
    tally.strike(1 * SECOND_US)
    gathering.mend(10 * SECOND_US)
    gathering.take(report(Noted(went=[(0, 9 * SECOND_US, True), (1, 12 * SECOND_US, True)])))
    gathering.settle()
    tally.finish(20 * SECOND_US)
    recovery = tally.recovery()
    assert (recovery.all_online_s, recovery.missing) == (2.0, 0)


def test_exchanges_of_sampled_devices_go_to_the_judge_whole() -> None:
    heard: list[Sample] = []
    sample = Sample(5, 9, HttpRequest("GET", "/x", {"a": "b"}), HttpResponse(200, b"\xff{}", {}))
    message = over_the_wire(report(Noted(samples=[sample])))
    assert isinstance(message, Report)
    Gathering(Tally(1), heard.append).take(message)
    assert heard == [sample]


def test_samples_that_a_report_has_no_room_for_are_told_of() -> None:
    notes, gathering = Notes(), Gathering(Tally(1), lambda _: None)
    for _ in range(2_003):
        notes.sample(Sample(5, 9, HttpRequest("GET", "/x"), None, "timeout"))
    for noted in (notes.take(), notes.take()):
        gathering.take(report(noted))
    assert gathering.dropped == 3


def test_what_a_clock_that_is_behind_puts_before_the_run_counts_at_its_beginning() -> None:
    tally = Tally(1)
    noted = Noted(asked=[("poll", -5, 2)], ended=[("poll", 200, -5, 2)], went=[(0, -5 * SECOND_US, True)])
    Gathering(tally, lambda _: None).take(report(noted))
    assert (tally.asked(RequestKind.POLL).sum(0, 1), tally.count(RequestOutcome.ANSWERED, 0, 1)) == (2, 2)
    assert tally.online_between(0, 1) == [1]


def test_processor_time_is_the_last_that_was_told_and_memory_the_most() -> None:
    gathering = Gathering(Tally(1), lambda _: None)
    for cpu_s, memory in ((1.0, 50), (3.0, 20)):
        gathering.take(msgspec.structs.replace(report(Noted()), cpu_s=cpu_s, memory_bytes=memory))
    (cost,) = gathering.costs.values()
    assert (cost.cpu_s, cost.memory_bytes, cost.users) == (3.0, 50, DEVICES)


def test_requests_that_went_unanswered_are_counted_as_such() -> None:
    tally = Tally(1)
    Gathering(tally, lambda _: None).take(report(Noted(ended=[("poll", -11, 0, 3), ("poll", 429, 0, 2)])))
    assert (
        tally.count(RequestOutcome.UNANSWERED),
        tally.count(RequestOutcome.REFUSED),
        tally.count(RequestOutcome.ANSWERED),
    ) == (3, 2, 0)
