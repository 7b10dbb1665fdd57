"""Two clients, one store and its lock: of two that want to refresh, one asks."""

from oceanhil.simulator.api_client.client import ApiClient
from tests.simulator.api_client.service import DEAD, Scripted, tokens


def pair(service: Scripted) -> tuple[ApiClient, ApiClient]:
    """Two clients that share a store and use its lock; the first has logged in."""
    first, second = service.client("first"), service.client("second")
    second.store = first.store
    first.uses_lock = second.uses_lock = True
    first.login()
    return first, second


def test_who_waited_uses_what_the_other_one_got() -> None:
    service = Scripted(tokens(1), tokens(2))
    first, second = pair(service)
    first.prepare_refresh()
    second.prepare_refresh()
    assert first.refresh()
    assert second.refresh()
    assert len(service.requests) == 2
    assert service.lines[-1] == "[REFRESH] not needed, the store has newer tokens"


def test_who_waits_sends_nothing_while_the_lock_is_held() -> None:
    service = Scripted(tokens(1))
    first, second = pair(service)
    first.prepare_refresh()
    assert not second.refresh()
    assert len(service.requests) == 1
    assert service.lines[-2:] == ["[LOCK] waits, first holds it", "[LOCK] still waits, first holds it"]


def test_who_waited_asks_itself_if_the_other_one_failed() -> None:
    service = Scripted(tokens(1), None, tokens(2))
    first, second = pair(service)
    first.prepare_refresh()
    second.prepare_refresh()
    assert not first.refresh()
    assert second.refresh()
    assert len(service.requests) == 3


def test_the_lock_is_free_after_a_refusal() -> None:
    service = Scripted(tokens(1), DEAD)
    first, _ = pair(service)
    first.refresh()
    assert first.store.holder == ""


def test_without_the_lock_both_ask_with_the_same_refresh_token() -> None:
    service = Scripted(tokens(1), tokens(2), DEAD)
    first, second = pair(service)
    first.uses_lock = second.uses_lock = False
    first.prepare_refresh()
    second.prepare_refresh()
    first.refresh()
    assert not second.refresh()
    assert service.requests[1].body == service.requests[2].body
