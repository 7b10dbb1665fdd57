"""A session of requests whose answers must have come as a whole in time; no proxy, no credentials of this machine."""

from typing import Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from oceanhil.remote.wire.timed_answer import TimedAnswer


class _Connection(HTTPConnection):
    response_class = TimedAnswer


class _EncryptedConnection(HTTPSConnection):
    response_class = TimedAnswer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _EncryptedConnection


_POOLS: Final = {"http": _Pool, "https": _EncryptedPool}


class _TimedAdapter(HTTPAdapter):
    """By itself requests measures the time of each part of an answer, and never that of all."""

    def __init__(self) -> None:
        super().__init__()
        self.poolmanager.pool_classes_by_scheme = _POOLS


class _NoAuth(requests.auth.AuthBase):
    """Keeps requests from taking credentials out of ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def timed_session() -> requests.Session:
    """Make the session; close it."""
    session = requests.Session()
    session.trust_env = False
    session.auth = _NoAuth()
    for scheme in _POOLS:
        session.mount(f"{scheme}://", _TimedAdapter())
    return session
