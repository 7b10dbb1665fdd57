"""I4: who is online has a session."""

import pytest

from oceanhil.scenarios.devices.invariants.online import OnlineNeedsSession
from oceanhil.scenarios.trace import EventKind, Source
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import Planned, boot, line, requested, status

ONLINE = line("[INFO] Device ONLINE", 3 * S)
OPENED = requested("session", 200, S, session="5e551000", id="d1")
HOUR = 3600 * S


def dashboard(action: str, after_us: int, **fields: str) -> Planned:
    return Planned(after_us, EventKind.DASHBOARD, {"action": action, **fields}, source=Source.SERVER)


def seen(*planned: Planned) -> str:
    return seen_by(OnlineNeedsSession, *planned)


def test_online_after_a_session_is_in_order() -> None:
    assert not seen(boot(), OPENED, status("online", S), ONLINE)


def test_the_status_may_stand_just_before_the_session_it_came_from() -> None:
    assert not seen(status("online", S), OPENED, ONLINE)


def test_a_status_without_a_session_is_a_breach() -> None:
    assert seen(status("online", S)) == "the dashboard shows device online at 0:00:01.000 without a live session"


def test_a_session_that_comes_later_does_not_heal_it() -> None:
    assert seen(status("online", 0), OPENED)


@pytest.mark.parametrize("action", ["restart", "revoke", "delete", "regenerate"])
def test_a_session_ends_with_what_the_dashboard_does(action: str) -> None:
    assert seen(OPENED, dashboard(action, 2 * S), status("online", 3 * S))


@pytest.mark.parametrize(("after_us", "alive"), [(S + HOUR, True), (S + HOUR + 1, False)])
def test_a_session_ends_by_its_age(after_us: int, *, alive: bool) -> None:
    assert bool(seen(OPENED, status("online", after_us))) is not alive


def test_a_setting_changes_the_age() -> None:
    changed = dashboard("settings", 0, change="maintenance=False, session_ttl_s=60")
    assert seen(changed, OPENED, status("online", 62 * S))


def test_an_answer_that_a_fault_makes_up_is_no_setting() -> None:
    made_up = dashboard("fault", 0, change="answer GET /x same, session_ttl_s=60")
    assert not seen(made_up, OPENED, status("online", 62 * S))


def test_once_the_servers_clock_was_moved_the_age_is_not_judged() -> None:
    moved = Planned(2 * S, EventKind.CLOCK, {"change": "server clock -3600 s"}, source=Source.SERVER)
    assert not seen(OPENED, moved, status("online", 2 * HOUR))


def test_a_session_whose_answer_got_lost_is_one_to_the_server() -> None:
    assert not seen(requested("session", 0, S, fault="drop_response"), status("online", S))


def test_a_session_belongs_to_the_entry_it_was_opened_for() -> None:
    generated = dashboard("generate", 0, id="d1")
    by_twin = requested("session", 200, S, "twin", session="5e551000", id="d1")
    assert not seen(generated, by_twin, status("online", S))


def test_a_device_that_says_online_got_a_session_in_this_boot() -> None:
    assert seen(OPENED, boot(2 * S), ONLINE)
    assert seen(boot(), line("[INFO] Device ONLINE \r", S))
    assert not seen(boot(), OPENED, ONLINE)


def test_words_on_a_disturbed_line_may_be_those_of_the_boot_before() -> None:
    noise, sound = (
        Planned(after_us, EventKind.LINE, {"change": change})
        for after_us, change in ((0, "noise 9 ppm"), (2 * S, "sound"))
    )
    assert not seen(noise, boot(S), ONLINE)
    assert seen(noise, boot(S), sound, ONLINE)


@pytest.mark.parametrize("answer", [requested("session", 401, S), requested("session", 200, S)])
def test_a_refusal_or_an_answer_without_an_id_is_no_session(answer: Planned) -> None:
    assert seen(boot(), answer, ONLINE) == "device said '[INFO] Device ONLINE' in a boot in which it got no session"
