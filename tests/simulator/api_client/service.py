"""A service that answers what a test tells it to, and remembers what it was asked."""

import msgspec

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.ringcentral.messages import AppKey
from oceanhil.simulator.api_client.client import ApiClient, Surroundings

OK = HttpResponse(200, b"{}")
REFUSED = HttpResponse(401, b'{"errorCode": "TokenInvalid", "errors": [{"errorCode": "OAU-213", "message": "no"}]}')
DEAD = HttpResponse(400, b'{"error": "invalid_grant", "errors": [{"errorCode": "OAU-213", "message": "no"}]}')


def tokens(number: int) -> HttpResponse:
    """An answer with the pair of that number."""
    body = {"access_token": f"access-{number}", "expires_in": 3600, "refresh_token": f"refresh-{number}"}
    return HttpResponse(200, msgspec.json.encode(body))


class Scripted:
    """Answers with `answers`, one after another."""

    def __init__(self, *answers: HttpResponse | None) -> None:
        self.answers = list(answers)
        self.requests: list[HttpRequest] = []
        self.lines: list[str] = []
        self.stops: list[str] = []
        self.now_us = 0

    def client(self, name: str = "worker") -> ApiClient:
        surroundings = Surroundings(self._answer, lambda: self.now_us, self.lines.append, self.stops.append)
        return ApiClient(name, AppKey("app", "secret"), "a.b.c", surroundings)

    def _answer(self, request: HttpRequest) -> HttpResponse | None:
        self.requests.append(request)
        return self.answers.pop(0)
