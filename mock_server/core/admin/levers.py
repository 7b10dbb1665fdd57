"""A test's levers: clock, settings, restart and reset."""

from collections.abc import Mapping

import msgspec

from oceanhil.mock_server.core.admin.call import Call
from oceanhil.mock_server.core.admin.forms import ClockChange, Done, Seed, SeedInForce
from oceanhil.mock_server.core.admin.operation import operation
from oceanhil.mock_server.core.admin.said import BODY
from oceanhil.mock_server.core.operation import AdminRefusal, Curl, Json, Operation, Tag
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.views import ClockView
from oceanhil.protocol.profile import Scalar

_CLOCK: Json = {"now": 1767312001, "offset": 86401, "frozen": False}


@operation("GET", "clock", Operation(
    id="showClock", tag=Tag.CLOCK, reply_example=_CLOCK, curl=Curl("/_admin/clock"),
))  # fmt: skip
def show_clock(call: Call[Service, None]) -> ClockView:
    """Read the server's clock."""
    return call.core.clock(call.now_us)


@operation("PUT", "clock", Operation(
    id="setClock", tag=Tag.CLOCK, request_examples=({"advance": 86401}, {"offset": 0, "freeze": True}),
    reply_example=_CLOCK, refusals=(*BODY, AdminRefusal.CONFLICT), curl=Curl("/_admin/clock", '{"advance": 3600}'),
))  # fmt: skip
def set_clock(call: Call[Service, ClockChange]) -> ClockView:
    """Move the server's clock, or let it stand still.

    Token ages, sessions, status and the clock rule are judged by it.
    """
    form, core = call.form, call.core
    view = core.clock(call.now_us)
    if not isinstance(form.advance, msgspec.UnsetType):
        view = core.advance_clock(form.advance, call.now_us)
    if not isinstance(form.offset, msgspec.UnsetType):
        view = core.set_clock_offset(form.offset, call.now_us)
    if not isinstance(form.freeze, msgspec.UnsetType):
        view = (core.freeze_clock if form.freeze else core.release_clock)(call.now_us)
    return view


@operation("GET", "settings", Operation(
    id="showSettings", tag=Tag.SETTINGS, reply="Settings", curl=Curl("/_admin/settings"),
))  # fmt: skip
def show_settings(call: Call[Service, None]) -> Mapping[str, Scalar]:
    """Read the settings in force."""
    return call.core.settings()


@operation("PUT", "settings", Operation(
    id="changeSettings", tag=Tag.SETTINGS, request="SettingsChange", request_examples=({"session_ttl_s": 60},),
    reply="Settings", refusals=BODY, curl=Curl("/_admin/settings", '{"session_ttl_s": 60}'),
))  # fmt: skip
def put_settings(call: Call[Service, Mapping[str, object]]) -> Mapping[str, Scalar]:
    """Change settings: all that are sent, or none."""
    return call.core.put_settings(call.form, call.now_us)


@operation("POST", "restart", Operation(id="restart", tag=Tag.SERVER, curl=Curl("/_admin/restart")))
def restart(call: Call[Service, None]) -> Done:
    """End all sessions, as a restart of the server does."""
    call.core.restart(call.now_us)
    return Done()


@operation("POST", "reset", Operation(
    id="reset", tag=Tag.SERVER, needs_body=False, request_examples=({"seed": 7},),
    reply_example={"success": True, "seed": 7}, refusals=BODY, curl=Curl("/_admin/reset", '{"seed": 7}'),
))  # fmt: skip
def reset(call: Call[Service, Seed]) -> SeedInForce:
    """Begin anew: no devices, settings and clock as at the start, a seed."""
    return SeedInForce(seed=call.core.reset(call.optional_form.seed, call.now_us))


CLOCK_AND_SETTINGS = (show_clock, set_clock, show_settings, put_settings)
