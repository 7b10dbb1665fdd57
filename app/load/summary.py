"""What is said of a run when it is over: a table of what was asked, and what each device and request cost."""

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from oceanhil.app.load.outcome import Ended, failures
from oceanhil.fleet.requests import RequestKind
from oceanhil.fleet.tally import Tally
from oceanhil.fleet.words import figures, headline
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import plural

_MB = 1_000_000


def print_summary(console: Console, tally: Tally, ended: Ended) -> None:
    """Print it."""
    console.print(_table(tally))
    for line in (*facts(tally, ended), *(f"FAILED: {line}" for line in failures(tally, ended))):
        console.print(Text(line), soft_wrap=True)
    if ended.left and ended.undo:
        console.print(Text(f"to remove what is still there: {ended.undo}"), soft_wrap=True)


def _table(tally: Tally) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("request")
    for name in ("asked", "what came of it"):
        table.add_column(name, justify="right" if name == "asked" else "left")
    codes: dict[RequestKind, Counter[int]] = {}
    for kind, code, series in tally.ended():
        codes.setdefault(kind, Counter())[code] += series.sum()
    for kind in RequestKind:
        asked = tally.asked(kind).sum()
        if asked and kind.goes_to_server:
            came = ", ".join(f"{number:,} x {_word(code)}" for code, number in codes.get(kind, Counter()).most_common())
            table.add_row(kind.value, f"{asked:,}", came)
    return table


def _word(code: int) -> str:
    from oceanhil.protocol.http import HttpFailure

    return str(code) if code > 0 else HttpFailure(code).words


def facts(tally: Tally, ended: Ended) -> Iterator[str]:
    """Give what else is worth telling, a line each."""
    asked = tally.count_asked()
    if ended.duration_s:
        yield (
            f"{tally.online:,} of {tally.devices:,} devices ONLINE after {ended.duration_s:.0f} s; "
            f"{plural(asked, 'request')}, {asked / ended.duration_s:,.0f} a second, "
            f"the last ones in {ended.p50_ms:.0f} ms (p50), {ended.p95_ms:.0f} ms (p95)"
        )
    if ended.under_way:
        yield f"{plural(ended.under_way, 'request was', 'requests were')} under way when the devices were switched off"
    if ended.costs and asked:
        cpu_s, memory = sum(each.cpu_s for each in ended.costs), sum(each.memory_bytes for each in ended.costs)
        users = sum(each.users for each in ended.costs)
        yield (
            f"{plural(len(ended.costs), 'worker')}: {SECOND_US * cpu_s / asked:,.0f} µs of a core for each request"
            + (f"; {memory / _MB:,.0f} MB in all, {memory / 1000 / max(1, users):,.0f} kB a device" if memory else "")
        )
    judged = ended.judged
    if judged.exchanges:
        beyond = f", {judged.dropped:,} more were left out" if judged.dropped else ""
        yield f"{judged.exchanges:,} exchanges of sampled devices judged by the contract{beyond}: " + (
            "all of it holds" if not judged.failed and not judged.trouble else "see below"
        )
    if tally.struck_us is not None and tally.mended_us is not None:
        recovery = tally.recovery()
        yield f"after the storm: {headline(recovery)}"
        for name, text in figures(recovery):
            yield f"  {name}: {text}"
