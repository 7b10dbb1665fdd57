"""Tables of TOML into structs: every mistake is found, each with its line, and none hides another."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from oceanhil.protocol.bounded_text import DataFileError, toml_tables
from oceanhil.protocol.toml_form import Mistakes, read_form
from tests.together import together


class _Colour(Enum):
    RED = "red"
    GREEN = "green"


class _Wheel(msgspec.Struct, frozen=True):
    size: Annotated[int, Meta(ge=1, description="centimetres, 1 or more")]


class _Car(msgspec.Struct, frozen=True):
    colour: Annotated[_Colour, Meta(description="red or green")]
    wheel: Annotated[_Wheel | None, Meta(description="{size = ..}")] = None
    seats: int = 4
    roof: _Colour | None = None
    name: Annotated[str, Meta(min_length=2)] = "my car"
    either: Annotated[int, Meta(description="a number")] | None = None
    names: dict[str, str] = {}
    prices: Annotated[dict[str, Annotated[int, Meta(description="a price")]], Meta(description="prices")] = {}


def _read(text: str) -> tuple[_Car | None, tuple[str, ...]]:
    mistakes = Mistakes(Path("cars.toml"), text)
    tables = mistakes.tables()
    assert tables is not None
    return read_form(_Car, tables, (), mistakes), mistakes.all()


def test_a_whole_table_is_read() -> None:
    car, mistakes = _read('colour = "green"\nwheel = {size = 1}\nseats = 2\nroof = "red"\neither = 7')
    assert car == _Car(_Colour.GREEN, _Wheel(1), 2, _Colour.RED, "my car", 7)
    assert mistakes == ()


def test_what_is_left_out_has_its_default() -> None:
    assert _read('colour = "red"') == (_Car(_Colour.RED), ())


@together
@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('colour = "rad"', "1: unknown colour 'rad'; did you mean 'red'?"),
        ('colour = "red"\ncolor = 1', "2: unknown key 'color'; did you mean 'colour'?"),
        ("colour = 3", "1: colour is 3; expected red or green"),
        ('colour = "red"\nroof = "xyz"', "2: unknown roof 'xyz'; known: red, green"),
        ('colour = "red"\nroof = 3', "2: roof is 3; expected another value"),
        ('colour = "red"\nseats = "x"', "2: seats is 'x'; expected another value"),
        ('colour = "red"\nname = "x"', "2: name is 'x'; expected another value"),
        ('colour = "red"\neither = "x"', "2: either is 'x'; expected a number"),
        ('colour = "red"\nnames = {a = "x", b = 3}', "2: names.b is 3; expected a text"),
        ('colour = "red"\n[prices]\nx = 1\ny = "2"', "4: prices.y is '2'; expected a price"),
        ('colour = "red"\nprices = 3', "2: prices is 3; expected prices"),
        ('colour = "red"\nwheel = 3', "2: wheel is 3; expected {size = ..}"),
        ('colour = "red"\nwheel = {size = 0}', "2: size is 0; expected centimetres, 1 or more"),
        ('colour = "red"\nwheel = {}', "2: 'size' is missing; it is centimetres, 1 or more"),
        ("seats = 2", ": 'colour' is missing; it is red or green"),
    ],
)
def test_a_mistake_makes_no_struct_and_is_told_with_its_line(text: str, mistake: str) -> None:
    car, (said,) = _read(text)
    assert car is None
    assert said == f"cars.toml:{mistake}" if mistake[0] != ":" else f"cars.toml{mistake}"


def test_no_mistake_hides_another() -> None:
    car, said = _read('wheel = {size = 0, sise = 1}\nseats = "x"\ndoors = 2')
    assert car is None
    assert [each.removeprefix("cars.toml:").partition(";")[0] for each in said] == [
        " 'colour' is missing",
        "1: size is 0",
        "1: unknown key 'sise'",
        "2: seats is 'x'",
        "3: unknown key 'doors'",
    ]


@pytest.mark.parametrize("text", ['seats = "x"', 'colour = "red"\nseats = "x"\ndoors = 2', "doors = 2"])
def test_no_mistake_makes_up_for_another(text: str) -> None:
    assert _read(text)[0] is None


def test_what_cannot_be_read_at_all_is_one_mistake() -> None:
    mistakes = Mistakes(Path("cars.toml"), "a = 1\nb = [\n")
    assert mistakes.tables() is None
    assert mistakes.all() == ("cars.toml:3: is not valid TOML: invalid value",)


def test_mistakes_are_told_in_the_order_of_the_file_those_of_no_line_first() -> None:
    mistakes = Mistakes(Path("c"), "[a]\nb = 1\n[c]\nd = {e = 1}\n")
    for key in (("c", "d", "e"), ("c", "d", "x"), ("c", "x", "y"), ("a", "b"), ("z",), ("a",)):
        mistakes.add(key, ".".join(key))
    mistakes.add_at(0, "whole")
    mistakes.add_at(9, "far")
    assert mistakes.all() == (
        "c: z",
        "c: whole",
        "c:1: a",
        "c:2: a.b",
        "c:3: c.x.y",
        "c:4: c.d.e",
        "c:4: c.d.x",
        "c:9: far",
    )


@pytest.mark.parametrize("count", [1, 100, 101, 250])
def test_no_more_than_a_hundred_mistakes_are_told(count: int) -> None:
    mistakes = Mistakes(Path("c"), "")
    for number in reversed(range(count)):
        mistakes.add_at(number + 1, "wrong")
    *told, last = mistakes.all()
    assert told[:1] == (["c:1: wrong"] if count > 1 else [])
    if count <= 100:
        assert (len(told) + 1, last) == (count, f"c:{count}: wrong")
    else:
        more = {101: "1 more mistake", 250: "150 more mistakes"}[count]
        assert (len(told), last) == (100, f"c: {more}; mend these first")


def test_a_mistake_is_never_longer_than_anybody_reads() -> None:
    mistakes = Mistakes(Path("c"), "")
    mistakes.add_at(1, "x" * 100_000)
    (said,) = mistakes.all()
    assert len(said) < 2_000


def test_a_regular_expression_in_double_quotes_is_told_how_to_write_it() -> None:
    with pytest.raises(DataFileError, match=r"unescaped '.*; write the text in single quotes") as refusal:
        toml_tables('[lines]\na = "^wait (?=\\d+"\n')
    assert refusal.value.line == 2
