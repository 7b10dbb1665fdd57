"""What the HAR 1.2 specification asks of a file, as JSON Schema; fields that begin with an underscore are free."""

from collections.abc import Mapping

Json = Mapping[str, object]
_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "number"}
_COUNT: Json = {"type": "integer", "minimum": -1}
_DURATION: Json = {"type": "number", "minimum": -1}


def _object(required: Json, optional: Json | None = None) -> Json:
    own: Json = {"^_": {}}
    properties = {**required, **(optional or {}), "comment": _TEXT}
    return {
        "type": "object",
        "required": [*required],
        "properties": properties,
        "patternProperties": own,
        "additionalProperties": False,
    }


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


_PAIR = _object({"name": _TEXT, "value": _TEXT})
_MESSAGE: Json = {
    "httpVersion": _TEXT,
    "cookies": _list(_PAIR),
    "headers": _list(_PAIR),
    "headersSize": _COUNT,
    "bodySize": _COUNT,
}
_POST_DATA = _object({"mimeType": _TEXT, "text": _TEXT}, {"params": _list(_PAIR)})
_REQUEST = _object(
    {**_MESSAGE, "method": _TEXT, "url": {"type": "string", "format": "uri"}, "queryString": _list(_PAIR)},
    {"postData": _POST_DATA},
)
_CONTENT = _object({"size": _COUNT, "mimeType": _TEXT}, {"text": _TEXT, "encoding": _TEXT, "compression": _COUNT})
_RESPONSE = _object(
    {**_MESSAGE, "status": {"type": "integer"}, "statusText": _TEXT, "content": _CONTENT, "redirectURL": _TEXT}
)
_TIMINGS = _object(
    {"send": _DURATION, "wait": _DURATION, "receive": _DURATION},
    {"blocked": _DURATION, "dns": _DURATION, "connect": _DURATION, "ssl": _DURATION},
)
# ISO 8601 with the offset from UTC, as the specification's example has it.
_TIME: Json = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
_ENTRY = _object(
    {
        "startedDateTime": _TIME,
        "time": {"type": "number", "minimum": 0},
        "request": _REQUEST,
        "response": _RESPONSE,
        "cache": _object({}),
        "timings": _TIMINGS,
    },
    {"pageref": _TEXT, "serverIPAddress": _TEXT, "connection": _TEXT},
)
_CREATOR = _object({"name": _TEXT, "version": _TEXT})
HAR_SCHEMA: Json = _object(
    {
        "log": _object(
            {"version": {"const": "1.2"}, "creator": _CREATOR, "entries": _list(_ENTRY)},
            {"browser": _CREATOR, "pages": _list({"type": "object"})},
        )
    }
)
