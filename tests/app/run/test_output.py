"""What `oceanhil run` says below its table."""

from __future__ import annotations

from oceanhil.app.run.output import nothing_tried
from oceanhil.scenarios.result import Outcome
from tests.app.report.conftest import make_result


def test_of_many_reasons_why_everything_was_skipped_the_most_frequent_are_told() -> None:
    reasons = ["no radio", "no power", "no clock", "no power", "no line", "no storage"]
    results = [make_result(outcome=Outcome.SKIPPED, reason=reason) for reason in reasons]
    told = nothing_tried(results, is_foreign=False)
    assert "nothing was tried: no power (2), no radio (1), no clock (1), 2 more reasons; try" in told


def test_of_a_foreign_server_where_everything_was_skipped_nothing_is_known() -> None:
    results = [make_result(outcome=Outcome.SKIPPED, reason="the connector lacks tokens")]
    assert nothing_tried(results, is_foreign=True) == "every case was skipped: nothing is known about this server"
