"""The report on the terminal: the sum by topic, every item that does not conform, what was not testable, what to do."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from oceanhil.conformance.contract.alike import told_with
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.contract.result import (
    ChangeKind,
    Comparison,
    ConformReport,
    ItemResult,
    ItemVerdict,
    SharedFinding,
    shared_findings,
    tally,
)
from oceanhil.conformance.report.asked import NOTHING_KNOWN, Asked
from oceanhil.conformance.report.detail import Detail
from oceanhil.conformance.report.words import (
    alike_words,
    change_words,
    excused_words,
    flaky_words,
    given_up,
    missing,
    next_steps,
    outcome_words,
    place_words,
    reading_words,
    reasons_of,
    received_words,
    severities_of,
    shown_results,
    took_words,
    topics_of,
    totals,
)
from oceanhil.host.visible_text import clip
from oceanhil.protocol.wording import plural

_LABEL = 10
_LEFT_MAX = 10
_IDS_MAX = 3
"""More ids than these are counted by topic instead."""
_IDS_ALIKE_MAX = 19
"""The same, of what many items found alike: up to so many may be of several causes after all."""
_STYLES = {
    ItemVerdict.CONFORMS: "green",
    ItemVerdict.DIFFERS: "yellow",
    ItemVerdict.VIOLATES: "bold red",
    ItemVerdict.UNTESTABLE: "dim",
}


def print_report(
    console: Console, report: ConformReport, failed: Sequence[str], detail: Detail, asked: Asked = NOTHING_KNOWN
) -> None:
    """Print the report; `failed` are the ids of the items that fail the run, `asked` is how it was called."""
    if detail.is_quiet:
        for result in report.results:
            if result.id in failed:
                console.print(_title(result, failed), soft_wrap=True)
                if result.verdict is ItemVerdict.UNTESTABLE:
                    # Nothing else in a short report says why: there may be no other report.
                    console.print(_labelled("found", result.found), soft_wrap=True)
        if all(result.verdict is ItemVerdict.UNTESTABLE for result in report.results):
            for line in _untestable(report, is_verbose=False):
                console.print(line, soft_wrap=True)
    else:
        _print_whole(console, report, failed, detail, asked)
    for line in _ends(report, is_verbose=detail.is_verbose):
        console.print(line, soft_wrap=True)
    console.print(_sum(report), soft_wrap=True)


def _print_whole(console: Console, report: ConformReport, failed: Sequence[str], detail: Detail, asked: Asked) -> None:
    if report.compared is not None:
        _print_comparison(console, report.compared)
    shown = report.results if detail.is_verbose else shown_results(report)
    shared = shared_findings(shown)
    told = set[str]()
    for finding in shared:
        told.update(() if detail.is_verbose else finding.items)
        for line in _shared(finding, shown, failed, is_verbose=detail.is_verbose):
            console.print(line, soft_wrap=True)
    rest = [result for result in shown if result.id not in told]
    in_short = [] if detail.is_verbose else [each for each in rest if _is_in_short(each, failed)]
    at_length = [result for result in rest if result not in in_short]
    alike = {} if detail.is_verbose else told_with(at_length)
    told_elsewhere = {result.id for others in alike.values() for result in others}
    for result in at_length:
        if result.id not in told_elsewhere:
            for line in _paragraph(result, failed, alike.get(result.id, ()), is_verbose=detail.is_verbose):
                # Lines of curl are copied: no break may be put into them.
                console.print(line, soft_wrap=True)
    for line in _short(in_short):
        console.print(line, soft_wrap=True)
    if report.compared is None:
        # At the end, where it is in view: what does not conform may be many pages.
        console.print(_topics(report.results))
        console.print()
    untestable = _untestable(report, is_verbose=detail.is_verbose)
    for line in (*untestable, *_learned(report), *_next(report, failed, asked)):
        console.print(line, soft_wrap=True)


def _shared(
    finding: SharedFinding, results: Iterable[ItemResult], failed: Collection[str], *, is_verbose: bool
) -> Iterator[Text]:
    """Tell once what many items found alike: a paragraph of each would bury it, and all that others found."""
    alike = [result for result in results if result.id in finding.items]
    title = Text(finding.verdict.value, style=_STYLES[finding.verdict])
    title.append(f"  {plural(len(alike), 'item')} alike", style="bold")
    if failing := sum(result.id in failed for result in alike):
        title.append("  fails the run" if failing == len(alike) else f"  {failing} of them fail the run", style="red")
    yield title
    yield Text(f"  {severities_of(alike)}", style="dim")
    yield _labelled("asked", finding.asked)
    yield _labelled("expected", finding.expected)
    yield _labelled("found", finding.found)
    if received := received_words(alike[0]):
        yield _labelled("received", received)
    yield _labelled("again", alike[0].curl, is_whole=True)
    if is_verbose or len(alike) <= _IDS_ALIKE_MAX:
        yield _labelled("items", ", ".join(result.id for result in alike), is_whole=True)
    else:
        yield _labelled("items", f"{topics_of(alike)}; each of them: -v, or the other reports")
    yield Text()


def _alike(others: Sequence[ItemResult], failed: Collection[str]) -> Iterator[Text]:
    """Name what others of the topic found alike in a line each: paragraphs would tell one cause many times."""
    if others:
        yield _labelled("alike", f"{alike_words(others)} (all of each: -v)")
    for result in others:
        yield _line(result, failed, indent=4)


def _line(result: ItemResult, failed: Collection[str], indent: int = 2) -> Text:
    return Text(" " * indent).append_text(_title(result, failed)).append(f"  {clip(result.title)}", style="dim")


def _is_in_short(result: ItemResult, failed: Collection[str]) -> bool:
    return result.severity is Severity.MINOR and not result.flaky and result.id not in failed


def _short(results: Sequence[ItemResult]) -> Iterator[Text]:
    """Name what no device notices: a paragraph of each would bury what devices do."""
    if not results:
        return
    yield Text.assemble(
        (f"{plural(len(results), 'item')} of {Severity.MINOR.value} severity", "bold"), (" (all of each: -v)", "dim")
    )
    for result in results:
        yield _line(result, ())
    yield Text()


def _topics(results: Iterable[ItemResult]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("topic", no_wrap=True)
    for verdict in ItemVerdict:
        table.add_column(verdict.value, justify="right", no_wrap=True)
    topics: dict[str, list[ItemResult]] = {}
    for result in results:
        topics.setdefault(result.topic, []).append(result)
    for topic, rows in topics.items():
        table.add_row(Text(topic), *(_number(rows, verdict) for verdict in ItemVerdict))
    return table


def _number(rows: Iterable[ItemResult], verdict: ItemVerdict) -> Text:
    number = sum(row.verdict is verdict for row in rows)
    return Text(str(number), style=_STYLES[verdict]) if number else Text("-", style="dim")


def _print_comparison(console: Console, compared: Comparison) -> None:
    for note in compared.notes:
        console.print(Text(f"note: {clip(note)}", style="yellow"), soft_wrap=True)
    number = plural(len(compared.changes), "item") if compared.changes else "nothing"
    console.print(Text(f"compared with {compared.file} of {compared.started}: {number} changed"), soft_wrap=True)
    for change in compared.changes:
        if change.kind is ChangeKind.REMOVED:
            console.print(Text(f"  {clip(change.id)} {change_words(change)}", style="dim"), soft_wrap=True)
    console.print()
    for change in compared.changes:
        if change.kind is not ChangeKind.REMOVED:
            console.print(Text(f"{change.id}: {change_words(change)}"), soft_wrap=True)
    for excused in compared.excused:
        console.print(Text(f"{excused.id}: {excused_words(excused)}", style="magenta"), soft_wrap=True)
    if compared.changes or compared.excused:
        console.print()


def _paragraph(
    result: ItemResult, failed: Collection[str], alike: Sequence[ItemResult], *, is_verbose: bool
) -> Iterator[Text]:
    yield _title(result, failed)
    if result.verdict is ItemVerdict.CONFORMS and not result.flaky:
        return
    yield Text(f"  {result.title}")
    yield Text(f"  {result.severity.value} · {result.kind.value} · source: {result.source}", style="dim")
    if result.flaky:
        yield _labelled("flaky", flaky_words(result))
    if result.expected or result.found:
        yield _labelled("expected", result.expected)
        yield _labelled("found", result.found)
    for line in place_words(result):
        yield _labelled("where", line)
    if received := received_words(result):
        yield _labelled("received", received)
    if result.readings:
        yield _labelled("reading", reading_words(result.readings))
    for shown in result.exchanges:
        if shown.decisive or is_verbose:
            yield _labelled("again", shown.curl, is_whole=True)
    yield from _alike(alike, failed)
    yield Text()


def _title(result: ItemResult, failed: Collection[str]) -> Text:
    text = Text(result.verdict.value, style=_STYLES[result.verdict])
    text.append("  ").append(result.id, style="bold")
    if outcome := outcome_words(result):
        text.append(f"  {outcome}", style=_STYLES[result.verdict])
    if result.flaky:
        text.append("  flaky", style="magenta")
    if result.verdict is not ItemVerdict.CONFORMS and result.id in failed:
        text.append("  fails the run", style="red")
    return text


def _labelled(label: str, content: str, *, is_whole: bool = False) -> Text:
    """Make a line with a label; words of the server cannot move the cursor. A whole one, to be copied, is not cut."""
    words = "".join(character if character.isprintable() else " " for character in content)
    return Text.assemble((f"  {label:{_LABEL}}", "dim"), words if is_whole else clip(content))


def _untestable(report: ConformReport, *, is_verbose: bool) -> Iterator[Text]:
    groups = missing(report.results)
    # Beside a baseline only what changed is of interest, and has its paragraph.
    if not groups or (report.compared is not None and not is_verbose):
        return
    yield Text.assemble(
        ("not testable here, and what is missing", "bold"), ("" if is_verbose else " (every id: -v)", "dim")
    )
    for name, results in groups.items():
        is_whole = is_verbose or len(results) <= _IDS_MAX
        named = ", ".join(result.id for result in results) if is_whole else topics_of(results)
        yield Text(f"  {name}: ").append(named, style="dim")
        for reason in reasons_of(results):
            yield Text(f"    {clip(reason)}", style="dim")
    yield Text()


def _learned(report: ConformReport) -> Iterator[Text]:
    if not report.learned or report.compared is not None:
        return
    yield Text("how this server reads what the sources leave open", style="bold")
    for name, value in report.learned.items():
        yield Text(f"  {reading_words({name: value})}")
    yield Text()


def _next(report: ConformReport, failed: Sequence[str], asked: Asked) -> Iterator[Text]:
    steps = tuple(next_steps(report, failed, asked))
    if steps:
        yield Text("next", style="bold")
        yield from (Text(f"  {step}") for step in steps)
        yield Text()


def _ends(report: ConformReport, *, is_verbose: bool) -> Iterator[Text]:
    if report.left_behind:
        yield Text("left behind on the server:", style="bold yellow")
        shown = report.left_behind if is_verbose else report.left_behind[:_LEFT_MAX]
        yield from (Text(f"  {clip(line)}", style="yellow") for line in shown)
        if more := len(report.left_behind) - len(shown):
            yield Text(f"  and {more:,} more (all: -v, or the other reports)", style="yellow")
    if names := given_up(report.results):
        yield Text(f"the connector does not work: {', '.join(names)} failed until given up", style="bold red")
    if report.broken_off:
        rest = f"; {plural(len(report.not_tried), 'item')} not tried" if report.not_tried else ""
        yield Text(f"broken off: {clip(report.broken_off)}{rest}", style="bold red")


def _sum(report: ConformReport) -> Text:
    text = Text(f"{plural(len(report.results), 'item')}: ")
    styles = (*_STYLES.values(), "magenta")
    parts = [
        Text(f"{number:,} {words}", style=style)
        for (words, number), style in zip(totals(tally(report.results)), styles, strict=True)
        if number or words == "conform"
    ]
    text.append_text(Text(", ").join(parts))
    return text.append(f" · {took_words(report)}", style="dim")
