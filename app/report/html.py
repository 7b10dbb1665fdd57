"""The report as one HTML file that opens anywhere: no network, no other file, the scripts and styles inside.

The page is written from `templates/report.html.j2` with every text escaped; the diagrams are drawn in the browser, when
a run is opened, from the JSON inside the page: small, and safe between `<script>` and `</script>`. Texts stand once, in
`strings`; a row is an array `[time, kind, lane, to, text, reply, tone, log, log_lane, off]`: its texts are positions in
`strings`, and whose trailing zeros are left out (text 0 is empty). The template's script reads it, nobody else.
"""

import os.path
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import quote

import jinja2
import msgspec

from oceanhil.app.report.agreement import Comparison, comparison_of, count_agreements
from oceanhil.app.report.causes import failure_causes, pointed_to
from oceanhil.app.report.diagram import Diagram, Row, build_diagram
from oceanhil.app.report.failure import also_text, cause_heading, cause_rows, what_failed, where_text
from oceanhil.app.report.head import ReportHead
from oceanhil.app.report.hints import hints
from oceanhil.app.report.joined_map import JoinedMap, joined_maps
from oceanhil.app.report.sparkline import sparkline
from oceanhil.app.report.summary import (
    Matrix,
    ScenarioRow,
    build_matrix,
    count,
    error_causes,
    fact_rows,
    passed_over,
    skip_reasons,
    unjudged,
)
from oceanhil.app.report.swept import view_of
from oceanhil.app.report.ways import details_of
from oceanhil.host.durations import span
from oceanhil.host.page_templates import page_template
from oceanhil.host.report_file import write_report
from oceanhil.protocol.units import MS_US
from oceanhil.scenarios.result import Outcome, Result

_POINTS_SHOWN = 1_000
_CASES_OF_CAUSE_SHOWN = 5
_OTHER = re.compile(r"[^A-Za-z0-9._]+")
ROWS_IN_PAGE = 150_000
ROWS_IN_RUN_MAX = 2_000
_ROWS_IN_RUN_MIN = 60
_SCRIPT_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


class AlbumPlace(msgspec.Struct, frozen=True):
    """The page of many cases' moments: its path, and the anchors of the runs in it."""

    page: str
    keys: frozenset[str]


class RunView(msgspec.Struct, frozen=True):
    """A result and where it stands in the page."""

    result: Result
    anchor: str
    column: str
    open: bool


class ScenarioView(msgspec.Struct, frozen=True):
    """A scenario's section: the runs of all its columns."""

    anchor: str
    row: ScenarioRow
    group: str
    runs: tuple[RunView, ...]
    joined: tuple[JoinedMap, ...] = ()
    """Maps of sweeps that are laid side by side."""

    @property
    def open(self) -> bool:
        """Whether something in it went wrong."""
        return any(run.open for run in self.runs)


def write_html(results: Sequence[Result], head: ReportHead, path: Path, album: AlbumPlace | None = None) -> None:
    """Write the report of `results` to `path`; raises ReportError when that place cannot be written.

    Who has no page of moments is led to `album`, if it is there.
    """
    write_report(path, render_html(results, head, path.parent, album))


def render_html(
    results: Sequence[Result], head: ReportHead, folder: Path | None = None, album: AlbumPlace | None = None
) -> str:
    """Give the whole page as text; links to other files are those of a page in `folder`."""
    anchors = run_anchors(results)
    matrix = build_matrix(results)
    causes = failure_causes(results)
    run_of = {each.replay_id: anchor for each, anchor in zip(results, anchors, strict=True)}
    # The page opens at the case to look at first.
    opened = next((each for each in [cause.clearest for cause in causes] or results if _is_unhappy(each)), None)
    return _template().render(
        head=head,
        counts=count(results),
        matrix=matrix,
        cell_anchors=_cell_anchors(matrix, anchors),
        scenarios=_scenario_views(matrix, results, anchors),
        causes=causes,
        cases_shown=_CASES_OF_CAUSE_SHOWN,
        errors=error_causes(results),
        skips=skip_reasons(results),
        unjudged=tuple(unjudged(results)),
        remarks=(*passed_over(results), *hints(results)),
        agreements=count_agreements(results),
        run_of=run_of,
        opened=run_of[opened.replay_id] if opened is not None else "",
        moments=_moment_links(results, anchors, folder, album),
        point_moments={
            anchor: {point: _link(page, folder) for point, page in each.point_moments.items()}
            for anchor, each in zip(anchors, results, strict=True)
        },
        run_results=results,
        run_anchors=anchors,
        payload=encode_payload(results, anchors),
        points_shown=_POINTS_SHOWN,
        tests=any(result.command for result in results),
    )


def _moment_links(
    results: Sequence[Result], anchors: Sequence[str], folder: Path | None, album: AlbumPlace | None
) -> Mapping[str, str]:
    """Give by anchors where one goes through each run: on a page of its own, or else in the album."""
    links = {}
    for anchor, each in zip(anchors, results, strict=True):
        if each.moment:
            links[anchor] = _link(each.moment, folder)
        elif album is not None and anchor in album.keys:
            links[anchor] = f"{_link(album.page, folder)}#case={anchor}"
    return links


def _link(moment: str, folder: Path | None) -> str:
    """Give the address of a page of moments as seen from the report."""
    path = Path(moment).absolute()
    if folder is None or path.drive != folder.absolute().drive:
        return path.as_uri()
    # A folder's name may be no text in UTF-8: its bytes lead there.
    return quote(os.fsencode(Path(os.path.relpath(path, folder.absolute())).as_posix()))


@cache
def _template() -> jinja2.Template:
    filters: dict[str, Callable[..., object]] = {
        "span": span,
        "slug": slug,
        "wall": _wall,
        "parameters": _parameters,
        "facts": fact_rows,
        "agreement": _agreement,
        "where": where_text,
        "also": also_text,
        "what_failed": what_failed,
        "cause_heading": cause_heading,
        "details_of": details_of,
        "pointed_to": pointed_to,
        "cause_rows": cause_rows,
        "swept": view_of,
        "sparkline": sparkline,
        "json": lambda value: msgspec.json.encode(value).decode(),
    }
    return page_template("oceanhil.app.report", "report.html.j2", filters)


def _scenario_views(matrix: Matrix, results: Sequence[Result], anchors: Sequence[str]) -> list[ScenarioView]:
    return [
        ScenarioView(
            f"scenario-{slug(row.scenario)}",
            row,
            group.name,
            _run_views(row, results, anchors),
            tuple(each for column, cell in row.cells.items() for each in joined_maps(cell.runs, results, column)),
        )
        for group in matrix.groups
        for row in group.rows
    ]


def _run_views(row: ScenarioRow, results: Sequence[Result], anchors: Sequence[str]) -> tuple[RunView, ...]:
    return tuple(
        RunView(results[index], anchors[index], column, _is_unhappy(results[index]))
        for column, cell in row.cells.items()
        for index in cell.runs
    )


def _cell_anchors(matrix: Matrix, anchors: Sequence[str]) -> Mapping[tuple[str, str], str]:
    """Link a cell to its run, or to the first of its runs' place; column "" is the scenario's own section."""
    links: dict[tuple[str, str], str] = {}
    for row in (row for group in matrix.groups for row in group.rows):
        links[row.scenario, ""] = f"scenario-{slug(row.scenario)}"
        for column, cell in row.cells.items():
            several = f"cell-{slug(row.scenario)}-{slug(column)}"
            links[row.scenario, column] = anchors[cell.runs[0]] if len(cell.runs) == 1 else several
    return links


def _agreement(result: Result) -> str:
    """Name the style in which the comparison with another world is shown; empty where there was none."""
    styles = {Comparison.AGREES: "passed", Comparison.DIFFERS: "failed", Comparison.NOT_COMPARED: "skipped", None: ""}
    return styles[comparison_of(result)]


def _wall(wall_ms: float) -> str:
    return span(int(wall_ms * MS_US))


def _parameters(parameters: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in parameters.items())


def slug(text: str) -> str:
    """Write `text` so that it can stand in an anchor: letters, digits, dots and single hyphens."""
    return _OTHER.sub("-", text).strip("-") or "unnamed"


def run_anchors(results: Sequence[Result]) -> tuple[str, ...]:
    """Give each result an anchor made from its replay ID; equal ones are numbered."""
    seen: set[str] = set()
    anchors = []
    for result in results:
        anchor = _free(f"run-{slug(result.replay_id)}", seen)
        seen.add(anchor)
        anchors.append(anchor)
    return tuple(anchors)


def _free(anchor: str, seen: set[str]) -> str:
    number, candidate = 2, anchor
    while candidate in seen:
        number, candidate = number + 1, f"{anchor}-{number}"
    return candidate


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
    return safe_in_script(msgspec.json.encode(Payload(strings.all(), runs)).decode())


def safe_in_script(text: str) -> str:
    """Write JSON so that it can stand between `<script>` and `</script>`, whatever texts are in it."""
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
