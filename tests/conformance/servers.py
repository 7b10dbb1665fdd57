"""Built-in servers with a profile of their own, and whole runs of the contract on them."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from oceanhil.conformance.command.suite_run import Run, run_suite
from oceanhil.conformance.contract.result import ConformReport, ItemResult
from oceanhil.conformance.contract.suite import Setup
from oceanhil.conformance.contract.suites import load_suite
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core.core import Core
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire


class Kept:
    """An observer that keeps what it is told."""

    def __init__(self) -> None:
        self.results: list[ItemResult] = []
        self.cleaned_up: list[tuple[int, int]] = []

    def tried(self, result: ItemResult) -> None:
        self.results.append(result)

    def cleans_up(self, done: int, total: int) -> None:
        self.cleaned_up.append((done, total))


def conform_at(url: str, profile: str = "oceanremote", ids: Collection[str] = (), trials_max: int = 2) -> ConformReport:
    """Try items (none given: all) on the built-in server at `url` under a profile."""
    suite = load_suite(profile)
    with Client(url) as client:
        run = Run(
            suite=suite,
            ids=[item.id for item in suite.items if not ids or item.id in ids],
            setup=Setup(
                wire_to=lambda heard: Wire(Target(url), heard=heard),
                control=suite.admin(client),
                seed=1,
                trials_max=trials_max,
            ),
            url=url,
            connector="",
            version="1.0",
            started="2026-01-02T03:04:05Z",
            monotonic_s=lambda: 0.0,
        )
        return run_suite(run, Kept())


def conform_under(
    servers: ServerLoop, served: Path | None, profile: str = "oceanremote", ids: Collection[str] = ()
) -> ConformReport:
    """Serve the profile file `served` and try items on it under `profile`."""
    server = servers.start(lambda: MockServer(Core(load_profile(served), seed=1)))
    with closing(_Stopped(servers, server)):
        return conform_at(server.url, profile, ids)


class _Stopped:
    def __init__(self, servers: ServerLoop, server: MockServer) -> None:
        self._servers, self._server = servers, server

    def close(self) -> None:
        self._servers.stop(self._server)
