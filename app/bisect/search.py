"""The search: both ends are tried first, for nothing between them says anything if they are not as was said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.bisect.commit_trial import Judgement, Tried
from oceanhil.app.bisect.repository import GitError, Left, Revision
from oceanhil.protocol.wording import plural

if TYPE_CHECKING:
    from oceanhil.app.bisect.repository import Bisection

Try = Callable[[Path], Tried]


class WrongEndError(Exception):
    """An end of the search is not what it was said to be; the text says what to do."""


class FirstBad(msgspec.Struct, frozen=True):
    """What a search came to: the first bad commit and what was printed there, or several of which it is one."""

    revisions: tuple[Revision, ...]
    output: str


def search(bisection: Bisection, ends: tuple[Revision, Revision], trial: Try, tell: Callable[[str], None]) -> FirstBad:
    """Find the first bad commit behind `ends`, a bad and a good one; `tell` gets a line for each commit tried.

    Raises WrongEndError, GitError, BrokenOffError and OSError.
    """
    known: dict[str, Tried] = {}

    def tried(revision: Revision, left: Left | None = None) -> Tried:
        if revision.name not in known:
            known[revision.name] = found = trial(bisection.folder)
            tell(f"{revision}: {found.words}{_left(left)}")
        return known[revision.name]

    bad, good = ends
    _expect(tried(bad), Judgement.BAD, bad)
    bisection.go_to(good)
    _expect(tried(good), Judgement.GOOD, good)
    bisection.go_to(bad)
    left = bisection.start()
    while left is not None:
        left = bisection.mark(tried(bisection.here, left).judgement.value)
    revisions = bisection.first_bad()
    if not revisions:
        raise GitError("git found no first bad commit")
    output = known[revisions[0].name].output if len(revisions) == 1 else ""
    return FirstBad(tuple(revisions), output)


def _left(left: Left | None) -> str:
    if left is None:
        return ""
    if left.commits is None or left.steps is None:
        return " (before --good and --bad went apart)"
    commits, steps = (plural(number, word) for number, word in ((left.commits, "commit"), (left.steps, "step")))
    return f" ({commits} left, about {steps})"


def _expect(tried: Tried, wanted: Judgement, revision: Revision) -> None:
    if tried.judgement is wanted:
        return
    if tried.judgement is Judgement.SKIP:
        raise WrongEndError(f"{revision} could not be tried; choose another one\n{tried.output}".rstrip())
    if wanted is Judgement.BAD:
        raise WrongEndError(f"{revision} passes, so there is nothing to look for; if it is flaky, add --repeat N")
    raise WrongEndError(f"{revision} fails too; choose an older --good\n\n{tried.output}".rstrip())
