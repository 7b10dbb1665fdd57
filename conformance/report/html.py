"""The report as one HTML file that opens anywhere: no network, no other file, the scripts and styles inside.

Every text is escaped, for the server under test wrote many of them.
"""

from collections.abc import Callable, Collection, Sequence

import jinja2
import msgspec

from oceanhil.conformance.contract.alike import told_with
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.contract.result import (
    ConformReport,
    ItemResult,
    ItemVerdict,
    SharedFinding,
    shared_findings,
    tally,
)
from oceanhil.conformance.report.asked import NOTHING_KNOWN, Asked
from oceanhil.conformance.report.words import (
    alike_words,
    change_words,
    excused_words,
    flaky_words,
    headline,
    missing,
    next_steps,
    place_words,
    reading_words,
    received_words,
    severities_of,
    totals,
    verdict_with_outcome,
    verdict_word,
)
from oceanhil.host.durations import span
from oceanhil.host.page_templates import page_template
from oceanhil.host.visible_text import clip, visible
from oceanhil.protocol.units import SECOND_US
from oceanhil.remote.evidence.exchange import Shown

# Names of the styles that the report of scenarios has.
_STYLES = {
    ItemVerdict.CONFORMS: "passed",
    ItemVerdict.DIFFERS: "error",
    ItemVerdict.VIOLATES: "failed",
    ItemVerdict.UNTESTABLE: "skipped",
}
_SIGNS = {ItemVerdict.CONFORMS: "✓", ItemVerdict.DIFFERS: "≠", ItemVerdict.VIOLATES: "✗", ItemVerdict.UNTESTABLE: "–"}  # noqa: RUF001 - a dash is what stands there


class ExchangeView(msgspec.Struct, frozen=True):
    """An exchange with the first lines that name it."""

    shown: Shown
    asked: str
    answered: str


class ItemView(msgspec.Struct, frozen=True):
    """An item's section."""

    result: ItemResult
    anchor: str
    style: str
    sign: str
    verdict: str
    """With its outcome."""
    received: str
    flaky: str
    places: tuple[str, ...]
    reading: str
    change: str
    is_failed: bool
    is_alike: bool
    """Whether many others found the same, which is told once."""
    exchanges: tuple[ExchangeView, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is unfolded from the start."""
        return self.is_failed and not self.is_alike


class NotableView(msgspec.Struct, frozen=True):
    """An item that does not conform, with those of its topic that found the same."""

    item: ItemView
    alike: tuple[ItemView, ...] = ()

    @property
    def alike_words(self) -> str:
        """Say how many they are."""
        return alike_words([view.result for view in self.alike])


class SharedView(msgspec.Struct, frozen=True):
    """What many items found alike."""

    finding: SharedFinding
    items: tuple[ItemView, ...]
    severities: str

    @property
    def style(self) -> str:
        """The style of its verdict."""
        return self.items[0].style

    @property
    def sign(self) -> str:
        """The sign of its verdict."""
        return self.items[0].sign


class TopicView(msgspec.Struct, frozen=True):
    """The items of a topic."""

    name: str
    items: tuple[ItemView, ...]
    counts: tuple[tuple[str, str, int], ...]
    """Style, verdict and number of those verdicts that occur."""


def html_text(report: ConformReport, failed: Sequence[str], asked: Asked = NOTHING_KNOWN) -> str:
    """Give the whole page; `failed` are the ids of the items that fail the run, `asked` is how it was called."""
    changes = {} if report.compared is None else {one.id: change_words(one) for one in report.compared.changes}
    alike = {identity for finding in shared_findings(report.results) for identity in finding.items}
    views = [_view(result, changes, failed, is_alike=result.id in alike) for result in report.results]
    counts = tally(report.results)
    return _template().render(
        report=report,
        headline=headline(report),
        is_good=not failed and not report.broken_off and not counts.violates,
        tiles=[*zip(("passed", "error", "failed", "", "error"), totals(counts), strict=True)],
        took=span(round(report.duration_s * SECOND_US)),
        shared=_shared(views),
        notable=_notable(views),
        changes=changes,
        excused={} if report.compared is None else {one.id: excused_words(one) for one in report.compared.excused},
        topics=_topics(views),
        missing={name: [result.id for result in results] for name, results in missing(report.results).items()},
        learned=[reading_words({name: value}) for name, value in report.learned.items()],
        next_steps=list(next_steps(report, failed, asked)),
        verdicts=[verdict.value for verdict in ItemVerdict],
        kinds=dict.fromkeys(result.kind.value for result in report.results),
    )


def _template() -> jinja2.Template:
    filters: dict[str, Callable[..., object]] = {"clip": clip, "anchor": _anchor, "lines": _lines}
    return page_template("oceanhil.conformance.report", "conform.html.j2", filters)


def _view(result: ItemResult, changes: dict[str, str], failed: Collection[str], *, is_alike: bool) -> ItemView:
    return ItemView(
        result=result,
        anchor=_anchor(result.id),
        style=_STYLES[result.verdict],
        sign=_SIGNS[result.verdict],
        verdict=verdict_with_outcome(result),
        received=received_words(result),
        flaky=flaky_words(result) if result.flaky else "",
        places=tuple(place_words(result)),
        reading=reading_words(result.readings),
        change=changes.get(result.id, ""),
        is_failed=result.id in failed and result.verdict is not ItemVerdict.CONFORMS,
        is_alike=is_alike,
        exchanges=tuple(_exchange(shown) for shown in result.exchanges),
    )


def _notable(views: Sequence[ItemView]) -> list[NotableView]:
    """Give what does not conform and is not told above, what hurts most first."""
    severities = tuple(Severity)
    told = {ItemVerdict.VIOLATES, ItemVerdict.DIFFERS}
    found = [view for view in views if view.result.verdict in told and not view.is_alike]
    found.sort(
        key=lambda view: (view.result.verdict is not ItemVerdict.VIOLATES, severities.index(view.result.severity))
    )
    by_id = {view.result.id: view for view in found}
    alike = {
        first: tuple(by_id[result.id] for result in others)
        for first, others in told_with(view.result for view in found).items()
    }
    told_elsewhere = {view.result.id for others in alike.values() for view in others}
    return [
        NotableView(view, alike.get(identity, ())) for identity, view in by_id.items() if identity not in told_elsewhere
    ]


def _shared(views: Sequence[ItemView]) -> list[SharedView]:
    """Give what many items found alike."""
    by_id = {view.result.id: view for view in views}
    return [
        SharedView(finding, tuple(alike), severities_of(view.result for view in alike))
        for finding in shared_findings(view.result for view in views)
        if (alike := [by_id[each] for each in finding.items])
    ]


def _exchange(shown: Shown) -> ExchangeView:
    return ExchangeView(shown, clip(shown.sent.split("\n", 1)[0]), clip(shown.received.split("\n", 1)[0]))


def _topics(views: Sequence[ItemView]) -> list[TopicView]:
    topics: dict[str, list[ItemView]] = {}
    for view in views:
        topics.setdefault(view.result.topic, []).append(view)
    return [TopicView(name, tuple(items), _counts(items)) for name, items in topics.items()]


def _counts(items: Sequence[ItemView]) -> tuple[tuple[str, str, int], ...]:
    numbers = {verdict: sum(view.result.verdict is verdict for view in items) for verdict in ItemVerdict}
    found = ((verdict, number) for verdict, number in numbers.items() if number)
    return tuple((_STYLES[verdict], verdict_word(verdict, number), number) for verdict, number in found)


def _lines(text: str) -> str:
    return visible(text.replace("\r\n", "\n"))


def _anchor(identity: str) -> str:
    return f"item-{identity.replace('/', '-')}"
