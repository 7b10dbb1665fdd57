"""Which names and statuses are known: by a profile, by a world, by both."""

import msgspec
import pytest
from jsonschema import Draft202012Validator

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.forms import kind_from
from oceanhil.scenarios.mistakes import Mention, Mistakes, Named, Place
from oceanhil.scenarios.names import (
    FaultStatus,
    Known,
    Status,
    built_in_names,
    declared_in,
    names_of,
)
from tests.together import together

MINE = Known(paths=frozenset({"/a/"}), statuses=frozenset({481}), codes=frozenset({"x"}), drivers=frozenset({"one"}))


MORE = Known(paths=frozenset({"/b/"}), statuses=frozenset({482}), codes=frozenset({"y"}), drivers=frozenset({"two"}))


def test_what_is_known_by_one_or_the_other_is_known_by_both() -> None:
    both = MINE.with_more(MORE)
    assert (sorted(both.paths), sorted(both.statuses), sorted(both.codes)) == (["/a/", "/b/"], [481, 482], ["x", "y"])
    assert both.drivers == frozenset({"one", "two"})
    assert not both.by_any_profile
    assert MINE.with_more(None) is MINE


@pytest.mark.parametrize(
    ("mine", "more", "both"),
    [(None, None, None), ({"one"}, None, None), (None, {"two"}, {"two"}), ({"one"}, {"two"}, {"one", "two"})],
)
def test_drivers_are_judged_if_those_that_come_with_the_world_are_said(
    mine: set[str] | None, more: set[str] | None, both: set[str] | None
) -> None:
    def known(drivers: set[str] | None) -> Known:
        return Known(drivers=None if drivers is None else frozenset(drivers))

    assert known(mine).with_more(known(more)).drivers == both


@pytest.mark.parametrize("mine", [True, False])
@pytest.mark.parametrize("more", [True, False])
def test_any_profile_may_be_meant_if_either_says_so(mine: bool, more: bool) -> None:
    assert Known(by_any_profile=mine).with_more(Known(by_any_profile=more)).by_any_profile is (mine or more)


def test_the_names_of_a_profile_are_its_paths_and_the_statuses_of_its_errors() -> None:
    profile = load_profile()
    known = names_of(profile)
    assert known.paths == {"/api/device/register/", "/api/device/session/", "/api/device/state/"}
    assert known.statuses == {error.status for error in profile.errors.values()} != set()
    assert (known.codes, known.drivers, known.by_any_profile) == (frozenset(), None, False)
    assert names_of(profile, ["a", "b"]).drivers == frozenset({"a", "b"})
    assert names_of(profile, []).drivers == frozenset()
    assert built_in_names() == known


def judged(known: Known, *mentions: tuple[Named, str]) -> list[str]:
    mistakes = Mistakes()
    declared = declared_in(known, (), {})
    declared.refuse_unknown([Mention(named, word, Place("a", 1, 1)) for named, word in mentions], mistakes)
    return [str(mistake).removeprefix("a:1:1: ") for mistake in mistakes]


@together
@pytest.mark.parametrize(
    ("named", "word", "is_known"),
    [
        (Named.STATUS, "0", True),
        (Named.STATUS, "200", True),
        (Named.STATUS, "481", True),
        (Named.STATUS, "482", False),
        (Named.CODE, "x", True),
        (Named.CODE, "y", False),
        (Named.DRIVER, "one", True),
        (Named.DRIVER, "two", False),
        (Named.ENDPOINT, "register", True),
        (Named.ENDPOINT, "/a/", True),
        (Named.ENDPOINT, "/a/b", False),
        (Named.ENDPOINT, "/c/", True),
        (Named.ENDPOINT, "/c/d/e", True),
        (Named.ENDPOINT, "/c", False),
        (Named.ENDPOINT, "/", False),
        (Named.ENDPOINT, "d/c/", False),
        (Named.DEVICE, "device", False),
    ],
)
def test_a_name_is_known_as_it_stands_or_by_the_beginning_that_a_star_stands_for(
    named: Named, word: str, is_known: bool
) -> None:
    known = msgspec.structs.replace(MINE, paths=frozenset({"/a/", "/c/*"}))
    assert (judged(known, (named, word)) == []) is is_known


@pytest.mark.parametrize(
    ("named", "word", "is_judged_then"),
    [
        (Named.STATUS, "499", False),
        (Named.CODE, "of another profile", False),
        (Named.ENDPOINT, "/of/another/profile/", False),
        (Named.ENDPOINT, "registr", True),
        (Named.ENDPOINT, "ends/", True),
        (Named.DEVICE, "devce", True),
        (Named.DRIVER, "none", True),
    ],
)
def test_where_any_profile_may_be_meant_its_paths_statuses_and_codes_are_not_judged(
    named: Named, word: str, is_judged_then: bool
) -> None:
    assert judged(MINE, (named, word)) != []
    assert (judged(msgspec.structs.replace(MINE, by_any_profile=True), (named, word)) != []) is is_judged_then


def test_every_unknown_name_is_told_and_drivers_only_where_they_are_known() -> None:
    found = judged(Known(), (Named.DEVICE, "a"), (Named.STATUS, "200"), (Named.DRIVER, "d"), (Named.CLIENT, "b"))
    assert found == [
        "no step puts firmware on a device 'a', and 'devices' does not name it; none is known here",
        "no step gives tokens to a client 'b'; none is known here",
    ]


@pytest.mark.parametrize(("status", "nearest"), [("499", 500), ("103", 103), ("104", 103), ("209", 208), ("480", 481)])
def test_the_nearest_status_is_meant(status: str, nearest: int) -> None:
    found = judged(MINE, (Named.STATUS, status))
    assert found == ([] if str(nearest) == status else [f"unknown status {status!r}; did you mean {nearest}?"])


@pytest.mark.parametrize("text", ["0", "100", "101", "599"])
def test_a_status_that_can_be_seen(text: str) -> None:
    kind = kind_from(Status)
    assert kind is not None
    assert kind.parse(text) == int(text)
    assert Draft202012Validator(dict(kind.schema)).is_valid(int(text))


@pytest.mark.parametrize(
    "text", ["99", "600", "1", "-1", "+200", "2e2", "", "\N{SUPERSCRIPT TWO}00", "\N{ARABIC-INDIC DIGIT TWO}00"]
)
def test_a_status_that_cannot_be_seen(text: str) -> None:
    kind = kind_from(Status)
    assert kind is not None
    with pytest.raises(ValueError, match="expected 100 to 599, or 0 for no answer"):
        kind.parse(text)
    if text.isascii() and text.lstrip("-").isdigit():
        assert not Draft202012Validator(dict(kind.schema)).is_valid(int(text))


@pytest.mark.parametrize("text", ["200", "201", "599"])
def test_a_status_that_can_be_sent(text: str) -> None:
    kind = kind_from(FaultStatus)
    assert kind is not None
    assert kind.parse(text) == int(text)
    assert Draft202012Validator(dict(kind.schema)).is_valid(int(text))


@pytest.mark.parametrize(
    "text", ["0", "100", "199", "600", "-200", "", "\N{SUPERSCRIPT TWO}00", "\N{ARABIC-INDIC DIGIT TWO}00"]
)
def test_a_status_that_cannot_be_sent(text: str) -> None:
    kind = kind_from(FaultStatus)
    assert kind is not None
    with pytest.raises(ValueError, match="cannot be sent; expected 200 to 599"):
        kind.parse(text)
    if text.isascii() and text.lstrip("-").isdigit():
        assert not Draft202012Validator(dict(kind.schema)).is_valid(int(text))
