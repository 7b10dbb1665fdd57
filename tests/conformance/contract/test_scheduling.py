"""The order of a run: what is cheap comes first, and what is found out later is taken into account."""

from __future__ import annotations

from contextlib import closing

import pytest
from rich.console import Console

from oceanhil.conformance.command.suite_run import Watcher, work_of
from oceanhil.conformance.contract.item import Style, fact
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.contract.suite import Setup
from oceanhil.conformance.contract.suites import load_suite, suite_names
from oceanhil.conformance.rehearsal.stand_ins import built_in_server
from oceanhil.host.progress import LiveProgress
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.connector.control import CLOCK, SETTINGS, NoControl
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.wire.pace import Limits, RatePace
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire
from tests.conformance.fake_subject import holds, item_of
from tests.conformance.results import result_of
from tests.conformance.seeded.bug import Honest, MeddledCore


def results_at(url: str, name: str, sent: dict[str, list[HttpRequest]]) -> list[ItemResult]:
    """Try everything without a way to the server's own side; keeps what each item sent."""
    suite = load_suite(name)
    trying = [""]

    def hears(heard: object) -> Wire:
        def both(exchange: Exchange) -> None:
            sent.setdefault(trying[0], []).append(exchange.request)
            heard(exchange)  # type: ignore[operator]  # the subject's own

        return Wire(Target(url), heard=both)

    setup = Setup(
        wire_to=hears, control=NoControl(), trials_max=1, trying=lambda identity: trying.__setitem__(0, identity)
    )
    with closing(suite.run(frozenset(item.id for item in suite.items), setup)) as trials:
        return list(trials)


@pytest.mark.slow
@pytest.mark.parametrize("name", suite_names())
def test_no_item_registers_that_is_said_not_to_and_these_come_first(name: str) -> None:
    suite, sent = load_suite(name), dict[str, list[HttpRequest]]()
    cheap = {item.id for item in suite.items if not suite.registers(item)}
    with built_in_server(name, None, 1) as url:
        order = [result.id for result in results_at(url, name, sent)]
    assert cheap
    registering = {identity for identity, requests in sent.items() if any(map(suite.side.is_registration, requests))}
    assert registering & cheap == set()
    assert set(order[: len(cheap)]) == cheap


@pytest.mark.slow
def test_what_did_not_conform_before_refusals_were_known_is_judged_again() -> None:
    """A server that refuses unknown tokens with 403 says so at its registrations, which come later than polls."""

    def forbids(request: HttpRequest, honest: Honest) -> Delivery:
        delivery = honest(request)
        if delivery.response is None or delivery.response.status != 401:
            return delivery
        response = type(delivery.response)(403, delivery.response.body, delivery.response.headers)
        return Delivery(response, delivery.reason, delivery.device)

    with ServerLoop() as servers:
        server = servers.start(lambda: MockServer(MeddledCore(forbids)))
        results = results_at(server.url, "oceanremote", {})
        servers.stop(server)
    polls = [result.verdict for result in results if result.id == "poll/unknown-token"]
    assert polls == [ItemVerdict.VIOLATES, ItemVerdict.CONFORMS]


@pytest.mark.slow
def test_a_status_that_is_for_wrong_fields_is_known_before_the_other_items_are_judged() -> None:
    profile = load_profile().override({"server.wrong_field_status": 422})
    with ServerLoop() as servers:
        server = servers.start(lambda: MockServer(Core(profile, 1)))
        results = results_at(server.url, "oceanremote", {})
        servers.stop(server)
    last = {result.id: result for result in results}
    assert [each for each in last.values() if each.verdict is ItemVerdict.VIOLATES] == []
    (differing,) = [each for each in last.values() if each.verdict is ItemVerdict.DIFFERS]
    assert (differing.id, dict(differing.readings)) == ("registration-field/status", {"server.wrong_field_status": 422})


def test_the_estimate_counts_the_registrations_that_are_still_to_come() -> None:
    pace = RatePace(Limits(registrations_per_min=2.0), lambda _: True, now_s=lambda: 0.0, sleep_s=lambda _: None)
    time_s = [0.0]
    progress = LiveProgress(Console(quiet=True), clock=lambda: time_s[0])
    work = {f"{topic}/{number}": 1.0 for topic in ("registration", "poll") for number in range(10)}
    watcher = Watcher(progress, pace, [name for name in work if name.startswith("registration")], work)
    watcher.start()
    time_s[0] = 1.0
    watcher.tried(result_of("poll/1"))
    assert progress._estimate() == ", about 5 min 15 s left"


def test_the_estimate_knows_what_takes_longer_and_what_cannot_be_tried() -> None:
    time_s = [0.0]
    progress = LiveProgress(Console(quiet=True), clock=lambda: time_s[0])
    items = [
        item_of(holds, "poll/1"),
        item_of(holds, "poll/unknown", needs=(CLOCK,)),
        item_of(holds, "limits/1", needs=(SETTINGS,)),
        fact("race/1", Style.RACE, source="TOKEN", title="one wins")(holds),
    ]
    work = {item.id: work_of(item, frozenset({SETTINGS})) for item in items}
    pace = RatePace(Limits(), lambda _: False, now_s=lambda: 0.0, sleep_s=lambda _: None)
    watcher = Watcher(progress, pace, [], work)
    watcher.start()
    time_s[0] = 1.0
    for name in ("poll/1", "poll/unknown"):
        watcher.tried(result_of(name))
    assert progress._estimate() == ", about 33 s left", "103 of the work is left, and 3.1 took a second"
