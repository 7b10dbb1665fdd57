"""Admin routes that only look: health, journal, event stream."""

from mock_server.core.admin.call import Call
from mock_server.core.replies import json_response
from protocol.http import HttpResponse

EVENT_STREAM = "text/event-stream"


def health(call: Call) -> HttpResponse:
    """`GET health`: that the server answers, under which profile, for how many devices."""
    core = call.core
    return json_response({"success": True, "status": "ok", "profile": core.profile.name, "devices": core.device_count})


def journal(call: Call) -> HttpResponse:
    """`GET journal?since=N`: the entries after N, and how many older ones are gone."""
    core = call.core
    entries = core.journal_since(call.count("since", 0))
    return json_response({"entries": entries, "last_seq": core.journal_last_seq, "dropped": core.journal_dropped})


def events(call: Call) -> HttpResponse:
    """`GET events`: only a transport can stream; this is the stream's empty beginning."""
    del call
    return HttpResponse(200, b": events\n\n", {"content-type": EVENT_STREAM, "cache-control": "no-store"})
