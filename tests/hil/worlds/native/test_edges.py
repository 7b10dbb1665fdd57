"""Which edges of the core a life goes over, in a library that is built for it."""

from collections.abc import Mapping

import pytest

from oceanhil.exploration.explorer import led
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import Life
from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from oceanhil.protocol.profile import load_profile
from tests.exploration.explored import NEW, S, happening, life

QUIET = life(start=NEW)
REFUSED = life(happening("server-status", 5, 60), start=NEW)


def watched() -> Habitat:
    return Habitat(NativeWorldFactory(), load_profile(), watches_edges=True)


def gone_over(habitat: Habitat, one: Life) -> Mapping[int, int]:
    habitat.lead(one)
    return habitat.edges()


def test_a_life_goes_over_the_same_edges_whatever_was_led_before_it() -> None:
    habitat = watched()
    first = dict(gone_over(habitat, QUIET))
    assert len(first) > 300
    assert not {*gone_over(habitat, REFUSED)} <= {*first}
    assert gone_over(habitat, QUIET) == first == gone_over(watched(), QUIET)


def test_an_edge_is_told_with_when_it_was_gone_over_first() -> None:
    habitat = watched()
    quiet, refused = dict(gone_over(habitat, QUIET)), dict(gone_over(habitat, REFUSED))
    begun_us = min(refused[each] for each in refused.keys() - quiet.keys())
    assert min(quiet.values()) < S < begun_us < 70 * S


def test_edges_are_among_what_a_life_reaches() -> None:
    habitat = watched()
    reached = led(habitat, QUIET, is_watched=True).reached
    assert {each for each in reached if each.startswith("edge: ")} == {f"edge: {each}" for each in habitat.edges()}


def test_the_core_as_it_is_built_for_users_looks_at_nothing() -> None:
    habitat = Habitat(NativeWorldFactory(), load_profile())
    assert not gone_over(habitat, QUIET)


def test_a_factory_that_has_made_worlds_already_looks_from_then_on() -> None:
    factory = NativeWorldFactory()
    Habitat(factory, load_profile()).lead(QUIET)
    assert factory.watch_edges() == ""
    assert gone_over(Habitat(factory, load_profile(), watches_edges=True), QUIET)


def test_where_the_compiler_cannot_the_core_is_led_as_ever_and_the_reason_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.native.factory.EDGE_FLAGS", ("-fno-such-flag-of-any-compiler",))
    factory = NativeWorldFactory()
    assert "no-such-flag" in factory.watch_edges()
    assert not gone_over(Habitat(factory, load_profile(), watches_edges=True), QUIET)
