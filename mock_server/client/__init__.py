"""A client of the admin side over HTTP: what the dashboard and tests do with a server, from elsewhere.

It is synchronous, and its answers are the very types that the server makes them from.
"""

from oceanhil.mock_server.client.admin_client_error import (
    ClientError,
    ConflictError,
    NotServingError,
    RefusedError,
    UnknownIdError,
    UnreachableError,
    WaitTimeoutError,
    WrongArgumentError,
    WrongKeyError,
)
from oceanhil.mock_server.client.client import Client
from oceanhil.mock_server.client.event_stream import EventStream

__all__ = [
    "Client",
    "ClientError",
    "ConflictError",
    "EventStream",
    "NotServingError",
    "RefusedError",
    "UnknownIdError",
    "UnreachableError",
    "WaitTimeoutError",
    "WrongArgumentError",
    "WrongKeyError",
]
