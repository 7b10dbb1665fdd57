"""The server on a port: an aiohttp application round the pure core.

Requests become `HttpRequest`, answers go out as they are or disturbed; this layer judges nothing. The machine's clock
is read here and nowhere else.
"""

from oceanhil.mock_server.app.background import BackgroundServer
from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.app.wall_clock import WallClock, wall_us

__all__ = ["BackgroundServer", "MockServer", "TransportLimits", "WallClock", "wall_us"]
