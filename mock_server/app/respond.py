"""Putting the core's answers on the wire as they are."""

from aiohttp import web
from multidict import CIMultiDict

from protocol.http import HttpResponse

SERVER_NAME = "oceanhil"


def plain_response(answer: HttpResponse) -> web.Response:
    """Make aiohttp's response of an answer."""
    headers = CIMultiDict(answer.headers)
    headers["server"] = SERVER_NAME
    return web.Response(body=answer.body, status=answer.status, headers=headers)
