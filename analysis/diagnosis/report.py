"""A diagnosis for people: lines for the terminal; and for programs: one JSON object."""

from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec
from msgspec import Meta
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from oceanhil.analysis.diagnosis.model import Course, Diagnosis, Evidence, Finding, LineKind, LogVerdict, Recognition
from oceanhil.protocol.wording import plural

_LIKELY_FROM = 70
_VERY_LIKELY_FROM = 90
_ALTERNATIVES = 3


class Summary(msgspec.Struct, frozen=True):
    """What `--json` prints: the diagnosis, and of the log what was counted. The page's table has what fields say."""

    log: Annotated[str, Meta(description="the file as it was named")]
    verdict: Annotated[
        LogVerdict,
        Meta(description=f"how it stands at the end of the log: {', '.join(each.value for each in LogVerdict)}"),
    ]
    findings: Annotated[tuple[Finding, ...], Meta(description="what is wrong, the likeliest first")]
    online: Annotated[
        Evidence | None, Meta(description="the last line that shows the device ONLINE: its `line` and `text`; or null")
    ]
    hints: Annotated[tuple[str, ...], Meta(description="what to do next where the findings do not explain the log")]
    lines: Annotated[int, Meta(description="how many lines the log has")]
    boots: Annotated[int, Meta(description="how often the device starts in it")]
    last_boot_line: Annotated[int, Meta(description="the line where it starts last")]
    recognised: Annotated[Mapping[LineKind, int], Meta(description="how many lines of each kind were recognised")]
    other_lines: Annotated[int, Meta(description="how many lines nobody knows")]
    noise_percent: Annotated[int, Meta(description="the share of characters that no text has")]
    is_oceanremote: Annotated[bool, Meta(description="whether a line is one that only an OceanRemote device prints")]
    others: Annotated[
        tuple[Finding, ...],
        Meta(description="in a log of several boards, what is wrong with another one than the one that is told of"),
    ] = ()
    crashes: Annotated[
        tuple[str, ...] | None, Meta(description="with `--elf`, what the program tells of crashes; null without it")
    ] = None


def summarise(name: str, diagnosis: Diagnosis, crashes: tuple[str, ...] | None = None) -> Summary:
    """Give the diagnosis of the log called `name` without every single line, and what a program tells of `crashes`."""
    log = diagnosis.recognition
    return Summary(
        name,
        diagnosis.verdict,
        diagnosis.findings,
        diagnosis.online,
        diagnosis.hints,
        log.lines,
        log.boot_count,
        log.boots[-1].line,
        log.kinds,
        log.other,
        log.noise,
        log.is_oceanremote,
        diagnosis.others,
        crashes,
    )


def headline(diagnosis: Diagnosis) -> Text:
    """Give the diagnosis in one line."""
    online = f": device ONLINE (line {diagnosis.online.line})" if diagnosis.online else ""
    match diagnosis.verdict:
        case LogVerdict.HEALTHY:
            return Text(f"nothing wrong{online or ': device ONLINE'}", style="bold green")
        case LogVerdict.RECOVERED:
            return Text(f"recovered{online} after: {diagnosis.findings[0].title}", style="bold green")
        case LogVerdict.PROBLEM:
            first = diagnosis.findings[0]
            return Text(first.title, style="bold red").append(f"  {_likelihood(first)}", style="not bold dim")
        case LogVerdict.UNKNOWN:
            return Text("no known cause found", style="bold yellow")


def render(name: str, diagnosis: Diagnosis, *, everything: bool) -> RenderableType:
    """Give the diagnosis of the log called `name` for a terminal; `everything` also shows unlikely causes in full."""
    blocks: list[RenderableType] = [_log_line(name, diagnosis.recognition), Text(), headline(diagnosis)]
    if diagnosis.verdict is LogVerdict.UNKNOWN:
        blocks += [*map(_hint, diagnosis.hints), _recognised(diagnosis.recognition)]
    full = diagnosis.findings if everything else diagnosis.findings[:1]
    for number, finding in enumerate(full):
        if number or diagnosis.verdict is not LogVerdict.PROBLEM:
            blocks += [Text(), _title(finding)]
        blocks.append(_details(finding))
    if diagnosis.hints and (full or diagnosis.verdict is LogVerdict.HEALTHY):
        is_of_end = diagnosis.recognition.is_oceanremote and diagnosis.verdict is LogVerdict.PROBLEM
        about = "the end of the log" if is_of_end else "the device"
        blocks += [Text(), Text(about, style="dim"), *map(_hint, diagnosis.hints)]
    if diagnosis.others:
        blocks += [Text(), Text("another board in this log", style="dim"), *map(_of_another, diagnosis.others)]
    if not everything:
        blocks += _alternatives(diagnosis.findings[1 : 1 + _ALTERNATIVES])
    return Group(*blocks)


def _log_line(name: str, log: Recognition) -> Text:
    last = f", the last at line {log.boots[-1].line:,}" if log.boot_count > 1 else ""
    starts = f"{plural(log.boot_count, 'start')}{last}"
    lines = plural(log.lines, "line")
    return Text(f"{name}: {lines}, {starts}" if log.lines else f"{name}: {lines}", style="dim")


def _title(finding: Finding) -> Text:
    text = Text(finding.title, style="bold").append(f"  {_likelihood(finding)}", style="not bold dim")
    return text if finding.course is Course.OPEN else text.append(f", {finding.course.value}", style="not bold dim")


def _likelihood(finding: Finding) -> str:
    word = "possible" if finding.confidence < _LIKELY_FROM else "likely"
    return f"{'very likely' if finding.confidence >= _VERY_LIKELY_FROM else word}, {finding.confidence} %"


def _details(finding: Finding) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for evidence in finding.evidence:
        table.add_row(f"line {evidence.line:,}", Text(evidence.text, style="cyan"))
    if finding.note:
        table.add_row("note", Text(finding.note))
    table.add_row("do this", Text(finding.remedy))
    table.add_row("documented", Text("; ".join(map(str, finding.documented))))
    if finding.scenarios:
        table.add_row("reproduce", Text(f"oceanhil run {' '.join(finding.scenarios)}"))
    return Padding(table, (0, 0, 0, 2))


def _alternatives(findings: Iterable[Finding]) -> list[RenderableType]:
    lines = [
        Text(f"  {finding.title} ({finding.confidence} %, line {finding.evidence[-1].line:,}{_ended(finding)})")
        for finding in findings
    ]
    return [Text(), Text("also possible, -v shows more", style="dim"), *lines] if lines else []


def _of_another(finding: Finding) -> RenderableType:
    shows = finding.evidence[-1]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    table.add_row(f"line {shows.line:,}", Text(shows.text, style="cyan"))
    return Group(Text(f"  {finding.title} ({finding.confidence} %)"), Padding(table, (0, 0, 0, 2)))


def _ended(finding: Finding) -> str:
    return "" if finding.course is Course.OPEN else f", {finding.course.value}"


def _hint(hint: str) -> RenderableType:
    return Padding(Text(hint), (0, 0, 0, 2))


def _recognised(log: Recognition) -> RenderableType:
    counted = [f"{number:,} {kind.value}" for kind, number in log.kinds.items()]
    known = f"recognised: {', '.join(counted)}" if counted else "recognised: nothing"
    noise = f"; {log.noise} % of it is noise" if log.noise else ""
    return Padding(Text(f"{known}; {plural(log.other, 'other line')}{noise}", style="dim"), (0, 0, 0, 2))
