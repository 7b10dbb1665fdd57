"""The services that scenarios can be about."""

from enum import Enum


class ServiceName(Enum):
    """A service; the value is the name of its profile, and what stands behind the `@` of a replay ID."""

    RINGCENTRAL = "ringcentral"


SERVICE_NAMES = tuple(service.value for service in ServiceName)
