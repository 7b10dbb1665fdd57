"""What a run needs to know of a service to reach a foreign server: its operations, how to tell it, what it allows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oceanhil.mock_server.client import Client
from oceanhil.protocol.http import HttpRequest
from oceanhil.remote.connector.control import Control
from oceanhil.remote.connector.operation import OperationSpec, Value
from oceanhil.remote.connector.operator import Operator
from oceanhil.remote.wire.pace import Limits
from oceanhil.remote.wire.preflight import Probe

Play = Callable[[Client, str, Mapping[str, Value]], Mapping[str, str]]
"""Does an operation, by name and with its inputs, on the built-in server; raises ClientError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSide:
    """A service's own side under one profile."""

    operations: tuple[OperationSpec, ...]
    """What a connector file may say."""
    by_connector: Callable[[Operator], Control]
    play: Play
    """For dry runs."""
    probe: Probe
    """How to see whether this is such a server at all."""
    production_hosts: tuple[str, ...]
    """Names under which real devices are served; those below them count too."""
    limits: Limits
    """What the documents say that a server allows."""
    is_registration: Callable[[HttpRequest], bool]
    """Tells requests that count as registrations for the limits."""
