"""Putting the core's answers on the wire as they are."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web
from multidict import CIMultiDict

from oceanhil.mock_server.core.replies import JSON_HEADERS
from oceanhil.protocol.http import HttpResponse

SERVER_NAME = "oceanhil"
# What nearly every answer has, made once; aiohttp copies what is no multidict.
_JSON: Final[Mapping[str, str]] = {**JSON_HEADERS, "server": SERVER_NAME}


def plain_response(answer: HttpResponse) -> web.Response:
    """Make aiohttp's response of an answer."""
    if answer.headers is JSON_HEADERS:
        return web.Response(body=answer.body, status=answer.status, headers=_JSON)
    headers = CIMultiDict(answer.headers)
    headers["server"] = SERVER_NAME
    return web.Response(body=answer.body, status=answer.status, headers=headers)
