"""What an item says of itself: by its decorator and by the docstring of its function."""

from __future__ import annotations

import pytest

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, contradiction, fact, item, items_of
from oceanhil.protocol.profile import Kind
from oceanhil.remote.wire.need import Need
from tests.conformance.fake_subject import FakeSubject, holds


def titled(docstring: str | None) -> str:
    def check(subject: FakeSubject) -> None:
        subject.ask()

    check.__doc__ = docstring
    return fact("topic/item", source="TOKEN")(check).title


def test_the_title_is_the_docstring_as_part_of_a_sentence() -> None:
    assert titled("A used token is refused.") == "a used token is refused"


@pytest.mark.parametrize("title", ["JSON is accepted", "600 s is enough", "Bearer without a token is refused"])
def test_a_first_word_that_is_a_name_stays_as_it_is(title: str) -> None:
    assert titled(f"{title}.") == title


def test_what_follows_the_first_line_of_the_docstring_is_for_who_reads_the_code() -> None:
    assert titled("A used token is refused.\n\n    Seen twice.\n    ") == "a used token is refused"


@pytest.mark.parametrize("docstring", [None, "", "  "])
def test_an_item_without_a_title_is_an_error_that_names_it(docstring: str | None) -> None:
    with pytest.raises(ValueError, match="topic/item has no title"):
        titled(docstring)


def test_the_decorator_says_how_sure_an_item_is() -> None:
    @fact("topic/fact", source="TOKEN")
    def stated(subject: FakeSubject) -> None:
        """A page says it."""

    @contradiction("topic/contradiction", source="TOKEN, FLASH")
    def disputed(subject: FakeSubject) -> None:
        """Two pages say two things."""

    @assumption("topic/assumption")
    def guessed(subject: FakeSubject) -> None:
        """No page says it."""

    assert [each.kind for each in (stated, disputed, guessed)] == [Kind.FACT, Kind.CONTRADICTION, Kind.ASSUMPTION]
    assert guessed.source == "no page"


def test_what_an_item_does_not_say_is_the_default() -> None:
    @item("topic/plain", kind=Kind.FACT, source="TOKEN")
    def plain(subject: FakeSubject) -> None:
        """It holds."""

    assert (plain.severity, plain.style) == (Severity.MAJOR, Style.NEGATIVE)
    assert not plain.needs
    assert (plain.rests_on, plain.learns) == ((), ())


def test_a_module_has_its_items_in_the_order_of_their_definition() -> None:
    def named(name: str) -> Item[FakeSubject]:
        return fact(name, source="TOKEN", title="it holds")(lambda _: None)

    second, first = named("b/second"), named("a/first")
    module: dict[str, object] = {"_LIMIT": 3, "second": second, "helper": print, "first": first}
    assert items_of(module, FakeSubject) == (second, first)


def test_what_an_item_says_of_itself_stands_in_any_order() -> None:
    need = Need("door", "a server with a door")
    made = fact("topic/plain", need, Style.RACE, Severity.MINOR, source="TOKEN", title="it holds")(holds)
    assert (made.severity, made.style) == (Severity.MINOR, Style.RACE)
    assert made.needs == frozenset({need})


@pytest.mark.parametrize("twice", [(Severity.MINOR, Severity.MAJOR), (Style.RACE, Style.NEGATIVE)])
def test_two_severities_or_styles_are_an_error(twice: tuple[Severity | Style, ...]) -> None:
    with pytest.raises(ValueError, match="topic/plain has two"):
        fact("topic/plain", *twice, source="TOKEN")
