"""The server on a port: an aiohttp application round the pure core.

Requests become `HttpRequest`, answers go out as they are or disturbed; this layer judges nothing. It goes by the
machine's clock, and gives the core its time.
"""

from oceanhil.mock_server.app.background import BackgroundServer
from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.app.server import MockServer

__all__ = ["BackgroundServer", "MockServer", "TransportLimits"]
