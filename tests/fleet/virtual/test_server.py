"""A core behind a queue: what it can do in a second, who waits, and who gets no connection."""

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.fleet.requests import RequestKind
from oceanhil.fleet.virtual.server import ServerModel, VirtualServer, needed_per_s
from oceanhil.mock_server.core import Core
from oceanhil.protocol.http import HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile

PROFILE = load_profile()
POLL = HttpRequest("GET", PROFILE.wire.state_path, {PROFILE.wire.token_header: "oc_perm_x"})
SECOND_US = 1_000_000
START_US = 1_767_225_600 * SECOND_US


def served(capacity_per_s: float, backlog: int = 2048) -> VirtualServer:
    model = ServerModel(capacity_per_s, backlog=backlog, round_trip_us=0)
    return VirtualServer(Core(PROFILE, 1, 10), model, START_US)


def poll(server: VirtualServer, now_us: int = 0, *, is_new: bool = False) -> tuple[object, int]:
    answer = server.answer(POLL, RequestKind.POLL, now_us, is_new=is_new)
    exchanged = answer.exchanged
    return exchanged.status if isinstance(exchanged, HttpResponse) else exchanged, answer.after_us


def test_requests_are_answered_one_after_the_other() -> None:
    server = served(capacity_per_s=10)
    assert [poll(server)[1] for _ in range(3)] == [100_000, 200_000, 300_000]


def test_a_server_that_rested_has_saved_nothing_up() -> None:
    server = served(capacity_per_s=10)
    poll(server)
    assert poll(server, 5 * SECOND_US)[1] == 100_000


@given(st.floats(1, 1000), st.integers(1, 200))
def test_no_more_is_done_in_a_span_than_the_capacity_allows(capacity_per_s: float, number: int) -> None:
    server = served(capacity_per_s, backlog=10**6)
    last_us = max(poll(server)[1] for _ in range(number))
    assert last_us >= number / capacity_per_s * SECOND_US - 1


def test_beyond_the_backlog_nobody_gets_a_connection_and_nothing_is_carried_out() -> None:
    server = served(capacity_per_s=10, backlog=3)
    answers = [poll(server) for _ in range(5)]
    assert [answer for answer, _ in answers] == [401, 401, 401, HttpFailure.REFUSED, HttpFailure.REFUSED]
    assert answers[-1][1] == server.model.connect_timeout_us
    assert server.core.journal_last_seq == 3
    assert poll(server, SECOND_US)[0] == 401


def test_a_handshake_costs_and_so_does_one_that_fails() -> None:
    server = served(capacity_per_s=10)
    assert poll(server, is_new=True)[1] == 200_000
    assert server.shake_hands(HttpFailure.TLS_UNTRUSTED, 0).after_us == 300_000


def test_maintenance_is_told_by_what_stands_before_the_application() -> None:
    server = served(capacity_per_s=10)
    server.core.put_settings({"maintenance": True}, START_US)
    assert poll(server) == (503, 10_000)


def test_work_that_is_set_aside_makes_others_wait_longer_and_never_for_ever() -> None:
    server = served(capacity_per_s=10)
    server.reserve(5)
    assert poll(server)[1] == 200_000
    server.reserve(1e9)
    assert poll(server, 60 * SECOND_US)[1] == 10 * SECOND_US


def test_a_calm_fleet_needs_its_polls_its_reports_and_its_sessions() -> None:
    assert needed_per_s(3600, PROFILE.device, 3600) == 3600 * (1 / 5 + 2 / 60) + 3
