"""What was done in the dashboard: written by worlds, read by who judges by it, in one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.scenarios.dashboard_action import (
    DashboardAction,
    action_fields,
    dashboard_action,
    setting_in,
    settings_words,
)
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source
from tests.together import together

VALUES = st.dictionaries(st.from_regex(r"[a-z][a-z_]*", fullmatch=True), st.booleans() | st.integers(), max_size=4)


def told(action: Scalar, kind: EventKind = EventKind.DASHBOARD) -> Event:
    return Event(0, Source.SERVER, kind, "", {"action": action})


@together
@pytest.mark.parametrize("action", DashboardAction)
def test_an_action_is_read_as_it_was_written(action: DashboardAction) -> None:
    fields = action_fields(action, {"change": "none"})
    assert dict(fields) == {"action": action.value, "change": "none"}
    assert dashboard_action(Event(0, Source.SERVER, EventKind.DASHBOARD, "", fields)) is action


def test_other_events_and_other_words_are_no_action() -> None:
    assert dashboard_action(told("settings", EventKind.STEP)) is None
    assert dashboard_action(told("paint")) is None
    assert dashboard_action(Event(0, Source.SERVER, EventKind.DASHBOARD, "", {})) is None


@given(VALUES)
def test_a_setting_is_read_as_it_was_written(changes: dict[str, bool | int]) -> None:
    words = settings_words(changes)
    assert {name: setting_in(words, name) for name in changes} == changes
    assert all(type(setting_in(words, name)) is type(value) for name, value in changes.items())


@together
@pytest.mark.parametrize(
    "change", ["", "maintenance=True", "old_session_ttl_s=60", "session_ttl_s=long", "session_ttl_s=60 s"]
)
def test_words_that_do_not_name_a_setting_change_nothing(change: str) -> None:
    assert setting_in(change, "session_ttl_s") is None
