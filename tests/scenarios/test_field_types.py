"""A field of a step says by its type how it is read; one that no file can hold is refused by name."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from types import new_class

import msgspec
import pytest

from oceanhil.protocol.board import Board
from oceanhil.scenarios.forms import FieldTypeError, field_readers
from oceanhil.scenarios.names import Endpoint
from oceanhil.scenarios.nodes import Node
from oceanhil.scenarios.scalars import Value
from oceanhil.scenarios.schema import _argument as schema_of
from oceanhil.scenarios.step import Step

READ = "expected a scalar of scenarios/scalars.py or scenarios/names.py, bool, Board, "


class Word(Enum):
    ONE = "one"


class Part(msgspec.Struct, frozen=True):
    word: Word


@pytest.mark.parametrize(
    "kind",
    [
        Endpoint, bool, Board, Word, Part, Node, Value, Word | None,
        tuple[Endpoint, ...], tuple[Part, ...], Mapping[Endpoint, Word],
    ],
    ids=lambda kind: getattr(kind, "__name__", "kind"),
)  # fmt: skip
def test_what_can_be_read_has_a_reader_and_a_schema(kind: object) -> None:
    step = made("paths", kind)
    assert list(field_readers(step)) == ["paths"]
    assert schema_of(step)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (Sequence[Endpoint], "Sequence[str]"),
        (tuple[Endpoint, Endpoint], "tuple[str, str]"),
        (list[Word], "list[Word]"),
        (Mapping[str, Word], "Mapping[str, Word]"),
        (Word | Part, "Word | Part"),
        (str, "str"),
        (int, "int"),
        (tuple[str, ...], "tuple[str, ...]"),
    ],
)
def test_what_cannot_is_named_with_its_step_and_what_there_is(kind: object, shown: str) -> None:
    said = f"step 'expect.order', ExpectOrder: field 'paths' is a {shown}; {READ}"
    with pytest.raises(FieldTypeError, match=re.escape(said)):
        field_readers(made("paths", kind))


def test_the_schema_says_the_same() -> None:
    with pytest.raises(FieldTypeError, match=r"^step 'expect.order', ExpectOrder: field 'paths' is a "):
        schema_of(made("paths", Sequence[Endpoint]))


def test_a_form_that_is_no_step_is_named_by_its_class() -> None:
    class Form(msgspec.Struct):
        paths: list[str]

    with pytest.raises(FieldTypeError, match=r"^test_a_form_that.*Form: field 'paths' is a list"):
        field_readers(Form)


def made(field: str, kind: object) -> type[Step]:
    """Make a step `expect.order` with one field."""
    step = new_class(
        "ExpectOrder", (Step,), {"name": "expect.order"}, lambda body: body.update(__annotations__={field: kind})
    )
    assert issubclass(step, Step)
    return step
