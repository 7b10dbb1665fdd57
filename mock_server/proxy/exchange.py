"""One request through the proxy: faults, the other server, journal, recording.

What waits for a network is here, so that the proxy's core stays a function of its arguments.
"""

import asyncio

from oceanhil.host.wall_clock import WallClock, wall_us
from oceanhil.mock_server.core.delivery import AnswerDisturbance, Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.proxy.core import MAX_BODY_BYTES, ProxyCore
from oceanhil.mock_server.proxy.recording import ProxyOutcome, Recorder
from oceanhil.mock_server.proxy.upstream import Upstream, UpstreamError
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.messages import ErrorReply


class ProxyExchange:
    """Answers devices with another server's answers; `oceanhil.mock_server.app.request_handler.Forward` is its form."""

    def __init__(
        self, core: ProxyCore, upstream: Upstream, recorder: Recorder | None = None, clock: WallClock = wall_us
    ) -> None:
        """Pass on to `upstream` what the rules of `core` let through; write all of it to `recorder`."""
        self._core = core
        self._upstream = upstream
        self._recorder = recorder
        self._clock = clock
        self._under_way: set[asyncio.Task[Delivery]] = set()

    async def __call__(self, request: HttpRequest) -> tuple[HttpResponse | None, AnswerDisturbance | None]:
        """Answer one request. What has begun is finished, journalled and recorded even if the client goes away."""
        task = asyncio.create_task(self._exchange(request))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        delivery = await asyncio.shield(task)
        return delivery.response, delivery.disturbance

    async def close(self, patience_s: float = 5.0) -> None:
        """Wait for what is under way, but not longer than `patience_s`: what is not answered then is given up."""
        under_way = tuple(self._under_way)
        if not under_way:
            return
        _, late = await asyncio.wait(under_way, timeout=patience_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _exchange(self, request: HttpRequest) -> Delivery:
        began_us = self._clock()
        begun = self._core.begin(request, began_us)
        answer, why = None, ""
        delivery = begun.delivery
        if delivery is None:
            answer, shown, why = await self._ask(request)
            delivery = self._core.finish(request, begun.strikes, shown, why, self._clock())
        if self._recorder is not None:
            sent = None if delivery.response is None else delivery.response.status
            outcome = ProxyOutcome(answer, why, begun.strikes, sent)
            self._recorder.record(request, outcome, began_us, self._clock())
        return delivery

    async def _ask(self, request: HttpRequest) -> tuple[HttpResponse | None, HttpResponse, str]:
        """Give the other server's answer or None, what the device gets, and why there is no answer."""
        if len(request.body) > MAX_BODY_BYTES:
            why = f"the body is longer than {MAX_BODY_BYTES} bytes"
            return None, _refusal(413, ErrorReason.TOO_LARGE.value, why), why
        try:
            answer = await self._upstream.fetch(request)
        except UpstreamError as error:
            return None, _refusal(int(error.status), error.code, str(error)), str(error)
        return answer, answer, ""


def _refusal(status: int, code: str, message: str) -> HttpResponse:
    return json_response(ErrorReply(success=False, error=message, code=code), status)
