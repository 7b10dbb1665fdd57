"""Operations that only look: health, readiness, journal, event stream."""

from http import HTTPStatus

import msgspec

from oceanhil.mock_server.core.admin.call import Call
from oceanhil.mock_server.core.admin.operation import operation
from oceanhil.mock_server.core.admin.said import COUNT, SINCE
from oceanhil.mock_server.core.admin_error import NotReadyError
from oceanhil.mock_server.core.operation import AdminRefusal, Curl, Operation, Parameter, Tag
from oceanhil.mock_server.core.phase import Phase
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.storage import StorageState
from oceanhil.mock_server.core.views import HealthView, JournalView
from oceanhil.protocol.http import HttpResponse

EVENT_STREAM = "text/event-stream"


class ReadyView(msgspec.Struct, frozen=True):
    """The answer of a server that is ready."""

    success: bool
    status: str


@operation("GET", "health", Operation(id="health", tag=Tag.SERVER, curl=Curl("/_admin/health")))
def health(call: Call[Service, None]) -> HealthView:
    """Say that the server is there."""
    return call.core.health()


@operation("GET", "ready", Operation(
    id="ready", tag=Tag.SERVER,
    refusals=(AdminRefusal.STARTING, AdminRefusal.STOPPING, AdminRefusal.READ_ONLY, AdminRefusal.UNREADABLE),
    curl=Curl("/_admin/ready"),
))  # fmt: skip
def ready(call: Call[Service, None]) -> ReadyView:
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
        Parameter("last", "query", "Only the newest so many.", COUNT, example=10),
        Parameter("device", "query", "Only of the device with this admin id.", {"type": "string"}),
    ),
    refusals=(AdminRefusal.WRONG,), curl=Curl("/_admin/journal?last=10"),
))  # fmt: skip
def journal(call: Call[Service, None]) -> JournalView:
    """Read what devices asked and what they were told.

    At most 12 characters of anything that looks like a token are shown.
    """
    core = call.core
    since, last, device = call.count("since", 0), call.count("last", 10**18), call.word("device") or ""
    entries = core.journal_newest(last, since, device)
    return JournalView(entries, core.journal_last_seq, core.journal_dropped)


@operation("GET", "events", Operation(
    id="watchEvents", tag=Tag.WATCHING, reply="EventStream", media_type=EVENT_STREAM,
    curl=Curl("/_admin/events", options="--no-buffer --max-time 1"),
))  # fmt: skip
def events(call: Call[Service, None]) -> HttpResponse:
    """Follow what happens, as server-sent events.

    A stream without end; a comment line keeps a silent one alive.
    """
    del call
    # Only a transport can stream; this is the stream's empty beginning.
    return HttpResponse(HTTPStatus.OK, b": events\n\n", {"content-type": EVENT_STREAM, "cache-control": "no-store"})
