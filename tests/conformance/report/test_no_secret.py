"""No report holds a secret, whatever the server does with it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from msgspec import structs

from oceanhil.conformance.command.exit_code import failing
from oceanhil.conformance.command.learned_profile import profile_text
from oceanhil.conformance.contract.result import ConformReport, ItemVerdict, json_text
from oceanhil.conformance.contract.suites import load_suite
from oceanhil.conformance.report.html import html_text
from oceanhil.conformance.report.junit import junit_text
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind, load_profile
from oceanhil.protocol.redact import leaks
from tests.conformance.servers import conform_at

pytestmark = pytest.mark.slow

SUITE = load_suite("oceanremote")
TOPICS = {"registration-life", "registration-token", "session", "poll", "secrets"}
IDS = {item.id for item in SUITE.items if item.topic in TOPICS}


class EchoingCore(Core):
    """Answers everything with what it was told, in clear and in other spellings."""

    def __init__(self) -> None:
        super().__init__(load_profile(), seed=1)
        self.issued: set[str] = set()

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        delivery = super().handle(request, now_us)
        answer = delivery.response
        if answer is None:
            return delivery
        said = " ".join([*request.headers.values(), request.query, request.body.decode("utf-8", "replace")])
        self.issued |= set(leaks(said)) | set(leaks(answer.body.decode("utf-8", "replace")))
        if answer.status == 200:
            return delivery
        echo = f'{{"error": "no {quote(said)} {said.encode("unicode_escape").decode()!r}", "code": "{said}"}}'
        return structs.replace(delivery, response=structs.replace(answer, body=echo.encode()))


@pytest.fixture(scope="module")
def core() -> EchoingCore:
    return EchoingCore()


@pytest.fixture(scope="module")
def report(core: EchoingCore) -> Iterator[ConformReport]:
    with ServerLoop() as servers:
        server = servers.start(lambda: MockServer(core))
        yield conform_at(server.url, ids=IDS)
        servers.stop(server)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["json", "junit", "html", "profile"])
def test_no_report_holds_a_secret_of_a_server_that_tells_all(
    report: ConformReport, core: EchoingCore, form: str
) -> None:
    text = {
        "json": lambda: json_text(report),
        "junit": lambda: junit_text(report, failing(report, Kind.ASSUMPTION)),
        "html": lambda: html_text(report, failing(report, Kind.ASSUMPTION)),
        "profile": lambda: profile_text(report, SUITE.rules, SUITE.rules),
    }[form]()
    assert len(core.issued) > 20
    assert [secret for secret in core.issued if len(secret) > 20 and secret in text] == []
    assert [found for found in leaks(text) if found.startswith("oc_")] == []


def test_such_a_server_is_found_out(report: ConformReport) -> None:
    assert ItemVerdict.VIOLATES in {result.verdict for result in report.results}
