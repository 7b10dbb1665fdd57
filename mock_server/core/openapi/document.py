"""The OpenAPI 3.1 document of a server under a profile."""

import re
from collections.abc import Collection, Iterable, Mapping
from importlib.metadata import version

from oceanhil.mock_server.core.admin.operation import describe
from oceanhil.mock_server.core.admin.routes import OPERATIONS
from oceanhil.mock_server.core.admin.side import ADMIN_PREFIX
from oceanhil.mock_server.core.openapi.device_operations import device_operations
from oceanhil.mock_server.core.openapi.page_operations import PAGE_OPERATIONS
from oceanhil.mock_server.core.openapi.refusals import Refusal, of_operation, of_profile
from oceanhil.mock_server.core.openapi.responses import answer, by_status, marks, refused, schema_name, share_responses
from oceanhil.mock_server.core.openapi.schemas import make_schemas, reference, settings_of
from oceanhil.mock_server.core.operation import JSON_TYPE, Json, Operation, Parameter, Tag
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Profile, ProfileValue
from oceanhil.protocol.provenance import KIND_KEY, SOURCE_KEY

_VARIABLE = re.compile(r"\$[a-z_]+")
_WIDTH = 80
OPENAPI = "3.1.1"
KEY_SCHEME = "adminKey"
_ABOUT = """What devices and an OceanRemote server say to each other, and the admin side of this mock server.

What is known of the platform is marked at operations, statuses, fields and settings: `x-oceanhil-kind` is `fact` (a
public page prints it), `contradiction` (pages disagree; the profile chooses) or `assumption` (no page says), and
`x-oceanhil-source` names the page. What bears no mark is the mock server's own. `x-oceanhil-refusals` lists all
refusals of the profile; those for an unknown path are at no operation.

While a fault rule is in force, requests that match it may be answered in any way, or not at all."""
SHARED_TAGS: Mapping[Tag, str] = {
    Tag.CLOCK: "The server's own clock.",
    Tag.SETTINGS: "The profile's server values, for this process.",
    Tag.FAULTS: "What goes wrong on the way.",
    Tag.WATCHING: "What happened and what happens.",
    Tag.SERVER: "The server itself.",
    Tag.PAGES: "What a browser may open.",
}
"""What every service has, after its own."""
_TAGS: Mapping[Tag, str] = {
    Tag.DEVICE: "What a device says; paths, headers and statuses are the profile's.",
    Tag.DEVICES: "What the dashboard does with devices.",
    **SHARED_TAGS,
}
_PATH_ID = Parameter(
    "id", "path", "The admin id, as the answer that made it shows it.", {"type": "string"}, is_required=True
)


def shell_lines(operation: Operation, method: str, *, needs_key: bool) -> str:
    """Write `operation` as an example for a POSIX shell: one curl command, and what is kept of its answer for the next.

    In the shell `server` is the base URL, and `key` the admin key if one is needed.
    """
    words = ["curl -sS", *_options(operation, method, needs_key=needs_key), f'"$server{operation.curl.path}"']
    on_one_line = " ".join(words)
    command = on_one_line if len(on_one_line) <= _WIDTH else " \\\n  ".join(words)
    if not operation.curl.keeps:
        return command
    kept = [f"{name}=$({_field(field)})" for name, field in operation.curl.keeps.items()]
    return "\n".join([f"answer=$({command})", 'echo "$answer"', *kept])


def _options(operation: Operation, method: str, *, needs_key: bool) -> list[str]:
    curl = operation.curl
    options = [curl.options] if curl.options else []
    if method != "GET":
        options.append(f"-X {method}")
    if needs_key and operation.is_guarded:
        options.append('-H "Authorization: Bearer $key"')
    options += [f'-H "{name}: {value}"' for name, value in curl.headers.items()]
    if curl.body:
        options += [f"-H 'Content-Type: {JSON_TYPE}'", f"-d '{_VARIABLE.sub(_out_of_quotes, curl.body)}'"]
    return options


def _out_of_quotes(variable: re.Match[str]) -> str:
    return f"'\"{variable[0]}\"'"


def _field(name: str) -> str:
    return f"""printf '%s' "$answer" | sed -n 's/.*"{name}": *"\\([^"]*\\)".*/\\1/p'"""


def openapi_document(
    profile: Profile, *, needs_key: bool = False, url: str = "/", pages: Collection[str] = tuple(PAGE_OPERATIONS)
) -> Json:
    """Describe a server under `profile`: one that wants an admin key or not, at `url`, with `pages` beside the rest."""
    operations = all_operations(profile, pages)
    paths: dict[str, dict[str, object]] = {}
    described: dict[tuple[str, str], dict[str, object]] = {}
    for (path, method), operation in operations.items():
        refusals = of_operation(operation, profile, needs_key=needs_key)
        described[path, method] = describe_operation(operation, path, method, refusals, needs_key=needs_key)
        paths.setdefault(path, _path_marks(path, profile))[method.lower()] = described[path, method]
    shared = share_responses(described.values())
    return {
        "openapi": OPENAPI,
        "info": describe_server(profile.document.profile.title, _ABOUT),
        "servers": [{"url": url}],
        "tags": [{"name": tag.value, "description": _TAGS[tag]} for tag in _TAGS],
        "paths": paths,
        "components": {
            "schemas": {**make_schemas(message_types(operations.values()), settings_of(profile)), **OTHER_SCHEMAS},
            "responses": shared,
            "securitySchemes": {KEY_SCHEME: KEY_SECURITY},
        },
        "x-oceanhil-profile": profile.name,
        "x-oceanhil-start": "createDevice",
        "x-oceanhil-refusals": [_listed(of_profile(profile, reason)) for reason in ErrorReason],
        "x-oceanhil-wire": {name: _value(value) for name, value in profile.document.wire.items()},
    }


def all_operations(profile: Profile, pages: Collection[str]) -> Mapping[tuple[str, str], Operation]:
    """Give every operation of a server by path and method: devices', the admin side's, `pages`."""
    found = dict(device_operations(profile))
    found |= {(admin_path(route), method): said for (route, method), said in describe(OPERATIONS).items()}
    found |= {(path, "GET"): operation for path, operation in PAGE_OPERATIONS.items() if path in pages}
    return found


def admin_path(route: tuple[str, ...]) -> str:
    """Write a route of the admin side as a path with `{id}`."""
    return "/".join((ADMIN_PREFIX, *route)).replace("*", "{id}")


def describe_operation(
    operation: Operation, path: str, method: str, refusals: Iterable[Refusal], *, needs_key: bool
) -> dict[str, object]:
    """Describe one operation with its refusals."""
    described: dict[str, object] = {
        "operationId": operation.id,
        "tags": [operation.tag.value],
        "summary": operation.summary,
        "description": operation.about or operation.summary,
        **marks(operation.mark),
        "security": _security(operation, needs_key=needs_key),
        "responses": {
            str(operation.status): answer(operation),
            **{str(status): refused(group) for status, group in by_status(refusals).items()},
        },
    }
    described["x-codeSamples"] = [{"lang": "Shell", "source": shell_lines(operation, method, needs_key=needs_key)}]
    parameters = [*([_PATH_ID] if "{id}" in path else []), *operation.parameters]
    if parameters:
        described["parameters"] = [_parameter(parameter) for parameter in parameters]
    if operation.request is not None:
        described["requestBody"] = _body(operation)
    return described


def _security(operation: Operation, *, needs_key: bool) -> list[dict[str, list[str]]]:
    key: dict[str, list[str]] = {KEY_SCHEME: []}
    if not operation.is_guarded:
        return []
    # Open to local programs, who may send the key all the same.
    return [key] if needs_key else [{}, key]


def _body(operation: Operation) -> Json:
    assert operation.request is not None
    examples = {f"example{number}": {"value": value} for number, value in enumerate(operation.request_examples, 1)}
    media = {"schema": reference(schema_name(operation.request)), "examples": examples}
    return {"required": operation.needs_body, "content": {JSON_TYPE: media}}


def _parameter(parameter: Parameter) -> Json:
    described: dict[str, object] = {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.about,
        "required": parameter.is_required,
        "schema": parameter.form,
        **marks(parameter.mark),
    }
    if parameter.is_deprecated:
        described["deprecated"] = True
    if parameter.example is not None:
        described["example"] = parameter.example
    return described


def message_types(operations: Iterable[Operation]) -> list[type]:
    """Give the types of the messages of `operations`."""
    named = [kind for operation in operations for kind in (operation.request, operation.reply)]
    return [kind for kind in named if isinstance(kind, type)]


def _path_marks(path: str, profile: Profile) -> dict[str, object]:
    """Give kind and source of a path that the profile names."""
    for name, value in profile.document.wire.items():
        if name.endswith("_path") and value.value == path:
            return {KIND_KEY: value.kind.value, SOURCE_KEY: value.source}
    return {}


def describe_server(title: str, about: str) -> Json:
    """Describe the server as a whole: `title` is that of its profile."""
    return {
        "title": f"{title}: mock server",
        "version": version("oceanhil"),
        "description": about,
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }


def _listed(refusal: Refusal) -> Json:
    return {"reason": refusal.name, "status": refusal.status, **refusal.body, **marks(refusal.mark)}


def _value(value: ProfileValue) -> Json:
    return {"value": value.value, "about": value.about, KIND_KEY: value.kind.value, SOURCE_KEY: value.source}


KEY_SECURITY: Json = {
    "type": "http",
    "scheme": "bearer",
    "description": "The key given to `oceanhil serve --admin-key`; needed when it listens beyond loopback.",
}
OTHER_SCHEMAS: Mapping[str, Json] = {
    "Document": {"title": "Document", "description": "An OpenAPI document.", "type": "object"},
    "Text": {"title": "Text", "description": "A text for people or for other programs.", "type": "string"},
}
