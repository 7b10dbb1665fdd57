"""Responses that several operations share, written once: the document has half the size."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from oceanhil.mock_server.core.operation import Json

Operations = Iterable[dict[str, object]]


def share_responses(operations: Operations) -> Mapping[str, Json]:
    """Replace what occurs more than once by references, in place; gives the responses referred to, by name."""
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
    words = HTTPStatus(int(status)).phrase if int(status) in set(HTTPStatus) else f"Status {status}"
    return "".join(word.capitalize() for word in words.replace("-", " ").split())


def _unused(name: str, taken: Mapping[str, Json]) -> str:
    numbered = (f"{name}{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *numbered) if each not in taken)
