"""Admin routes of a test's levers: clock, settings, restart and reset."""

from oceanhil.mock_server.core.admin.call import Call, number_field, switch_field
from oceanhil.mock_server.core.admin.forms import Done, SeedInForce
from oceanhil.mock_server.core.errors import WrongValueError
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.core.service import Service
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.profile import nearest
from oceanhil.protocol.redact import redact

_CLOCK_FIELDS = ("advance", "offset", "freeze")


def show_clock(call: Call[Service]) -> HttpResponse:
    """`GET clock`."""
    return json_response(call.core.clock(call.now_us))


def set_clock(call: Call[Service]) -> HttpResponse:
    """`PUT clock` {advance: s} or {offset: s}, {freeze: bool}, or `freeze` with one of the other two."""
    fields = call.body()
    for name in fields:
        if name not in _CLOCK_FIELDS:
            raise WrongValueError(redact(f"unknown field {name!r}; {nearest(name, _CLOCK_FIELDS)}"))
    if not fields or {"advance", "offset"} <= fields.keys():
        raise WrongValueError("expected either 'advance' or 'offset' in seconds, or 'freeze'")
    frozen = switch_field(fields, "freeze") if "freeze" in fields else None
    view = call.core.clock(call.now_us)
    if "advance" in fields:
        view = call.core.advance_clock(number_field(fields, "advance"), call.now_us)
    if "offset" in fields:
        view = call.core.set_clock_offset(number_field(fields, "offset"), call.now_us)
    if frozen is not None:
        view = (call.core.freeze_clock if frozen else call.core.release_clock)(call.now_us)
    return json_response(view)


def show_settings(call: Call[Service]) -> HttpResponse:
    """`GET settings`."""
    return json_response(call.core.settings())


def put_settings(call: Call[Service]) -> HttpResponse:
    """`PUT settings`: some of them, all or none applied."""
    return json_response(call.core.put_settings(call.body(), call.now_us))


def restart(call: Call[Service]) -> HttpResponse:
    """`POST restart`: what a restart of the server does to devices."""
    call.core.restart(call.now_us)
    return json_response(Done())


def reset(call: Call[Service]) -> HttpResponse:
    """`POST reset` {seed?}: begin anew."""
    seed = call.optional_body().get("seed")
    if isinstance(seed, bool) or not (seed is None or isinstance(seed, int)):
        raise WrongValueError("seed is not a whole number, expected one such as 7; leave it out for the first one")
    return json_response(SeedInForce(seed=call.core.reset(seed, call.now_us)))
