"""The operations of each service's admin side, in the order in which they are described."""

from oceanhil.mock_server.core.admin.devices import DEVICES
from oceanhil.mock_server.core.admin.faults import FAULTS
from oceanhil.mock_server.core.admin.levers import CLOCK_AND_SETTINGS, reset, restart
from oceanhil.mock_server.core.admin.operation import AnyOperation
from oceanhil.mock_server.core.admin.watching import events, health, journal, ready
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.service import Service

_STATE: tuple[AnyOperation[Service], ...] = (health, ready)
_LEVERS: tuple[AnyOperation[Service], ...] = (*CLOCK_AND_SETTINGS, *FAULTS, journal, events, restart, reset)
SHARED: tuple[AnyOperation[Service], ...] = (*_STATE, *_LEVERS)
"""What every service has."""
OPERATIONS: tuple[AnyOperation[Core], ...] = (*_STATE, *DEVICES, *_LEVERS)
"""Those of OceanRemote's service."""
