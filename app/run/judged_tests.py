"""What the fixture `invariants` is: what must hold in every run, judged of a test in Python, too."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from oceanhil.protocol.redact import redact
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.invariants import Past
from oceanhil.scenarios.world import WorldError

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from oceanhil.scenarios.invariants import Violation, Watch
    from oceanhil.scenarios.world import World

_NAMES = ("invariants", "oceanhil_invariants")


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
    """A plugin that judges tests by the invariants for which they have asked."""

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Judge a test that has passed; one that has not may have failed for that, which a note says."""
        arguments = getattr(item, "funcargs", {})
        found = (arguments.get(name) for name in _NAMES)
        invariants = next((each for each in found if isinstance(each, Invariants)), None)
        if invariants is None:
            return (yield)
        try:
            result = yield
        except (Exception, pytest.fail.Exception) as error:
            # A world that is the reason for the failure need not bear to be looked at.
            with suppress(WorldError):
                if told := invariants.told():
                    error.add_note(told)
            raise
        if told := invariants.told():
            raise pytest.fail.Exception(told, pytrace=False)
        return result
