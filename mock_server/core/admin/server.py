"""The server as a whole: health, readiness, journal, event stream, clock, settings, restart and reset."""

from collections.abc import Mapping
from http import HTTPStatus

import msgspec

from oceanhil.mock_server.core.admin.call import Call
from oceanhil.mock_server.core.admin.forms import ClockChange, Done, Seed, SeedInForce
from oceanhil.mock_server.core.admin.operation import BODY, COUNT, SINCE, UNKNOWN, operation
from oceanhil.mock_server.core.admin_error import NotReadyError
from oceanhil.mock_server.core.operation import AdminRefusal, Curl, Json, Operation, Parameter, Tag
from oceanhil.mock_server.core.shared_operations import SharedOperations
from oceanhil.mock_server.core.storage import StorageState
from oceanhil.mock_server.core.views import ClockView, ExchangeView, HealthView, JournalView, Phase
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.profile import Scalar

EVENT_STREAM = "text/event-stream"
_CLOCK: Json = {"now": 1767312001, "offset": 86401, "frozen": False}


class ReadyView(msgspec.Struct, frozen=True):
    """The answer of a server that is ready."""

    success: bool
    status: str


@operation("GET", "health", Operation(id="health", tag=Tag.SERVER, curl=Curl("/_admin/health")))
def health(call: Call[SharedOperations, None]) -> HealthView:
    """Say that the server is there."""
    return call.core.health(call.now_us)


@operation("GET", "ready", Operation(
    id="ready", tag=Tag.SERVER,
    refusals=(AdminRefusal.STARTING, AdminRefusal.STOPPING, AdminRefusal.READ_ONLY, AdminRefusal.UNREADABLE),
    curl=Curl("/_admin/ready"),
))  # fmt: skip
def ready(call: Call[SharedOperations, None]) -> ReadyView:
    """Say whether the server does its whole work now."""
    phase, storage = call.core.phase, call.core.storage
    if phase is not Phase.SERVING:
        raise NotReadyError(f"the server is {phase.value}", phase.value)
    if storage.state not in {StorageState.MEMORY, StorageState.DURABLE}:
        raise NotReadyError("changes cannot be stored now; GET /_admin/health says why", storage.state.value)
    return ReadyView(success=True, status="ready")


@operation("GET", "journal", Operation(
    id="showJournal", tag=Tag.WATCHING,
    parameters=(
        SINCE,
        Parameter("before", "query", "Only what comes before this number.", COUNT, example=8),
        Parameter("last", "query", "Only the newest so many.", COUNT, example=10),
        Parameter("device", "query", "Only of the device with this admin id.", {"type": "string"}),
    ),
    refusals=(AdminRefusal.WRONG,), curl=Curl("/_admin/journal?last=10"),
))  # fmt: skip
def journal(call: Call[SharedOperations, None]) -> JournalView:
    """Read what devices asked and what they were told.

    At most 12 characters of anything that looks like a token are shown.
    """
    core = call.core
    since, last, device = call.count("since", 0), call.count("last", 10**18), call.word("device") or ""
    before = call.count("before", 10**18)
    entries = core.journal_newest(last, since, device, before)
    return JournalView(entries, core.journal_last_seq, core.journal_dropped)


@operation("GET", "journal/*", Operation(
    id="showExchange", tag=Tag.WATCHING, refusals=UNKNOWN, curl=Curl("/_admin/journal/1"),
))  # fmt: skip
def exchange(call: Call[SharedOperations, None]) -> ExchangeView:
    """Read one request with its body, its answer, and how long it took.

    Bodies are kept of the newest 2,000 requests, without secrets.
    """
    return call.core.exchange(int(call.identity))


@operation("GET", "events", Operation(
    id="watchEvents", tag=Tag.WATCHING, reply="EventStream", media_type=EVENT_STREAM,
    curl=Curl("/_admin/events", options="--no-buffer --max-time 1"),
))  # fmt: skip
def events(call: Call[SharedOperations, None]) -> HttpResponse:
    """Follow what happens, as server-sent events.

    A stream without end; a comment line keeps a silent one alive.
    """
    del call
    # Only a transport can stream; this is the stream's empty beginning.
    return HttpResponse(HTTPStatus.OK, b": events\n\n", {"content-type": EVENT_STREAM, "cache-control": "no-store"})


@operation("GET", "clock", Operation(
    id="showClock", tag=Tag.CLOCK, reply_example=_CLOCK, curl=Curl("/_admin/clock"),
))  # fmt: skip
def show_clock(call: Call[SharedOperations, None]) -> ClockView:
    """Read the server's clock."""
    return call.core.clock(call.now_us)


@operation("PUT", "clock", Operation(
    id="setClock", tag=Tag.CLOCK, request_examples=({"advance": 86401}, {"offset": 0, "freeze": True}),
    reply_example=_CLOCK, refusals=(*BODY, AdminRefusal.CONFLICT), curl=Curl("/_admin/clock", '{"advance": 3600}'),
    is_proxys_own=True,
))  # fmt: skip
def set_clock(call: Call[SharedOperations, ClockChange]) -> ClockView:
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
def show_settings(call: Call[SharedOperations, None]) -> Mapping[str, Scalar]:
    """Read the settings in force."""
    return call.core.settings()


@operation("PUT", "settings", Operation(
    id="changeSettings", tag=Tag.SETTINGS, request="SettingsChange", request_examples=({"session_ttl_s": 60},),
    reply="Settings", refusals=BODY, curl=Curl("/_admin/settings", '{"session_ttl_s": 60}'),
))  # fmt: skip
def put_settings(call: Call[SharedOperations, Mapping[str, object]]) -> Mapping[str, Scalar]:
    """Change settings: all that are sent, or none."""
    return call.core.put_settings(call.form, call.now_us)


@operation("POST", "restart", Operation(id="restart", tag=Tag.SERVER, curl=Curl("/_admin/restart")))
def restart(call: Call[SharedOperations, None]) -> Done:
    """End all sessions, as a restart of the server does."""
    call.core.restart(call.now_us)
    return Done()


@operation("POST", "reset", Operation(
    id="reset", tag=Tag.SERVER, needs_body=False, request_examples=({"seed": 7},),
    reply_example={"success": True, "seed": 7}, refusals=BODY, curl=Curl("/_admin/reset", '{"seed": 7}'),
    is_proxys_own=True,
))  # fmt: skip
def reset(call: Call[SharedOperations, Seed]) -> SeedInForce:
    """Begin anew: no devices, settings and clock as at the start, a seed."""
    return SeedInForce(seed=call.core.reset(call.optional_form.seed, call.now_us))


CLOCK_AND_SETTINGS = (show_clock, set_clock, show_settings, put_settings)
