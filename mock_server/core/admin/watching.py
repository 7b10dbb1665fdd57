"""Admin routes that only look: health, journal, event stream."""

from oceanhil.mock_server.core.admin.call import Call
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.views import JournalView
from oceanhil.protocol.http import HttpResponse

EVENT_STREAM = "text/event-stream"


def health(call: Call[Service]) -> HttpResponse:
    """`GET health`: that the server answers, under which profile, for how many devices, how well they are kept."""
    return json_response(call.core.health())


def journal(call: Call[Service]) -> HttpResponse:
    """`GET journal?since=N&device=ID&last=M`: the last M entries after N, of a device; how many older ones are gone."""
    core = call.core
    since, last, device = call.count("since", 0), call.count("last", 10**18), call.word("device") or ""
    entries = core.journal_newest(last, since, device)
    return json_response(JournalView(entries, core.journal_last_seq, core.journal_dropped))


def events(call: Call[Service]) -> HttpResponse:
    """`GET events`: only a transport can stream; this is the stream's empty beginning."""
    del call
    return HttpResponse(200, b": events\n\n", {"content-type": EVENT_STREAM, "cache-control": "no-store"})
