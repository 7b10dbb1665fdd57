"""Admin routes of faults: the rules, and the log of what they did."""

from oceanhil.mock_server.core.admin.call import Call
from oceanhil.mock_server.core.admin.forms import Done, FaultList, FaultLogView, Removed
from oceanhil.mock_server.core.fault_check import parse_rule
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.core.service import Service
from oceanhil.protocol.http import HttpResponse


def list_faults(call: Call[Service]) -> HttpResponse:
    """`GET faults`."""
    return json_response(FaultList(call.core.faults()))


def add_fault(call: Call[Service]) -> HttpResponse:
    """`POST faults` {match?, fault, times?, probability?, seed?, after?, duration?}."""
    return json_response(call.core.add_fault(parse_rule(call.body()), call.now_us), 201)


def clear_faults(call: Call[Service]) -> HttpResponse:
    """`DELETE faults`: all of them."""
    call.core.clear_faults(call.now_us)
    return json_response(Done())


def remove_fault(call: Call[Service]) -> HttpResponse:
    """`DELETE faults/{id}`."""
    call.core.remove_fault(call.identity, call.now_us)
    return json_response(Removed(id=call.identity))


def log(call: Call[Service]) -> HttpResponse:
    """`GET faults/log?since=N`: what was injected after number N; how many older ones are gone."""
    kept = call.core.fault_log
    entries = kept.since(call.count("since", 0))
    return json_response(FaultLogView(entries, kept.last_seq, kept.dropped))
