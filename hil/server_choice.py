"""The server elsewhere that a session's runs use, connected before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hil.worlds.remote.source import RemoteServer
from hil.worlds.server_core import TakesServers
from scenarios.world import WorldError

if TYPE_CHECKING:
    from hil.choice import ServerChoice
    from scenarios.world import WorldFactory


def use_server(factory: WorldFactory, world: str, choice: ServerChoice) -> None:
    """Let the worlds of `factory` have the chosen server; a usage error in one line if that cannot be."""
    if not isinstance(factory, TakesServers):
        raise pytest.UsageError(
            f"world {world!r} has no use for --server: its boards are pointed at a server by their firmware or the "
            "inventory; expected sim, native or emulated"
        )
    try:
        source = RemoteServer(
            choice.url, admin_key=choice.admin_key, ca_file=choice.ca_file, may_reset=choice.may_reset
        )
    except WorldError as error:
        raise pytest.UsageError(str(error)) from None
    factory.use_servers(source)
