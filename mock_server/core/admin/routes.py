"""The operations of each service's admin side, in the order in which they are described."""

from oceanhil.mock_server.core.admin.devices import DEVICES
from oceanhil.mock_server.core.admin.faults import FAULTS
from oceanhil.mock_server.core.admin.operation import AnyOperation
from oceanhil.mock_server.core.admin.server import (
    CLOCK_AND_SETTINGS,
    events,
    exchange,
    health,
    journal,
    ready,
    reset,
    restart,
)
from oceanhil.mock_server.core.device_administration import DeviceAdministration
from oceanhil.mock_server.core.shared_operations import SharedOperations

_STATE: tuple[AnyOperation[SharedOperations], ...] = (health, ready)
_SERVER: tuple[AnyOperation[SharedOperations], ...] = (
    *CLOCK_AND_SETTINGS,
    *FAULTS,
    journal,
    exchange,
    events,
    restart,
    reset,
)
SHARED: tuple[AnyOperation[SharedOperations], ...] = (*_STATE, *_SERVER)
"""What every service has."""
OPERATIONS: tuple[AnyOperation[DeviceAdministration], ...] = (*_STATE, *DEVICES, *_SERVER)
"""Those of OceanRemote's service."""
