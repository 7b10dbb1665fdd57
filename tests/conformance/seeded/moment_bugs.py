"""Faults of a server that show only when two things happen at the same time."""

import asyncio
from typing import Final

from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import AnswerDisturbance
from oceanhil.mock_server.core.replies import json_response
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import SeededBug
from tests.conformance.seeded.racy import in_one_loop, late_count

_WIRE: Final = load_profile().wire
_PAUSE_S: Final = 0.05
_Answered = tuple[HttpResponse | None, AnswerDisturbance | None]


def _lost_update() -> MockServer:
    """Serve with reports that are laid over the state as it was when they came."""
    core = Core(load_profile(), seed=1)

    async def forward(request: HttpRequest) -> _Answered:
        device = core._registry.find(request.headers.get(_WIRE.token_header, ""))
        if request.method == "POST" and request.path == _WIRE.state_path and device is not None:
            relay1 = device.state.relay1
            await asyncio.sleep(_PAUSE_S)
            answer = core.handle(request, wall_us()).response
            core.set_state(device.id, {"relay1": relay1}, wall_us())
            return answer, None
        return core.handle(request, wall_us()).response, None

    return MockServer(core, forward=forward)


def _gone_meanwhile() -> MockServer:
    """Serve with polls that look the device up twice, and fail if it is there only the first time."""
    core = Core(load_profile(), seed=1)

    async def forward(request: HttpRequest) -> _Answered:
        token = request.headers.get(_WIRE.token_header, "")
        was_there = core._registry.find(token) is not None
        if request.method == "GET" and was_there:
            await asyncio.sleep(_PAUSE_S)
            if core._registry.find(token) is None:
                return json_response({"error": "Internal Server Error"}, 500), None
        return core.handle(request, wall_us()).response, None

    return MockServer(core, forward=forward)


MOMENT_BUGS: Final = (
    SeededBug("a report undoes a switch", "race/report-and-switch", _lost_update),
    SeededBug("a limit counts what was answered", "limits/api-at-once", in_one_loop(late_count, 0.02)),
    SeededBug("a limit counts late who registers", "limits/register-at-once", in_one_loop(late_count, 0.02)),
    SeededBug("a poll fails while its device is deleted", "race/poll-and-delete", _gone_meanwhile),
)
"""Each alone in a server of its own."""
