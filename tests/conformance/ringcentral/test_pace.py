"""Finding out about the limit of sessions does not break the limits of requests: 429 stands for both."""

from collections.abc import Sequence

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.contract.suite import Setup
from oceanhil.conformance.ringcentral.suite import make_suite
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.client import Client
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire
from tests.conformance.ringcentral.subjects import right, served


class Counting:
    """A pace that allows two requests at once, and counts."""

    registration_s = 0.0
    registrations = 0

    def __init__(self) -> None:
        self.waited = 0

    def wait(self, requests: Sequence[HttpRequest]) -> None:
        self.waited += len(requests)

    def until_room(self) -> None:
        pass

    def widest(self, request: HttpRequest) -> int | None:
        del request
        return 2

    def has_waited_for(self, response: HttpResponse) -> bool:
        del response
        return False


def tried_at(servers: ServerLoop, item: str, pace: Counting) -> ItemResult:
    suite = make_suite(None)
    with served(servers, right()) as url, Client(url) as client:
        control = suite.admin(client)
        setup = Setup(wire_to=lambda heard: Wire(Target(url), pace, heard), control=control, trials_max=1)
        try:
            (result,) = suite.run(frozenset({item}), setup)
        finally:
            control.close()
    return result


def test_every_login_that_looks_for_the_limit_of_sessions_waits_for_its_turn(servers: ServerLoop) -> None:
    pace = Counting()
    result = tried_at(servers, "session/limit", pace)
    assert result.verdict is ItemVerdict.CONFORMS
    assert pace.waited >= len(result.exchanges)


def test_more_logins_at_once_than_the_server_allows_are_not_tried(servers: ServerLoop) -> None:
    result = tried_at(servers, "session/limit-race", Counting())
    assert (result.verdict, result.missing) == (ItemVerdict.UNTESTABLE, ("rate",))
