"""Requests made from the document, right and wrong ones, in long rows: every answer is one that the document allows."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from oceanhil.mock_server.core import AccessPolicy, AdminSide, Core
from oceanhil.mock_server.core.openapi.document import openapi_document
from oceanhil.mock_server.core.openapi.document_reader import Reader, as_object
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from tests.mock_server.core.openapi.generating import JUNK, Values
from tests.protocol.test_faults import DOES_NOT, JUST_DOES

if TYPE_CHECKING:
    from collections.abc import Mapping

PROFILE = load_profile()
DOCUMENT = as_object(json.loads(msgspec.json.encode(openapi_document(PROFILE, pages=()))))
READER, VALUES = Reader(DOCUMENT), Values(DOCUMENT)
START_US = 1_767_225_600_000_000
# Named in an answer, and good for a later request: the admin id, tokens, and what a device is called.
REMEMBERED = {
    "id": "id", "registration_token": "token", "permanent_token": "X-Device-Token", "session_id": "X-Session-Id",
    "device_id": "device_id", "mac": "mac_address",
}  # fmt: skip
OPERATIONS = {
    as_object(operation)["operationId"]: (method.upper(), path, as_object(operation))
    for path, item in as_object(DOCUMENT["paths"]).items()
    for method, operation in as_object(item).items()
    if not method.startswith("x-")
}
JSON_TYPES = st.sampled_from(["application/json", "application/json", "application/json; charset=utf-8", "text/plain"])


class Server:
    """A server without transport, and what its answers gave."""

    def __init__(self) -> None:
        self.core = Core(PROFILE, 1)
        self.admin = AdminSide(self.core, AccessPolicy())
        self.known: dict[str, list[str]] = {name: [] for name in REMEMBERED.values()}
        self.now_us = START_US

    def answer(self, request: HttpRequest) -> HttpResponse | None:
        self.now_us += 1_000_000
        if request.path.startswith("/_admin"):
            return self.admin.handle(request, self.now_us)
        return self.core.handle(request, self.now_us).response

    def remember(self, response: HttpResponse) -> None:
        body = json.loads(response.body)
        for name, use in REMEMBERED.items():
            if isinstance(body.get(name), str):
                self.known[use].append(body[name])


@cache
def validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": DOCUMENT["components"]})


def draw_request(draw: st.DataObject, server: Server, name: str) -> tuple[HttpRequest, bool]:
    """Draw a request for an operation; gives it, and whether its body is one the document allows."""
    method, path, operation = OPERATIONS[name]
    headers, query = {"host": "localhost"}, list[str]()
    listed = operation.get("parameters", [])
    assert isinstance(listed, list)
    for parameter in listed:
        if not parameter["required"] and draw.draw(st.booleans()):
            continue
        value = draw_value(draw, server, parameter["name"], parameter["schema"])
        if parameter["in"] == "path":
            path = path.replace("{id}", quote(value, safe=""))
        elif parameter["in"] == "query":
            query.append(f"{parameter['name']}={quote(value, safe='')}")
        else:
            headers[parameter["name"].lower()] = value
    body, is_right = draw_body(draw, server, operation, headers)
    return HttpRequest(method, path, headers, body, "&".join(query), "127.0.0.1"), is_right


def draw_value(draw: st.DataObject, server: Server, name: str, schema: object) -> str:
    known, is_new = server.known.get(name, []), draw.draw(st.integers(0, 5)) == 0
    if known and not is_new:
        return draw.draw(st.sampled_from(known))
    return str(draw.draw(VALUES.of(schema)))


def draw_body(
    draw: st.DataObject, server: Server, operation: Mapping[str, object], headers: dict[str, str]
) -> tuple[bytes, bool]:
    if "requestBody" not in operation:
        return b"", True
    form = as_object(as_object(as_object(operation["requestBody"])["content"])["application/json"])
    body = draw.draw(VALUES.of(form["schema"]))
    headers["content-type"] = draw.draw(JSON_TYPES)
    if isinstance(body, dict):
        body |= {name: draw_value(draw, server, name, {"const": body[name]}) for name in body if server.known.get(name)}
        if draw.draw(st.integers(0, 3)) == 0:
            body |= {draw.draw(st.sampled_from([*body, "other"])): draw.draw(JUNK)}
    is_right = validator(json.dumps(form["schema"])).is_valid(body) and headers["content-type"] != "text/plain"
    return json.dumps(body).encode(), is_right


def check(name: str, response: HttpResponse) -> None:
    """See that an answer is one that the document allows."""
    responses = as_object(OPERATIONS[name][2]["responses"])
    assert str(response.status) in responses, (name, response)
    described = READER.resolved(responses[str(response.status)])
    for header, form in as_object(described.get("headers", {})).items():
        assert header.lower() in response.headers or not as_object(form)["required"], (name, header, response)
    media_type = response.headers["content-type"].partition(";")[0]
    content = as_object(described["content"])
    assert media_type in content, (name, response)
    body = json.loads(response.body) if media_type == "application/json" else response.body.decode()
    validator(json.dumps(as_object(content[media_type])["schema"])).validate(body)


# A row is long, and takes minutes to shrink.
@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck], phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.sampled_from(sorted(map(str, OPERATIONS))), min_size=3, max_size=12), st.data())
def test_every_answer_is_one_that_the_document_allows(names: list[str], draw: st.DataObject) -> None:
    server = Server()
    for name in ["createDevice", *names]:
        request, is_right = draw_request(draw, server, name)
        response = server.answer(request)
        # A fault that was drawn before may leave no answer, or another one: that is what it is for.
        if response is None or (server.core.faults() and not request.path.startswith("/_admin")):
            continue
        check(name, response)
        if request.path.startswith("/_admin"):
            assert response.status not in ({400, 413, 415} if is_right else {200, 201}) or not request.body, (
                name,
                request,
            )
        if response.status < 300 and name != "watchEvents":
            server.remember(response)


WITH_BODY = sorted(str(name) for name, (_, _, operation) in OPERATIONS.items() if "requestBody" in operation)


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_BODY)
@settings(max_examples=20, deadline=None, suppress_health_check=[*HealthCheck])
@given(draw=st.data())
def test_bodies_are_judged_as_described(name: str, draw: st.DataObject) -> None:
    server = Server()
    server.core.create_device(Board.ESP32, "bench", START_US)
    schema = body_schema(name)
    body = draw.draw(VALUES.of(schema))
    assert send(server, name, body).status not in {400, 413, 415}, body
    wrong = spoiled(draw, body)
    if not validator(json.dumps(schema)).is_valid(wrong):
        refused = send(server, name, wrong)
        assert refused.status == 400, wrong
        check(name, refused)


def body_schema(name: str) -> object:
    content = as_object(as_object(OPERATIONS[name][2]["requestBody"])["content"])
    return as_object(content["application/json"])["schema"]


def spoiled(draw: st.DataObject, body: object) -> object:
    """Put something else in one place of a body."""
    if not isinstance(body, dict) or not body or draw.draw(st.integers(0, 9)) == 0:
        return draw.draw(JUNK)
    name = draw.draw(st.sampled_from([*body]))
    if draw.draw(st.integers(0, 3)) == 0:
        return {key: value for key, value in body.items() if key != name}
    return {**body, name: spoiled(draw, body[name])}


def send(server: Server, name: str, body: object) -> HttpResponse:
    """Send a body to an operation; the id in its path is that of the first device."""
    method, path, _ = OPERATIONS[name]
    device = server.core.devices(START_US)[0].id if server.core.devices(START_US) else "none"
    headers = {"host": "localhost", "content-type": "application/json"}
    request = HttpRequest(method, path.replace("{id}", device), headers, json.dumps(body).encode(), "", "192.0.2.1")
    response = server.answer(request)
    assert response is not None
    return response


@pytest.mark.parametrize("changes", [
    {"maintenance": True}, {"maintenance": True, "maintenance_retry_after_s": 7},
    {"rate_limit_enabled": True, "rate_limit_api_per_s": 1, "rate_limit_register_per_min": 1},
])  # fmt: skip
@pytest.mark.parametrize("name", ["registerDevice", "openSession", "reportState", "pollState"])
def test_maintenance_and_rate_limits_are_as_described(name: str, changes: dict[str, bool | int]) -> None:
    server = Server()
    server.core.put_settings(changes, START_US)
    send(server, name, example(OPERATIONS[name][2]))
    # In the same second as the one before.
    server.now_us = START_US
    refused = send(server, name, example(OPERATIONS[name][2]))
    assert refused.status in {429, 503}
    check(name, refused)


LIFE = ("createDevice", "registerDevice", "openSession", "pollState", "reportState")


def test_the_examples_of_the_document_are_a_device_s_life() -> None:
    server = Server()
    for name in LIFE:
        method, path, operation = OPERATIONS[name]
        headers = {"host": "localhost", "content-type": "application/json"}
        headers |= {each: server.known[each][-1] for each in ("X-Device-Token", "X-Session-Id") if server.known[each]}
        body = example(operation)
        if name == "registerDevice":
            body["token"] = server.known["token"][-1]
        response = server.answer(
            HttpRequest(method, path, {key.lower(): value for key, value in headers.items()}, json.dumps(body).encode())
        )
        assert response is not None
        check(name, response)
        assert response.status in {200, 201}, (name, response)
        server.remember(response)


def example(operation: Mapping[str, object]) -> dict[str, object]:
    if "requestBody" not in operation:
        return {}
    media = as_object(as_object(as_object(operation["requestBody"])["content"])["application/json"])
    return dict(as_object(as_object(as_object(media["examples"])["example1"])["value"]))


@pytest.mark.parametrize("name", sorted(map(str, OPERATIONS)))
def test_a_wrong_method_is_refused_as_described(name: str) -> None:
    _, path, _ = OPERATIONS[name]
    response = Server().answer(HttpRequest("PATCH", path.replace("{id}", "52e6b438"), {"host": "localhost"}))
    assert response is not None
    assert response.status == 405
    check(name, response)


@pytest.mark.parametrize(
    ("body", "is_one"),
    [*((body, True) for body in JUST_DOES), *((body, False) for _, body in DOES_NOT)],
    ids=str,
)
def test_the_document_has_the_edges_of_the_fault_rules(body: dict[str, object], *, is_one: bool) -> None:
    rule = json.dumps({"$ref": "#/components/schemas/FaultRule"})
    assert validator(rule).is_valid(body) is is_one
