"""What the pytest fixture `mock_server` costs each test: a server on a port of its own, started and stopped."""

from collections.abc import Iterator

from bench.row import Row, median_s
from oceanhil.app.fixtures.served import ServedServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.protocol.profile import load_profile

GOAL_MS = 5.0


def measure(*, quick: bool) -> Iterator[Row]:
    rounds = 50 if quick else 500
    profile = load_profile()
    with ServerLoop() as loop:
        taken_s = median_s(lambda: ServedServer(loop, profile, 0, None).close(), rounds)
    how = f"start and stop, one event loop for all, median of {rounds}"
    yield Row("fixture `mock_server`", 1000 * taken_s, "ms", how, GOAL_MS, at_most=True)
