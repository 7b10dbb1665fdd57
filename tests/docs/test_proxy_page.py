"""docs/proxy.md: the form of a recording and the errors it describes are those there are."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from oceanhil.app.commands.serve import serve
from oceanhil.mock_server.proxy import core, upstream
from oceanhil.mock_server.proxy import known_devices as seen
from oceanhil.protocol.recording import FORMAT, VERSION, ExchangeLine, Head

if TYPE_CHECKING:
    from tests.docs.pieces import Page


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/proxy.md"]


def test_every_field_of_an_exchange_is_explained(page: Page) -> None:
    assert [row[0] for row in page.table("Recording")] == [*ExchangeLine.__struct_fields__]


def test_the_head_is_the_one_that_is_written(page: Page) -> None:
    [head] = page.code("json")
    shown = json.loads(head.text)
    assert [*shown] == [*Head.__struct_fields__]
    assert (shown["format"], shown["version"]) == (FORMAT, VERSION)


def test_every_option_of_a_proxy_is_explained(page: Page) -> None:
    options = {option for parameter in serve.params for option in parameter.opts}
    told = {row[0].split()[0] for row in page.table("Start")}
    assert told <= options
    assert {option for option in options if "upstream" in option or option == "--record"} == told


def test_every_error_has_its_code(page: Page) -> None:
    for status, code, _ in page.table("When there is no answer"):
        assert code == {413: "too_large"}.get(int(status), HTTPStatus(int(status)).name.lower())


def test_the_limits_are_those_in_force(page: Page) -> None:
    assert (upstream.MAX_ANSWER_BYTES, core.MAX_BODY_BYTES) == (8 * 2**20, 2**20)
    assert f"{seen.MOST_DEVICES:,} devices" in page.text
    assert all(text in page.text for text in ("8 MiB", "1 MiB"))
