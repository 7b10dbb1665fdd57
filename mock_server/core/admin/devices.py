"""Admin routes of devices: the dashboard's actions."""

import sys

from oceanhil.boards import board_names, find_board
from oceanhil.mock_server.core.admin.call import Call, text_field
from oceanhil.mock_server.core.admin.forms import DeviceList, Removed
from oceanhil.mock_server.core.bodies import read_device_id, read_mac
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.errors import WrongValueError
from oceanhil.mock_server.core.replies import json_response
from oceanhil.protocol.http import HttpResponse

ALL = sys.maxsize


def create(call: Call[Core]) -> HttpResponse:
    """`POST devices` {board, name?}: generate firmware."""
    fields = call.body()
    word = text_field(fields, "board")
    board = find_board(word)
    if board is None:
        raise WrongValueError(f"board is not known, expected one of {', '.join(board_names())}")
    name = text_field(fields, "name", word)
    return json_response(call.core.create_device(board, name, call.now_us), 201)


def list_all(call: Call[Core]) -> HttpResponse:
    """`GET devices?after=ID&limit=N`: all, or the next N made after that one."""
    after, limit = call.word("after") or "", call.count("limit", ALL)
    return json_response(DeviceList(call.core.devices(call.now_us, after=after, limit=limit)))


def show(call: Call[Core]) -> HttpResponse:
    """`GET devices/{id}`."""
    return json_response(call.core.device(call.identity, call.now_us))


def regenerate(call: Call[Core]) -> HttpResponse:
    """`POST devices/{id}/regenerate`."""
    return json_response(call.core.regenerate(call.identity, call.now_us))


def revoke(call: Call[Core]) -> HttpResponse:
    """`POST devices/{id}/revoke`."""
    return json_response(call.core.revoke(call.identity, call.now_us))


def delete(call: Call[Core]) -> HttpResponse:
    """`DELETE devices/{id}`."""
    call.core.delete(call.identity, call.now_us)
    return json_response(Removed(id=call.identity))


def claim(call: Call[Core]) -> HttpResponse:
    """`POST devices/{id}/claim` {mac_address, device_id}."""
    call.core.device(call.identity, call.now_us)
    fields = call.body()
    mac, device_id = read_mac(fields), read_device_id(fields)
    return json_response(call.core.claim(call.identity, mac, device_id, call.now_us))


def set_state(call: Call[Core]) -> HttpResponse:
    """`PUT devices/{id}/state` {relay1?, relay2?, temperature?, humidity?}."""
    call.core.device(call.identity, call.now_us)
    return json_response(call.core.set_state(call.identity, call.body(), call.now_us))
