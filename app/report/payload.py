"""The diagrams of all runs as the JSON inside the page: small, and safe between `<script>` and `</script>`.

Texts stand once, in `strings`; a row is an array `[time, kind, lane, to, text, reply, tone, log, log_lane, off]` whose
texts are positions in `strings`, and whose trailing zeros are left out (text 0 is empty). The template's script reads
it, nobody else.
"""

from collections.abc import Mapping, Sequence

import msgspec

from oceanhil.app.report.diagram import Diagram, Row, build_diagram
from oceanhil.scenarios.result import Outcome, Result

ROWS_IN_PAGE = 150_000
ROWS_IN_RUN_MAX = 2_000
_ROWS_IN_RUN_MIN = 60
_SCRIPT_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


class RunDiagram(msgspec.Struct, frozen=True):
    """A diagram whose texts are positions in `Payload.strings`."""

    lanes: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]


class Payload(msgspec.Struct, frozen=True):
    """Everything the page's script needs, by the anchor of the run."""

    strings: tuple[str, ...]
    runs: Mapping[str, RunDiagram]


def encode_payload(results: Sequence[Result], anchors: Sequence[str]) -> str:
    """Write the diagrams of `results` as JSON text; `anchors` has the anchor of each run."""
    strings = _Strings()
    limits = _row_limits(results)
    runs = {
        anchor: strings.intern(build_diagram(result.events, result.failure, limit))
        for anchor, result, limit in zip(anchors, results, limits, strict=True)
        if result.events
    }
    text = msgspec.json.encode(Payload(strings.all(), runs)).decode()
    return text.translate(_SCRIPT_ESCAPES)


class _Strings:
    def __init__(self) -> None:
        self._positions: dict[str, int] = {"": 0}

    def all(self) -> tuple[str, ...]:
        return tuple(self._positions)

    def intern(self, diagram: Diagram) -> RunDiagram:
        lanes = tuple(self._position(title) for title in diagram.lanes)
        return RunDiagram(lanes, tuple(self._row(row) for row in diagram.rows))

    def _position(self, text: str) -> int:
        return self._positions.setdefault(text, len(self._positions))

    def _row(self, row: Row) -> tuple[int, ...]:
        place = self._position
        head = [place(row.time), place(row.kind.value), row.lane, row.to, place(row.text), place(row.reply)]
        values = [*head, place(row.tone.value), place(row.log), row.log_lane, row.off]
        while values and values[-1] == 0:
            values.pop()
        return tuple(values)


def _row_limits(results: Sequence[Result]) -> list[int]:
    unhappy = sum(1 for result in results if _is_unhappy(result))
    share = {True: unhappy, False: len(results) - unhappy}
    limits = {key: _limit(number) for key, number in share.items()}
    return [limits[_is_unhappy(result)] for result in results]


def _limit(runs: int) -> int:
    return max(_ROWS_IN_RUN_MIN, min(ROWS_IN_RUN_MAX, ROWS_IN_PAGE // 2 // max(runs, 1)))


def _is_unhappy(result: Result) -> bool:
    return result.outcome in {Outcome.FAILED, Outcome.ERROR}
