"""The responses of an operation: its answer with its links, and its refusals put together by status."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus

from oceanhil.mock_server.core.openapi.refusals import Header, Refusal
from oceanhil.mock_server.core.openapi.schemas import reference
from oceanhil.mock_server.core.operation import JSON_TYPE, Json, Link, Mark, Operation
from oceanhil.protocol.http import status_phrase
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.provenance import KIND_KEY, SOURCE_KEY

_HEADERS: Mapping[Header, Json] = {
    Header.RETRY_AFTER: {
        "description": "Whole seconds until another attempt makes sense.",
        "schema": {"type": "integer", "minimum": 1},
    },
    Header.ALLOW: {"description": "The methods this path knows.", "schema": {"type": "string"}},
    Header.AUTHENTICATE: {"description": "How to say who you are.", "schema": {"const": "Bearer"}},
}
_SURENESS = (Kind.FACT, Kind.CONTRADICTION, Kind.ASSUMPTION)
Operations = Iterable[dict[str, object]]


def marks(mark: Mark | None) -> Json:
    """Write kind and source as extensions, nothing for what is this project's own."""
    return {} if mark is None else {KIND_KEY: mark.kind.value, SOURCE_KEY: mark.source}


def answer(operation: Operation) -> Json:
    """Describe the answer of success."""
    phrase = HTTPStatus(operation.status).phrase
    response: dict[str, object] = {"description": phrase, **marks(operation.mark)}
    if operation.reply is not None:
        media: dict[str, object] = {"schema": reference(schema_name(operation.reply))}
        if operation.reply_example is not None:
            media["example"] = operation.reply_example
        response["content"] = {operation.media_type: media}
    if operation.links:
        response["links"] = {link.target: _link(link) for link in operation.links}
    return response


def schema_name(kind: type | str) -> str:
    """Give the name under which the schema of a message stands."""
    return kind if isinstance(kind, str) else kind.__name__


def by_status(refusals: Iterable[Refusal]) -> Mapping[int, Sequence[Refusal]]:
    """Put refusals together by status, in the order of the statuses."""
    found: dict[int, list[Refusal]] = {}
    for refusal in refusals:
        found.setdefault(refusal.status, []).append(refusal)
    return dict(sorted(found.items()))


def refused(refusals: Sequence[Refusal]) -> Json:
    """Describe all refusals of one status: as sure as the surest of them."""
    codes = list(dict.fromkeys(refusal.code for refusal in refusals))
    schema = {"allOf": [reference("ErrorReply"), {"properties": {"code": {"enum": codes}}}]}
    examples = {
        refusal.name: {"summary": refusal.message, "value": refusal.body, **marks(refusal.mark)} for refusal in refusals
    }
    response: dict[str, object] = {
        "description": "; ".join(dict.fromkeys(refusal.message for refusal in refusals)),
        **marks(_surest(refusals)),
        "content": {JSON_TYPE: {"schema": schema, "examples": examples}},
    }
    headers = _headers(refusals)
    return {**response, "headers": headers} if headers else response


def _surest(refusals: Sequence[Refusal]) -> Mark | None:
    known = [refusal.mark for refusal in refusals if refusal.mark is not None]
    return min(known, key=lambda mark: _SURENESS.index(mark.kind), default=None)


def _headers(refusals: Sequence[Refusal]) -> Json:
    """Describe the headers; one that comes with every refusal of the status is required."""
    named = list(dict.fromkeys(header for refusal in refusals for header in refusal.headers))
    return {
        header.value: {**_HEADERS[header], "required": all(refusal.headers.get(header, False) for refusal in refusals)}
        for header in named
    }


def _link(link: Link) -> Json:
    described: dict[str, object] = {"operationId": link.target}
    if link.parameters:
        described["parameters"] = dict(link.parameters)
    if link.body:
        described["requestBody"] = dict(link.body)
    return described


def share_responses(operations: Operations) -> Mapping[str, Json]:
    """Replace what occurs more than once by references, in place; gives the responses referred to, by name.

    Written once, responses that several operations share halve the document.
    """
    found = [
        (status, response, _text(response))
        for all_ in map(_responses, operations)
        for status, response in all_.items()
        if int(status) >= 400
    ]
    often = Counter(text for _, _, text in found)
    names: dict[str, str] = {}
    shared: dict[str, Json] = {}
    for status, response, text in found:
        if often[text] > 1 and text not in names:
            names[text] = _unused(_phrase(status), shared)
            shared[names[text]] = response
    return shared if not names else _replaced(found_in=operations, names=names, shared=shared)


def _replaced(*, found_in: Operations, names: Mapping[str, str], shared: Mapping[str, Json]) -> Mapping[str, Json]:
    for operation in found_in:
        responses = _responses(operation)
        for status, response in responses.items():
            name = names.get(_text(response))
            if name is not None:
                responses[status] = {"$ref": f"#/components/responses/{name}"}
    return shared


def _responses(operation: dict[str, object]) -> dict[str, Json]:
    found = operation["responses"]
    assert isinstance(found, dict)
    return found


def _text(response: Json) -> str:
    return json.dumps(response, sort_keys=True)


def _phrase(status: str) -> str:
    return "".join(word.capitalize() for word in status_phrase(int(status)).replace("-", " ").split())


def _unused(name: str, taken: Mapping[str, Json]) -> str:
    numbered = (f"{name}{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *numbered) if each not in taken)
