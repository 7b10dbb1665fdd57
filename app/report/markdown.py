"""A run as Markdown, for the summary of a step in GitHub's Actions or a comment on a merge request.

What devices, servers and scenarios say stands in fences of code and between backticks, longer than any in it, or with
every character escaped that means something to Markdown or HTML: it is shown as it is, and makes no link.
"""

import html
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import jinja2

from oceanhil.app.report.causes import failure_causes
from oceanhil.app.report.failure import failure_text
from oceanhil.app.report.head import ReportHead
from oceanhil.app.report.summary import Counts, count, error_causes, skip_reasons
from oceanhil.app.report.ways import details_of
from oceanhil.host.durations import span
from oceanhil.host.page_templates import page_template
from oceanhil.host.report_file import write_report
from oceanhil.host.visible_text import visible
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.result import Result

_CASES_SHOWN: Final = 20
_FENCE: Final = re.compile(r"`{3,}")
_MEANS_SOMETHING: Final = re.compile(r"([\\`*_{}\[\]()#+.!|~<>&@:-])")


def write_markdown(results: Sequence[Result], head: ReportHead, path: Path) -> None:
    """Write the summary of `results` to `path`; raises ReportError when that place cannot be written."""
    write_report(path, render_markdown(results, head))


def render_markdown(results: Sequence[Result], head: ReportHead) -> str:
    """Give the summary as text."""
    counts = count(results)
    return (
        markdown_template("summary.md.j2").render(
            headline=headline(counts, has_problems=bool(head.problems)),
            head=head,
            counts=counts,
            causes=failure_causes(results),
            errors=error_causes(results),
            skips=skip_reasons(results),
            shown=_CASES_SHOWN,
        )
        + "\n"
    )


def headline(counts: Counts, *, has_problems: bool) -> str:
    """Give the run in one line."""
    unhappy, ran = counts.failed + counts.errors, counts.total - counts.skipped
    if unhappy:
        return f"❌ {unhappy:,} of {ran:,} cases did not pass"
    if has_problems:
        return f"⚠️ {counts.passed:,} passed, and not all is well"
    if not ran:
        return "⚠️ Nothing ran"
    if counts.known:
        return f"✅ {plural(counts.passed, 'case')} passed, {counts.known:,} known to fail"
    return f"✅ {'All ' if ran > 1 else ''}{plural(ran, 'case')} passed"


@cache
def markdown_template(name: str) -> jinja2.Template:
    """Give a template of Markdown, with filters by which what others say is shown as it is."""
    filters: dict[str, Callable[..., object]] = {
        "span": span,
        "inline": _inline,
        "cell": _inline,
        "escaped": _escaped,
        "tick": _without_ticks,
        "fence": _fence,
        "told": _told,
        "details_of": details_of,
    }
    return page_template("oceanhil.app.report", name, filters)


def _inline(text: str) -> str:
    return _MEANS_SOMETHING.sub(r"\\\1", visible(" ".join(text.split())))


def _escaped(text: str) -> str:
    """Write it for between HTML's tags, where Markdown means nothing."""
    return html.escape(visible(" ".join(text.split())))


def _without_ticks(text: str) -> str:
    return visible(text.replace("`", "'"))


def _told(result: Result, head: ReportHead) -> str:
    options = "" if result.command else head.replay_options.get(result.scenario, "")
    return visible(f"{failure_text(result)}{options}")


def _fence(text: str) -> str:
    """Give a fence that is longer than any in the text."""
    longest = max((len(found) for found in _FENCE.findall(text)), default=2)
    return "`" * (longest + 1)
