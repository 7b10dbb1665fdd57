"""What scenarios can be about: boards of a family, or a service. It stands behind the `@` of a replay ID."""

from enum import Enum

from oceanhil.protocol.board import Board


class ServiceName(Enum):
    """A service; the value is the name of its profile."""

    RINGCENTRAL = "ringcentral"


SERVICE_NAMES = tuple(service.value for service in ServiceName)
Subject = Board | ServiceName
