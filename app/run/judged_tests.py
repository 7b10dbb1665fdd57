"""How a test in Python is judged beside its own statements: by invariants if it asks, and skipped for what is lacking.

What the fixture `invariants` is stands here, too.
"""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, NoReturn

import pytest

from oceanhil.app.run.stash import open_worlds_of
from oceanhil.host.visible_text import visible
from oceanhil.protocol.redact import redact
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.invariants import Past
from oceanhil.scenarios.world import LackingError, WorldError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from oceanhil.scenarios.invariants import Violation, Watch
    from oceanhil.scenarios.world import World

_MISMATCH: Final = re.compile(
    r"ScopeMismatch: .* function scoped fixture (?:oceanhil_)?(?:world|device|server|wait_line|invariants)"
    r" with a (?P<scope>\w+) scoped request"
)
_NAMES = ("invariants", "oceanhil_invariants")
_IDLE: Final = "none that it is for was made while it was there, so the test says nothing about it"


class Invariants:
    """The invariants of one world, as they are judged when the test that asked for them has passed."""

    def __init__(self, watch: Watch[World]) -> None:
        self._watch = watch
        self._past: list[Past] = []

    def without(self, *numbers: str) -> None:
        """Judge this test by the others: `without("I8")`, or `without("I17: device calls itself")` for such breaches.

        ValueError for what is no invariant.
        """
        self._past += map(Past.read, numbers)

    def check(self) -> None:
        """Fail now if something has broken one; each breach is told once."""
        __tracebackhide__ = True
        if told := self.told():
            pytest.fail(told)

    def told(self) -> str:
        """Give what has broken since it was asked last, the first breach of each invariant in a line."""
        found: dict[object, Violation] = {}
        for breach in self._breaches():
            found.setdefault(breach.invariant, breach)
        lines = (
            f"invariant {each.invariant.value}, {each.title}: {each.found}, at {clock(each.at_us)}"
            for each in found.values()
        )
        return "\n".join(map(redact, lines))

    def _breaches(self) -> Sequence[Violation]:
        return [breach for breach in self._watch.take_breaches() if not any(past.covers(breach) for past in self._past)]


class JudgesTests:
    """A plugin that judges tests by the invariants for which they have asked, and skips what cannot be tried here."""

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self) -> Generator[None, object, object]:
        """Skip a test whose fixtures meet something that its world lacks; say how one shares a world."""
        try:
            return (yield)
        except pytest.fail.Exception as error:
            if found := _MISMATCH.match(str(error.msg)):
                error.msg = f"{error.msg}\n{_shared(found['scope'])}"
            raise
        except LackingError as lacking:
            _skip(lacking)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Judge a test that has passed; one that has not may have failed for that, which a note says.

        As a scenario is, it is skipped if it meets what its world lacks, unless something was broken before.
        """
        arguments = getattr(item, "funcargs", {})
        found = (arguments.get(name) for name in _NAMES)
        invariants = next((each for each in found if isinstance(each, Invariants)), None)
        try:
            with judging(invariants):
                returned = yield
        except LackingError as lacking:
            _skip(lacking)
        _warn_of_idle_faults(item)
        return returned


def _warn_of_idle_faults(item: pytest.Item) -> None:
    """Warn of each fault that a test which has passed has added for nothing: it may have been meant to pass by it."""
    from oceanhil.app.run.plain_tests import uses_fixtures, world_of

    world = world_of(item) if uses_fixtures(item) else None
    if world is None:
        return
    from oceanhil.app.run.idle_faults import idle_faults

    for words in idle_faults(world.trace.events[open_worlds_of(item.config).start_of(world) :]):
        item.warn(pytest.PytestWarning(f"no request met the fault '{visible(redact(words))}': {_IDLE}"))


def _shared(scope: str) -> str:
    return (
        f"for a world of that scope write world = world_of_scope({scope!r}), of oceanhil.app.fixtures; such a fixture"
        " takes 'world', and has world.device() and world.server"
    )


@contextmanager
def judging(invariants: Invariants | None) -> Iterator[None]:
    """Fail, behind what is done here, for what has broken; what fails otherwise has it as a note."""
    try:
        yield
    except LackingError:
        # What would be skipped for that has failed before.
        _fail_if(invariants)
        raise
    except (Exception, pytest.fail.Exception) as error:
        # A world that is the reason for the failure need not bear to be looked at.
        with suppress(WorldError):
            if invariants and (told := invariants.told()):
                error.add_note(told)
        raise
    _fail_if(invariants)


def _fail_if(invariants: Invariants | None) -> None:
    if invariants and (told := invariants.told()):
        raise pytest.fail.Exception(told, pytrace=False) from None


def _skip(lacking: LackingError) -> NoReturn:
    raise pytest.skip.Exception(visible(f"lacking here: {lacking}"), _use_item_location=True) from None
