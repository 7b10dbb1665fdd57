"""Random messages of a type, made from the bounds that its fields state."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st
from msgspec import inspect

from oceanhil.protocol.agent.fields import FieldValue
from oceanhil.protocol.agent.message import Message
from oceanhil.protocol.board import PLATFORM_BOARDS

MessageT = TypeVar("MessageT", bound=Message)


def messages(kind: type[MessageT]) -> st.SearchStrategy[MessageT]:
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return st.tuples(*(_values(field.type) for field in described.fields)).map(lambda values: kind(*values))


def _values(kind: inspect.Type) -> st.SearchStrategy[FieldValue]:
    match kind:
        case inspect.IntType():
            return st.integers(kind.ge, kind.le)
        case inspect.BytesType():
            return st.binary(min_size=kind.min_length or 0, max_size=kind.max_length)
        case inspect.StrType():
            return st.text(max_size=(kind.max_length or 40) // 4)
        case inspect.CustomType():
            return st.sampled_from(PLATFORM_BOARDS)
        case inspect.EnumType():
            return st.sampled_from(list(kind.cls))
        case inspect.UnionType():
            return st.one_of(
                st.none(), *(_values(each) for each in kind.types if not isinstance(each, inspect.NoneType))
            )
        case inspect.Metadata():
            return _values(kind.type)
        case inspect.VarTupleType(item_type=inspect.StrType()):
            return st.lists(st.text("abc-8", max_size=16), max_size=kind.max_length).map(tuple)
        case inspect.VarTupleType():
            return st.lists(_values(kind.item_type), max_size=kind.max_length).map(tuple)
        case _:
            raise AssertionError(kind)
