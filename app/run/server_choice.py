"""The server elsewhere that a session's runs use, connected before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from oceanhil.hil.worlds.remote.client_errors import NoMockServerError
from oceanhil.hil.worlds.remote.source import RemoteServer
from oceanhil.hil.worlds.server_core import TakesServers
from oceanhil.scenarios.world import WorldError

if TYPE_CHECKING:
    from oceanhil.app.run.choice import ServerChoice
    from oceanhil.protocol.profile import Profile
    from oceanhil.scenarios.world import WorldFactory

_OTHER_SERVER: Final = (
    "for a server that is no oceanhil server add --connector FILE, which says how to generate firmware there: "
    "docs/foreign-servers.md begins one"
)


def use_server(factory: WorldFactory, world: str, choice: ServerChoice, profile: Profile) -> None:
    """Let the worlds of `factory` have the chosen server; a usage error in one line if that cannot be."""
    if choice.connector is not None:
        from oceanhil.app.run.foreign_choice import use_foreign_server

        use_foreign_server(factory, world, choice, choice.connector, profile)
        return
    if not isinstance(factory, TakesServers):
        raise pytest.UsageError(
            f"world {world!r} has no use for --server: its boards are pointed at a server by their firmware or the "
            "inventory; expected sim, native or emulated, or a server with --connector FILE"
        )
    try:
        source = RemoteServer(
            choice.url, admin_key=choice.admin_key, ca_file=choice.ca_file, may_reset=choice.may_reset
        )
    except NoMockServerError as error:
        raise pytest.UsageError(f"{error}; {_OTHER_SERVER}") from None
    except WorldError as error:
        raise pytest.UsageError(str(error)) from None
    factory.use_servers(source)
