"""`oceanhil export`: a trace in the form of another tool."""

from __future__ import annotations

from pathlib import Path

import click

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.command_files import InputFile, OutputFile
from oceanhil.app.output_files import write_output
from oceanhil.host.terminal import echo

_PAGE = ".html"
_FORMS = {
    ".har": "HAR 1.2, for a browser's network panel",
    ".json": "Chrome's trace format, for ui.perfetto.dev",
    ".pcap": "PCAP, for Wireshark",
    _PAGE: "the moment viewer",
}


@click.command()
@click.argument("trace", metavar="TRACE", type=InputFile(readable=True))
@click.argument("out", metavar="OUT", type=OutputFile())
def export(trace: Path, out: Path) -> None:
    """Write TRACE, as `oceanhil replay --trace FILE` or `run --traces DIR` wrote it, in the form of another tool.

    OUT says by its ending which: `.html` the moment viewer, `.json` Chrome's trace format, which ui.perfetto.dev opens,
    `.har` and `.pcap` the HTTP conversation, for a browser's network panel and for Wireshark. The last two need a
    close-up: `oceanhil replay ID --moment page.html --trace trace.jsonl` writes one. A trace that was cut off or is of
    a later version is taken as far as it goes, for `.html` also a very long one, and what is missing is said.
    """
    if out.suffix not in _FORMS:
        forms = ", ".join(f"{suffix} ({what})" for suffix, what in _FORMS.items())
        raise WrongInputError(f"{out}: the ending {out.suffix!r} names no form; expected one of {forms}")
    data = _page(trace) if out.suffix == _PAGE else _exported(trace, out.suffix)
    write_output(out, data)
    echo(f"{out}: {_FORMS[out.suffix]}")


def _page(path: Path) -> bytes:
    """Give the page of a trace as far as it goes: what is not there is said here and on the page."""
    from oceanhil.app.commands.readable_trace import read_trace_file
    from oceanhil.app.moment.page import render_moments
    from oceanhil.app.moment.part import read_part
    from oceanhil.protocol.wording import os_reason

    try:
        part = read_part(path)
    except OSError as error:
        raise WrongInputError(f"{path}: cannot be read: {os_reason(error)}; expected a trace file (.jsonl)") from None
    if not part.events:
        read_trace_file(path)
    if part.problem:
        echo(f"{path}: {part.problem}", err=True)
    return render_moments([part.data], part.title).encode()


def _exported(path: Path, form: str) -> bytes:
    from importlib.metadata import version

    from oceanhil.app.commands.readable_trace import read_as_far
    from oceanhil.app.moment.exports.exchanges import NoExchangesError
    from oceanhil.app.moment.exports.har import trace_har
    from oceanhil.app.moment.exports.pcap import trace_pcap
    from oceanhil.app.moment.exports.perfetto import trace_perfetto

    trace = read_as_far(path)
    if not trace.is_whole:
        echo(f"{path}: {trace.problem}", err=True)
    try:
        match form:
            case ".json":
                return trace_perfetto(trace.events, trace.title)
            case ".har":
                return trace_har(trace.events, version("oceanhil"))
            case _:
                return trace_pcap(trace.events)
    except NoExchangesError as error:
        raise WrongInputError(f"{path}: {error}") from None
