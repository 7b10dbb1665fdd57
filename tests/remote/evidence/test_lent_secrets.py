"""What was lent to a run, such as a gateway's key, is in no exchange that is told of, however it is written there."""

from __future__ import annotations

import pytest

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.evidence.lent_secrets import Concealer, concealed

KEY, LONGER = "a/key+==", "a/key+==-of-another"
LENT = {KEY: "GATEWAY_KEY", LONGER: "OTHER_KEY"}


@pytest.mark.parametrize(
    ("echoed", "shown"),
    [
        (KEY, "${GATEWAY_KEY}"),
        ("a%2Fkey%2B%3D%3D", "${GATEWAY_KEY}"),
        (r"a\/key+==", "${GATEWAY_KEY}"),
        (LONGER, "${OTHER_KEY}"),
    ],
)
def test_a_server_that_repeats_a_key_does_not_show_it(echoed: str, shown: str) -> None:
    answer = HttpResponse(401, f'{{"key":"{echoed}"}}'.encode(), {"x-key": echoed})
    exchange = concealed(Exchange(HttpRequest("GET", "/x", {"x-key": KEY}), answer), LENT)
    assert exchange.request.headers["x-key"] == "${GATEWAY_KEY}"
    assert exchange.response is not None
    assert exchange.response.body.decode() == f'{{"key":"{shown}"}}'
    assert exchange.response.headers["x-key"] == shown


def test_errors_of_operations_hide_every_spelling_too() -> None:
    concealer = Concealer({name: key for key, name in LENT.items()})
    assert concealer.hide(rf"{LONGER} a\/key+== a%2Fkey%2B%3D%3D") == "${OTHER_KEY} ${GATEWAY_KEY} ${GATEWAY_KEY}"
