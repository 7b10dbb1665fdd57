"""A correct service that chose otherwise where no page says anything is accused of nothing."""

from collections.abc import Collection
from urllib.parse import urlencode

import msgspec
import pytest

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.http import HttpRequest, HttpResponse
from tests.conformance.ringcentral.bugs import Honest, Meddling, meddled
from tests.conformance.ringcentral.subjects import served, tried

pytestmark = pytest.mark.long

FORM = "application/x-www-form-urlencoded"


def reads_json_and_whatever_is_called_nothing(request: HttpRequest, honest: Honest) -> Delivery:
    headers = {name.lower(): value for name, value in request.headers.items()}
    if request.method == "POST" and headers.get("content-type") == "application/json":
        fields = msgspec.json.decode(request.body, type=dict[str, str])
        request = msgspec.structs.replace(request, body=urlencode(fields).encode())
    return honest(msgspec.structs.replace(request, headers=headers | {"content-type": FORM}))


def knows_no_method_but_its_own(request: HttpRequest, honest: Honest) -> Delivery:
    if request.method not in {"GET", "POST"}:
        return Delivery(HttpResponse(501), None, "")
    return honest(request)


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        (reads_json_and_whatever_is_called_nothing, ["form/json", "form/no-content-type"]),
        (knows_no_method_but_its_own, ["call/wrong-method"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_another_choice_than_ours_differs_and_violates_nothing(
    choice: Meddling, ids: Collection[str], servers: ServerLoop
) -> None:
    with served(servers, meddled(choice)) as url:
        results = tried(url, trials_max=1)
    assert [row.id for row in results.values() if row.verdict is ItemVerdict.VIOLATES] == []
    assert {results[identity].verdict for identity in ids} == {ItemVerdict.DIFFERS}
