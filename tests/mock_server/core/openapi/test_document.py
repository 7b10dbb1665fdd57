"""The OpenAPI document: valid, complete, and made from the types, the routes and the profile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.openapi.document import all_operations, openapi_document
from oceanhil.mock_server.core.openapi.document_reader import Reader, as_object
from oceanhil.mock_server.core.openapi.page_operations import DOCS_SEARCH_PATH, DOCS_STYLE_PATH, PAGE_OPERATIONS
from oceanhil.mock_server.dashboard.assets import STATIC_PREFIX
from oceanhil.protocol import messages
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Profile, load_profile
from oceanhil.protocol.provenance import KIND_KEY, SOURCE_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KINDS = {"fact", "contradiction", "assumption"}
MESSAGES = [
    kind for kind in vars(messages).values()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == messages.__name__
]  # fmt: skip


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile()


@pytest.fixture(scope="module")
def document(profile: Profile) -> dict[str, object]:
    return made(profile)


def made(profile: Profile, *, needs_key: bool = False) -> dict[str, object]:
    """Give the document as a client reads it."""
    return as_object(json.loads(msgspec.json.encode(openapi_document(profile, needs_key=needs_key))))


def operations(document: dict[str, object]) -> Iterator[tuple[str, str, dict[str, object]]]:
    for path, item in as_object(document["paths"]).items():
        for method, described in as_object(item).items():
            if not method.startswith("x-"):
                yield path, method.upper(), as_object(described)


def schemas(document: dict[str, object]) -> dict[str, object]:
    return as_object(as_object(document["components"])["schemas"])


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def codes(document: dict[str, object], path: str, method: str, status: str) -> set[object]:
    """Give the codes with which one status of an operation may come."""
    responses = as_object(as_object(as_object(as_object(document["paths"])[path])[method])["responses"])
    content = as_object(Reader(document).resolved(responses[status])["content"])
    examples = as_object(as_object(content["application/json"])["examples"])
    return {as_object(as_object(each)["value"])["code"] for each in examples.values()}


@pytest.mark.long
@pytest.mark.parametrize("needs_key", [False, True])
def test_it_is_valid_openapi_3_1(profile: Profile, needs_key: bool) -> None:
    OpenAPIV31SpecValidator(made(profile, needs_key=needs_key)).validate()


@pytest.mark.slow
def test_every_schema_is_valid_json_schema(document: dict[str, object]) -> None:
    for schema in schemas(document).values():
        Draft202012Validator.check_schema(as_object(schema))


def test_every_page_is_described(profile: Profile) -> None:
    served = set(MockServer(Core(profile, 1))._site.paths)
    # Files of a page, which nobody asks for by name.
    parts = {path for path in served if path.startswith(STATIC_PREFIX)} | {DOCS_STYLE_PATH, DOCS_SEARCH_PATH}
    missing = sorted(served - parts - PAGE_OPERATIONS.keys())
    assert not missing, (
        f"pages without description: {missing}; add them to PAGE_OPERATIONS in openapi/page_operations.py"
    )


def test_only_the_pages_a_server_has_are_described(profile: Profile) -> None:
    assert ("/metrics", "GET") in all_operations(profile, {"/metrics"})
    assert ("/metrics", "GET") not in all_operations(profile, {"/"})


def test_every_refusal_of_the_profile_is_described(profile: Profile, document: dict[str, object]) -> None:
    listed = as_object({"rows": document["x-oceanhil-refusals"]})["rows"]
    assert isinstance(listed, list)
    assert [row["reason"] for row in listed] == [reason.value for reason in ErrorReason]
    told = {reason for operation in all_operations(profile, ()).values() for reason in operation.refusals}
    # A wrong path is no operation's; a wrong method is every operation's.
    assert set(ErrorReason) - told == {ErrorReason.NOT_FOUND, ErrorReason.METHOD_NOT_ALLOWED}


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)
def test_every_field_of_a_message_says_how_sure_it_is(kind: type[msgspec.Struct], document: dict[str, object]) -> None:
    fields = as_object(as_object(schemas(document)[kind.__name__])["properties"])
    assert [*fields] == [field.encode_name for field in msgspec.structs.fields(kind)]
    for name, form in fields.items():
        how = f"{kind.__name__}.{name}: annotate it in protocol/messages.py with known(kind, source, about)"
        assert as_object(form).get(KIND_KEY) in KINDS, how
        assert as_object(form).get(SOURCE_KEY), how
        assert as_object(form).get("description"), how


def test_every_type_of_an_answer_is_there_with_all_its_fields(profile: Profile, document: dict[str, object]) -> None:
    used = [kind for one in all_operations(profile, ()).values() for kind in (one.request, one.reply)]
    for kind in used:
        if isinstance(kind, type) and kind.__name__ != "FaultRule":
            fields = msgspec.structs.fields(kind)
            described = as_object(as_object(schemas(document)[kind.__name__]).get("properties", {}))
            assert [*described] == [field.encode_name for field in fields], kind.__name__


def test_every_setting_says_how_sure_it_is(profile: Profile, document: dict[str, object]) -> None:
    fields = as_object(as_object(schemas(document)["Settings"])["properties"])
    known = profile.document.server
    assert {name: as_object(form)[KIND_KEY] for name, form in fields.items()} == {
        name: value.kind.value for name, value in known.items()
    }
    assert all(as_object(form)[SOURCE_KEY] == known[name].source for name, form in fields.items())


def test_every_device_operation_and_its_path_say_how_sure_they_are(document: dict[str, object]) -> None:
    for path, _, operation in operations(document):
        if path.startswith("/api/"):
            assert {operation[KIND_KEY], as_object(as_object(document["paths"])[path])[KIND_KEY]} <= KINDS
            assert operation[SOURCE_KEY]


def test_a_status_is_as_sure_as_the_surest_of_its_refusals(document: dict[str, object]) -> None:
    responses = as_object(
        as_object(as_object(as_object(document["paths"])["/api/device/register/"])["post"])["responses"]
    )
    kinds = {status: Reader(document).resolved(each).get(KIND_KEY) for status, each in responses.items()}
    wanted = {"401": "fact", "403": "fact", "410": "contradiction", "429": "fact", "400": "assumption", "408": None}
    assert {status: kinds[status] for status in wanted} == wanted


def test_a_profile_that_renames_changes_the_document(profile: Profile) -> None:
    entry = msgspec.structs.replace(profile.document.errors["mac_mismatch"], status=418, code="wrong_mac")
    renamed = profile.override({"wire.session_path": "/v2/session", "wire.token_header": "x-key"})
    errors = {**renamed.document.errors, "mac_mismatch": entry}
    renamed = msgspec.structs.replace(renamed, document=msgspec.structs.replace(renamed.document, errors=errors))
    document = made(renamed)
    operation = as_object(as_object(as_object(document["paths"])["/v2/session"])["post"])
    parameters = operation["parameters"]
    assert isinstance(parameters, list)
    assert "X-Key" in {parameter["name"] for parameter in parameters}
    assert codes(document, "/v2/session", "post", "418") == {"wrong_mac"}
    assert "mac_mismatch" not in codes(document, "/v2/session", "post", "403")


def test_values_of_the_profile_stand_in_it(profile: Profile) -> None:
    strict = made(profile.override({"server.require_device_time": True, "server.accept_query_token": False}))
    state = as_object(as_object(strict["paths"])["/api/device/state/"])
    polled, registered = as_object(state["get"]), as_object(as_object(strict["paths"])["/api/device/register/"])["post"]
    assert [one["in"] for one in as_list(polled["parameters"])] == ["header", "header"]
    assert [(one["name"], one["required"]) for one in as_list(as_object(registered)["parameters"])] == [
        ("X-Device-Time", True)
    ]


def as_list(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value


def test_every_example_fits_its_schema(document: dict[str, object]) -> None:
    count = 0
    for media in contents(document):
        validator = Draft202012Validator({**as_object(media["schema"]), "components": document["components"]})
        shown = [as_object(each)["value"] for each in as_object(media.get("examples", {})).values()]
        for example in [*shown, *([media["example"]] if "example" in media else [])]:
            validator.validate(example)
            count += 1
    assert count > 60


def contents(value: object) -> Iterator[dict[str, object]]:
    """Give every body that is described anywhere."""
    if isinstance(value, dict):
        found = value.get("content")
        if isinstance(found, dict):
            yield from found.values()
        for each in value.values():
            yield from contents(each)


def test_every_link_leads_to_an_operation_and_its_parameters(document: dict[str, object]) -> None:
    known = {operation["operationId"]: parameters(operation) for _, _, operation in operations(document)}
    links = [
        as_object(link)
        for _, _, operation in operations(document)
        for response in as_object(operation["responses"]).values()
        for link in as_object(as_object(response).get("links", {})).values()
    ]
    assert links
    for link in links:
        assert set(as_object(link.get("parameters", {}))) <= known[link["operationId"]]


def parameters(operation: Mapping[str, object]) -> set[str]:
    return {f"{one['in']}.{one['name']}" for one in as_list(operation.get("parameters", []))}


def test_operations_have_names_of_their_own_summaries_and_declared_tags(document: dict[str, object]) -> None:
    tags = {tag["name"] for tag in as_list(document["tags"])}
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    for _, _, operation in operations(document):
        assert operation["tags"] in [[tag] for tag in tags]
        assert operation["summary"]
        assert operation["description"]


def test_path_parameters_are_those_in_the_path(document: dict[str, object]) -> None:
    for path, _, operation in operations(document):
        in_path = {name for name in parameters(operation) if name.startswith("path.")}
        assert in_path == ({"path.id"} if "{id}" in path else set())


def test_nothing_in_it_is_unused(document: dict[str, object]) -> None:
    used = {name.rpartition("/")[2] for name in references(document)}
    components = as_object(document["components"])
    assert {*as_object(components["responses"]), *schemas(document)} - used == set()


def test_the_admin_side_wants_the_key_if_there_is_one(profile: Profile) -> None:
    key: dict[str, list[str]] = {"adminKey": []}
    for needs_key, wanted in ((False, [{}, key]), (True, [key])):
        document = made(profile, needs_key=needs_key)
        found = {path: operation["security"] for path, _, operation in operations(document)}
        assert (found["/_admin/devices"], found["/api/device/state/"]) == (wanted, [])
        statuses = as_object(as_object(as_object(as_object(document["paths"])["/_admin/clock"])["get"])["responses"])
        assert ("401" in statuses) is needs_key
