"""`/openapi.json` and `/docs` over HTTP."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import pytest
import requests

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.mock_server.core.openapi.document import openapi_document
from oceanhil.mock_server.core.openapi.document_reader import as_object
from oceanhil.protocol.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "open sesame"


@pytest.fixture(scope="module")
def server() -> Iterator[BackgroundServer]:
    with BackgroundServer(Core(load_profile(), 7)) as running:
        yield running


@pytest.fixture(scope="module")
def docs(server: BackgroundServer) -> str:
    return get(server, "/docs").text


def get(server: BackgroundServer, path: str, **headers: str) -> requests.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(server.url + path, headers=named, timeout=10)


def test_the_document_is_the_one_that_the_command_prints_but_for_its_url(server: BackgroundServer) -> None:
    served = get(server, "/openapi.json").json()
    printed = json.loads(json.dumps(openapi_document(load_profile(), url="http://127.0.0.1:8080/")))
    assert served.pop("servers") == [{"url": "/"}]
    del printed["servers"]
    assert served == printed


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/docs/style.css", "/docs/search.js"])
def test_who_has_it_already_is_told_so(server: BackgroundServer, path: str) -> None:
    first = get(server, path)
    again = get(server, path, If_None_Match=f'"other", W/{first.headers["etag"]}')
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert get(server, path, If_None_Match='"other"').status_code == 200


@pytest.mark.slow
def test_another_profile_has_another_tag() -> None:
    renamed = load_profile().override({"wire.session_path": "/v2/session/"})
    with BackgroundServer(Core(load_profile(), 7)) as server:
        before = get(server, "/openapi.json")
        server.serve_instead(Core(renamed, 7))
        after = get(server, "/openapi.json", If_None_Match=before.headers["etag"])
    assert after.status_code == 200
    assert {"/v2/session/"} == after.json()["paths"].keys() - before.json()["paths"].keys()


def test_the_page_runs_its_search_alone_and_loads_nothing_from_elsewhere(server: BackgroundServer, docs: str) -> None:
    policy = get(server, "/docs").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert re.findall(r"<script[^>]*>", docs) == ['<script type="module" src="/docs/search.js">']
    assert not re.search(r"<img|<iframe|\son\w+=|\sstyle=|@import", docs)
    assert re.findall(r'<link[^>]*href="([^"]+)"', docs) == ["/docs/style.css"]
    assert "url(" not in get(server, "/docs/style.css").text


def test_every_anchor_is_there_once_and_every_link_leads_somewhere(server: BackgroundServer, docs: str) -> None:
    anchors = re.findall(r'\sid="([^"]+)"', docs)
    assert len(anchors) == len(set(anchors))
    links = set(re.findall(r'href="([^"]+)"', docs))
    assert {link[1:] for link in links if link.startswith("#")} <= set(anchors)
    assert {get(server, link).status_code for link in links if link.startswith("/")} == {200}


def test_every_operation_of_the_document_has_its_anchor_path_and_example(docs: str) -> None:
    for path, item in as_object(openapi_document(load_profile())["paths"]).items():
        for method, operation in as_object(item).items():
            if method.startswith("x-"):
                continue
            article = docs.partition(f'<article aria-labelledby="{as_object(operation)["operationId"]}">')[2]
            heading, _, rest = article.partition("</h3>")
            assert (method.upper() in heading, f"<code>{path}</code>" in heading) == (True, True)
            assert 'class="shell"' in rest.partition("</article>")[0]


def test_kinds_and_sources_stand_on_the_page(docs: str) -> None:
    for kind in ("fact", "contradiction", "assumption"):
        assert f'class="mark {kind}"' in docs
    assert html.escape("TOKEN cause 4 states the binding, not the answer") in docs


def test_it_is_readable_in_light_and_dark_and_on_a_phone(server: BackgroundServer, docs: str) -> None:
    style = get(server, "/docs/style.css").text
    assert "prefers-color-scheme: dark" in style
    assert 'name="viewport" content="width=device-width' in docs
    assert docs.count("<table>") == len(re.findall(r'<div class="wide"[^>]*><table>', docs))


@pytest.mark.parametrize("host", ['evil.example"><script>', "a b", "'; rm -rf $HOME; '", "$(id)"])
def test_a_strange_host_does_not_get_into_the_examples(server: BackgroundServer, host: str) -> None:
    assert "server=http://127.0.0.1:8080\n" in get(server, "/docs", Host=host).text


@pytest.mark.slow
def test_examples_begin_with_the_address_by_which_the_server_was_called(server: BackgroundServer) -> None:
    assert f"server={server.url}\n" in get(server, "/docs").text
    assert "server=http://bench.local:8080\n" in get(server, "/docs", Host="bench.local:8080").text


@pytest.mark.slow
def test_with_a_key_the_page_is_open_and_its_examples_send_the_key_without_showing_it() -> None:
    with BackgroundServer(Core(load_profile(), 7), AccessPolicy(key=KEY)) as server:
        page, document = get(server, "/docs").text, get(server, "/openapi.json")
    assert KEY not in page + document.text
    assert '-H "Authorization: Bearer $key"' in html.unescape(page)
    assert document.json()["paths"]["/_admin/clock"]["get"]["security"] == [{"adminKey": []}]


def test_what_stands_between_backticks_is_code_and_nothing_else(docs: str) -> None:
    assert "Six hex pairs with <code>:</code>, <code>-</code> or nothing between, in any case." in docs
