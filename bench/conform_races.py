"""How surely a race is seen: planted ones of several widths, in two kinds of server, each tried again and again."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

from bench.row import Row
from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app.server_loop import ServerLoop
from tests.conformance.seeded.bug import subject_at
from tests.conformance.seeded.racy import Racy, in_one_loop, in_threads, lost_update, token_race

GOAL_PERCENT = 99.0
_WIDTHS_S = (0.0002, 0.001, 0.004)
_RACES: tuple[tuple[str, Racy], ...] = (
    ("registration-race/one-token", token_race),
    ("race/report-and-switch", lost_update),
)


def measure(*, quick: bool) -> Iterator[Row]:
    runs = 5 if quick else 100
    with ServerLoop() as servers:
        for item, racy in _RACES:
            for width_s in _WIDTHS_S:
                yield _row(item, "one event loop", width_s, runs, subject_at(servers, in_one_loop(racy, width_s)))
                yield _row(item, "a thread each", width_s, runs, in_threads(servers, racy, width_s))


def _row(item: str, kind: str, width_s: float, runs: int, served: AbstractContextManager[DeviceSubject]) -> Row:
    with served as subject:
        found = sum(_is_found(subject, item) for _ in range(runs))
    how = f"{found} of {runs} runs of the item, {kind}"
    name = f"race seen, gap of {width_s * 1000:g} ms, {item}"
    return Row(name, 100 * found / runs, "%", how, GOAL_PERCENT)


def _is_found(subject: DeviceSubject, identity: str) -> bool:
    chosen = [item for item in ITEMS if item.id == identity]
    (result,) = run_items(chosen, subject, trials_max=1)
    subject.renew()
    return result.verdict is ItemVerdict.VIOLATES
