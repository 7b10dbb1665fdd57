"""The description of the token service: valid, complete, made from the profile, and its examples work."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest
import requests
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy
from oceanhil.mock_server.core.openapi.document import admin_path
from oceanhil.mock_server.core.openapi.document_reader import Reader, as_object
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.mock_server.ringcentral.admin_routes import OPERATIONS
from oceanhil.mock_server.ringcentral.openapi.document import token_document
from oceanhil.protocol.provenance import KIND_KEY, SOURCE_KEY
from oceanhil.protocol.ringcentral.profile import load_profile
from tests.mock_server.core.openapi.test_docs_examples import WATCH

if TYPE_CHECKING:
    from pathlib import Path

PAGES = ("/", "/docs", "/openapi.json", "/metrics")


def made(*, needs_key: bool = False, **settings: str) -> dict[str, object]:
    profile = load_profile()
    if settings:
        profile = msgspec.structs.replace(profile, server=msgspec.structs.replace(profile.server, **settings))
    document = token_document(profile, needs_key=needs_key, url="/", pages=PAGES)
    return as_object(json.loads(msgspec.json.encode(document)))


@pytest.mark.long
@pytest.mark.parametrize("needs_key", [False, True])
def test_it_is_valid_openapi_3_1(needs_key: bool) -> None:
    OpenAPIV31SpecValidator(made(needs_key=needs_key)).validate()


@pytest.mark.slow
def test_every_schema_is_valid_json_schema() -> None:
    for schema in as_object(as_object(made()["components"])["schemas"]).values():
        Draft202012Validator.check_schema(as_object(schema))


def test_every_admin_route_is_described() -> None:
    wanted = {(admin_path(each.path), each.method) for each in OPERATIONS}
    paths = as_object(made()["paths"])
    described = {(path, method.upper()) for path, item in paths.items() for method in as_object(item)}
    assert wanted - described == set()
    assert {path for path, _ in described - wanted if path.startswith("/_admin")} == set()


def test_every_refusal_is_listed_with_kind_and_source() -> None:
    listed = made()["x-oceanhil-refusals"]
    assert isinstance(listed, list)
    assert {row["reason"] for row in listed} == set(load_profile().errors)
    assert all(row[KIND_KEY] and row[SOURCE_KEY] for row in listed)


@pytest.mark.parametrize(("form", "keys"), [("oauth", {"error", "error_description", "errors"}), ("list", {"errors"})])
def test_examples_of_refusals_have_the_form_that_is_set(form: str, keys: set[str]) -> None:
    document = made(token_error_envelope=form)
    token = as_object(as_object(as_object(document["paths"])["/restapi/oauth/token"])["post"])
    refused = Reader(document).resolved(as_object(token["responses"])["403"])
    examples = as_object(as_object(as_object(refused["content"])["application/json"])["examples"])
    assert {frozenset(as_object(as_object(each)["value"])) for each in examples.values()} == {frozenset(keys)}


def test_settings_have_kind_source_and_readings() -> None:
    schemas = as_object(as_object(made()["components"])["schemas"])
    over_limit = as_object(as_object(as_object(schemas["Settings"])["properties"])["over_limit"])
    assert (over_limit["enum"], over_limit[KIND_KEY]) == (["evict_oldest", "refuse"], "contradiction")


@pytest.mark.long
@pytest.mark.parametrize("key", [None, "open sesame"])
def test_every_example_of_the_page_succeeds(tmp_path: Path, key: str | None) -> None:
    environment = {**os.environ, "WORK": str(tmp_path), "OCEANHIL_ADMIN_KEY": key or "none"}
    with BackgroundServer(TokenService(load_profile(), 7), AccessPolicy(key=key)) as server:
        page = requests.get(f"{server.url}/docs", timeout=10).text
        lines = [html.unescape(found) for found in re.findall(r'<code class="shell">(.*?)</code>', page, re.DOTALL)]
        script = "\n".join([WATCH, *lines])
        done = subprocess.run(
            ["sh", "-eu", "-c", script], env=environment, capture_output=True, timeout=60, check=False
        )
    assert done.returncode == 0, done.stderr
    calls = [line.split() for line in (tmp_path / "calls").read_text("utf-8").splitlines()]
    assert [call for call in calls if call[2] not in {"200", "201"}] == []


def test_both_pages_are_served() -> None:
    with BackgroundServer(TokenService(load_profile(), 7)) as server:
        assert requests.get(f"{server.url}/openapi.json", timeout=10).json()["x-oceanhil-profile"] == "ringcentral"
        page = requests.get(f"{server.url}/docs", timeout=10).text
    assert "RingCentral OAuth token service: mock server" in page
    assert "registration token" not in page
