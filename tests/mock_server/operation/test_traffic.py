"""Counters of what was answered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.core.early_refusal import EarlyRefusal
from oceanhil.mock_server.operation.traffic import BOUNDS_S, OTHER, PathLabels, Traffic

LABELS = PathLabels(("/api/device/state/",), ("/_admin/devices", "/_admin/devices/", "/"))


def test_known_paths_have_their_own_name_with_any_query() -> None:
    assert LABELS.of("/api/device/state/?token=x") == "/api/device/state/"
    assert LABELS.of("/_admin/devices") == "/_admin/devices"
    assert LABELS.of("/") == "/"


def test_ids_in_paths_are_left_out() -> None:
    assert LABELS.of("/_admin/devices/52e6b438/revoke?x=1") == "/_admin/devices/"


@given(st.text())
def test_whatever_is_asked_for_there_are_only_so_many_names(target: str) -> None:
    assert LABELS.of(target) in {"/api/device/state/", "/_admin/devices", "/_admin/devices/", "/", OTHER}


@given(st.lists(st.tuples(st.text(max_size=5), st.floats(0, 100)), max_size=50))
def test_every_answer_is_in_one_bucket_and_one_counter(answers: list[tuple[str, float]]) -> None:
    traffic = Traffic()
    for method, seconds in answers:
        traffic.count("/", method, 200, seconds)
    assert sum(traffic.answers.values()) == len(answers)
    assert len(traffic.answers) <= 7
    assert sum(sum(found.buckets) for found in traffic.durations.values()) == len(answers)


def test_a_bound_belongs_to_its_bucket() -> None:
    traffic = Traffic()
    traffic.count("/", "GET", 200, BOUNDS_S[0])
    assert traffic.durations["/"].buckets[0] == 1


def test_refusals_are_counted_by_reason() -> None:
    traffic = Traffic()
    traffic.count_refusal(EarlyRefusal.CONNECTIONS)
    assert {why: count for why, count in traffic.refusals.items() if count} == {EarlyRefusal.CONNECTIONS: 1}
