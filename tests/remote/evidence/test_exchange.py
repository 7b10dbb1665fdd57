"""An exchange as a report shows it."""

from __future__ import annotations

import gzip

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.remote.evidence.exchange import Exchange, shown

TOKEN = "oc_perm_" + "A" * 43
SECRETS = {TOKEN: "PERMANENT_TOKEN"}


def received(body: bytes, coding: str) -> str:
    answer = HttpResponse(200, body, {"content-encoding": coding})
    return shown(Exchange(HttpRequest("POST", "/"), answer), "http://127.0.0.1:1", SECRETS).received


def test_a_packed_answer_is_shown_unpacked_and_without_its_secret() -> None:
    text = received(gzip.compress(f'{{"permanent_token": "{TOKEN}"}}'.encode()), "gzip")
    assert text.startswith('HTTP 200\ncontent-encoding: gzip\n\n{"permanent_token": "oc_perm_')
    assert TOKEN not in text


def test_of_an_answer_that_nobody_can_unpack_the_bytes_are_counted() -> None:
    assert received(b"\x0b\x02\x80{}\x03", "br").endswith("\n\n6 packed bytes")
