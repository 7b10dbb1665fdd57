"""I3 and I5: what a token is good for."""

from oceanhil.scenarios.devices.invariants.tokens import BoundToMac, ConsumedOnce
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import MAC, Planned, requested

OTHER = "24:6F:28:00:00:02"
TOKEN = "oc_reg_aaaaa…"
PERMANENT = "oc_perm_bbbb…"
GRANT = requested("register", 200, 0, token=TOKEN, granted=PERMANENT, mac=MAC)


def registered(status: int, after_us: int, mac: str = OTHER, token: str = TOKEN, **fields: str | bool) -> Planned:
    return requested("register", status, after_us, "device", token=token, mac=mac, **fields)


def test_a_token_that_was_used_once_and_then_refused_is_in_order() -> None:
    assert not seen_by(ConsumedOnce, GRANT, registered(410, S))


def test_two_registrations_with_one_token_are_not() -> None:
    found = seen_by(ConsumedOnce, GRANT, registered(200, S))
    assert found == f"token oc_reg_aaaaa… registered {OTHER} after it had registered {MAC}"


def test_the_same_answer_given_again_consumes_nothing() -> None:
    assert not seen_by(ConsumedOnce, GRANT, registered(200, S, MAC, replayed=True))


def test_a_faults_invented_answer_consumes_nothing() -> None:
    assert not seen_by(ConsumedOnce, GRANT, registered(200, S, fault="status"))


def test_what_a_fault_has_changed_may_have_been_the_same_answer_again() -> None:
    changed = registered(200, 0, MAC, fault="answer")
    assert not seen_by(ConsumedOnce, changed, registered(200, S, MAC))
    assert not seen_by(ConsumedOnce, GRANT, registered(200, S, MAC, fault="answer"))
    assert seen_by(ConsumedOnce, GRANT, registered(200, S, OTHER, fault="answer"))
    assert seen_by(ConsumedOnce, GRANT, registered(200, S, MAC))


def test_a_refusal_that_a_fault_has_made_a_page_of_is_no_registration() -> None:
    assert not seen_by(ConsumedOnce, GRANT, registered(200, S, fault="answer", code="token_used"))


def test_each_token_counts_for_itself() -> None:
    assert not seen_by(ConsumedOnce, GRANT, registered(200, S, token="oc_reg_ccccc…"))


def test_a_token_may_be_used_from_the_mac_it_was_granted_to() -> None:
    assert not seen_by(BoundToMac, GRANT, requested("session", 200, S, token=PERMANENT, mac=MAC))


def test_a_token_that_is_accepted_from_another_mac_is_a_breach() -> None:
    found = seen_by(BoundToMac, GRANT, requested("session", 200, S, token=PERMANENT, mac=OTHER))
    assert found == f"token oc_perm_bbbb… of {MAC} was accepted from {OTHER}"


def test_a_refused_thief_is_in_order() -> None:
    assert not seen_by(BoundToMac, GRANT, requested("session", 403, S, token=PERMANENT, mac=OTHER))


def test_polls_count_where_their_mac_is_known() -> None:
    assert seen_by(BoundToMac, GRANT, requested("state", 200, S, token=PERMANENT, mac=OTHER))
    assert not seen_by(BoundToMac, GRANT, requested("state", 200, S, token=PERMANENT))
