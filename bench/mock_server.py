"""The served mock server: polls beside other servers, start, slow clients, many devices."""

import os
from collections.abc import Iterator

from bench.row import Row, Skipped
from bench.server.crowds import measure_crowds
from bench.server.polls import measure_polls
from bench.server.processes import CLIENT_CORE, stay_on
from bench.server.slow import measure_slow
from bench.server.starting import measure_start


def measure(*, quick: bool) -> Iterator[Row | Skipped]:
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    yield from measure_start(quick=quick)
    stay_on(CLIENT_CORE)
    try:
        yield from measure_polls(quick=quick)
        yield from measure_slow(quick=quick)
        yield from measure_crowds(quick=quick)
    finally:
        if allowed is not None:
            os.sched_setaffinity(0, allowed)
