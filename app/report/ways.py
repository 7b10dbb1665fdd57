"""The ways of a cause: one invariant is broken in several ways, and each may be a fault of its own.

Two cases are broken in one way if what was found differs in figures, tokens and times alone (`way_of`). A cause is one
line in a report, and below it stands each of its ways with the number of its cases, the most frequent first. The rest
is counted: a hundred ways are no summary.
"""

from collections.abc import Sequence
from typing import Final

from oceanhil.app.report.causes import Cause, clearest_first, detail_of, way_of
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.result import Result

_WAYS_SHOWN: Final = 6


def details_of(cause: Cause[Result]) -> Sequence[str]:
    """Give what the heading of a cause leaves open, a line each: of an invariant each way in which it was broken.

    Of a single way it is what the clearest case shows, or nothing where the heading says it all.
    """
    ways: dict[str, list[Result]] = {}
    for result in cause.results:
        ways.setdefault(way_of(result), []).append(result)
    failure = cause.clearest.failure
    if failure is None or not failure.invariant or len(ways) == 1:
        detail = detail_of(cause.clearest)
        return [detail] if detail else []
    ranked = sorted(ways.values(), key=lambda results: -len(results))
    others = ranked[_WAYS_SHOWN:]
    lines = [_line(results) for results in ranked[:_WAYS_SHOWN]]
    if others:
        lines.append(f"{plural(sum(map(len, others)), 'case')} in {plural(len(others), 'other way')}")
    return lines


def _line(results: Sequence[Result]) -> str:
    clearest = clearest_first(results)[0]
    return f"{plural(len(results), 'case')}: {detail_of(clearest)}; look at {clearest.replay_id}"
