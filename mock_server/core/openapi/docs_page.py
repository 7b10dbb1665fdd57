"""The page `/docs`: the document as people read it, in one piece of HTML; a script does no more than search it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus

import jinja2
import msgspec
from markupsafe import Markup, escape

from oceanhil.mock_server.core.openapi.document_reader import Field, Known, Reader, as_object, known
from oceanhil.mock_server.core.openapi.page_operations import DOCS_SEARCH_PATH, DOCS_STYLE_PATH, DOCUMENT_PATH
from oceanhil.mock_server.core.operation import Json

START_KEY = "x-oceanhil-start"
"""The id of the operation with which its examples begin."""
METHODS = ("get", "post", "put", "delete")


class ParameterView(msgspec.Struct, frozen=True):
    """One parameter."""

    name: str
    place: str
    is_required: bool
    is_deprecated: bool
    about: str
    known: Known


class Said(msgspec.Struct, frozen=True):
    """One way of saying no: its code, its text, what is known of it."""

    code: str
    message: str
    known: Known


class ResponseView(msgspec.Struct, frozen=True):
    """One status an operation may be answered with."""

    status: str
    phrase: str
    headers: Sequence[str]
    said: Sequence[Said]


class OperationView(msgspec.Struct, frozen=True):
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    known: Known
    is_guarded: bool
    parameters: Sequence[ParameterView]
    body: Sequence[Field]
    body_name: str
    body_example: str
    status: str
    answer: Sequence[Field]
    answer_name: str
    answer_example: str
    refusals: Sequence[ResponseView]
    shell: str


class Section(msgspec.Struct, frozen=True):
    """The operations of one tag."""

    name: str
    anchor: str
    about: str
    operations: Sequence[OperationView]


class SchemaView(msgspec.Struct, frozen=True):
    """One message."""

    name: str
    about: str
    fields: Sequence[Field]
    choices: Sequence[str]


def render_docs(document: Json, server: str) -> str:
    """Write the page; `server` is the base URL that its examples begin with."""
    reader = Reader(document)
    info = as_object(document["info"])
    sections = list(_sections(reader))
    return _template().render(
        title=info["title"],
        version=info["version"],
        about=str(info["description"]).split("\n\n"),
        server=server,
        needs_key=any("$key" in one.shell for each in sections for one in each.operations),
        style=DOCS_STYLE_PATH,
        search=DOCS_SEARCH_PATH,
        document=DOCUMENT_PATH,
        start=next(one.shell for each in sections for one in each.operations if one.id == document[START_KEY]),
        sections=sections,
        refusals=document["x-oceanhil-refusals"],
        wire=document["x-oceanhil-wire"],
        schemas=list(_schemas(reader)),
        kind_key="x-oceanhil-kind",
        source_key="x-oceanhil-source",
    )


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("oceanhil.mock_server.core.openapi", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["words"] = _words
    return environment.get_template("docs.html.j2")


def _words(text: str) -> Markup:
    """Set what stands between backticks as code."""
    pieces = (
        Markup("<code>{}</code>").format(piece) if at % 2 else escape(piece) for at, piece in enumerate(text.split("`"))
    )
    return Markup("").join(pieces)


def _sections(reader: Reader) -> Iterator[Section]:
    tags = reader.document["tags"]
    assert isinstance(tags, list)
    operations = list(_operations(reader))
    for tag in tags:
        own = sorted((view for name, view in operations if name == tag["name"]), key=_place)
        if own:
            yield Section(tag["name"], str(tag["name"]).lower().replace(" ", "-"), tag["description"], own)


def _place(operation: OperationView) -> tuple[bool, int]:
    """Put what removes things last, one thing before all of them: examples leave the next ones their objects."""
    removes = operation.method == "DELETE"
    return removes, -len(operation.path) if removes else 0


def _operations(reader: Reader) -> Iterator[tuple[str, OperationView]]:
    for path, item in as_object(reader.document["paths"]).items():
        for method, described in as_object(item).items():
            if method in METHODS:
                operation = as_object(described)
                tags = operation["tags"]
                assert isinstance(tags, list)
                yield str(tags[0]), _operation(reader, path, method, operation)


def _operation(reader: Reader, path: str, method: str, operation: Json) -> OperationView:
    responses = as_object(operation["responses"])
    status, first = next(iter(responses.items()))
    answer_name, answer_fields, answer_example = _content(reader, reader.resolved(first))
    body_name, body_fields, body_example = _content(reader, as_object(operation.get("requestBody", {})))
    parameters, samples = operation.get("parameters", []), operation["x-codeSamples"]
    assert isinstance(parameters, list)
    assert isinstance(samples, list)
    return OperationView(
        id=str(operation["operationId"]),
        method=method.upper(),
        path=path,
        summary=str(operation["summary"]),
        about=str(operation["description"]) if operation["description"] != operation["summary"] else "",
        known=known(operation),
        is_guarded=operation["security"] != [],
        parameters=[_parameter(parameter) for parameter in parameters],
        body=body_fields,
        body_name=body_name,
        body_example=body_example,
        status=f"{status} {_phrase(status)}",
        answer=answer_fields,
        answer_name=answer_name,
        answer_example=answer_example,
        refusals=[_refused(code, reader.resolved(each)) for code, each in responses.items() if code != status],
        shell=samples[0]["source"],
    )


def _content(reader: Reader, described: Json) -> tuple[str, Sequence[Field], str]:
    """Give name, fields and example of a body."""
    for media in as_object(described.get("content", {})).values():
        form = as_object(media)
        schema = as_object(form["schema"])
        examples = as_object(form.get("examples", {}))
        example = form.get("example", next((as_object(each)["value"] for each in examples.values()), None))
        text = "" if example is None else json.dumps(example, indent=2, ensure_ascii=False)
        return str(schema["$ref"]).rpartition("/")[2], reader.fields(schema), text
    return "", (), ""


def _parameter(described: Mapping[str, object]) -> ParameterView:
    return ParameterView(
        str(described["name"]),
        str(described["in"]),
        described["required"] is True,
        described.get("deprecated") is True,
        str(described["description"]),
        known(described),
    )


def _refused(status: str, response: Json) -> ResponseView:
    media = next(iter(as_object(response["content"]).values()))
    said = [_said(as_object(example)) for example in as_object(as_object(media)["examples"]).values()]
    return ResponseView(status, _phrase(status), list(as_object(response.get("headers", {}))), said)


def _said(example: Json) -> Said:
    value = as_object(example["value"])
    errors = value.get("errors")
    inner = as_object(errors[0]) if isinstance(errors, list) and errors else value
    return Said(
        str(inner.get("code", inner.get("errorCode"))), str(inner.get("message", value.get("error"))), known(example)
    )


def _phrase(status: str) -> str:
    return HTTPStatus(int(status)).phrase if int(status) in set(HTTPStatus) else ""


def _schemas(reader: Reader) -> Iterator[SchemaView]:
    for name, schema in as_object(as_object(reader.document["components"])["schemas"]).items():
        form = as_object(schema)
        words = form.get("enum")
        about = str(form.get("description", ""))
        if isinstance(words, list):
            about = f"{about} One of: {', '.join(map(str, words))}."
        yield SchemaView(name, about, reader.fields(form), reader.choices(form))
