"""Faults: the rules, and the log of what they did."""

from oceanhil.mock_server.core.admin.call import Call
from oceanhil.mock_server.core.admin.forms import Done, FaultList, FaultLogView, Removed
from oceanhil.mock_server.core.admin.operation import BODY, SINCE, UNKNOWN, operation
from oceanhil.mock_server.core.operation import AdminRefusal, Curl, Json, Link, Operation, Parameter, Tag
from oceanhil.mock_server.core.shared_operations import SharedOperations
from oceanhil.mock_server.core.views import FaultView
from oceanhil.protocol.faults import FaultRule

_RULE: Json = {
    "match": {"path": "/api/device/state/", "method": "GET"},
    "fault": {"kind": "status", "status": 503, "retry_after": 30},
    "times": 2,
}


@operation("GET", "faults", Operation(id="listFaults", tag=Tag.FAULTS, curl=Curl("/_admin/faults")))
def list_faults(call: Call[SharedOperations, None]) -> FaultList:
    """List the fault rules."""
    return FaultList(call.core.faults())


@operation("POST", "faults", Operation(
    id="addFault", tag=Tag.FAULTS, request_examples=(_RULE,), status=201, refusals=BODY,
    links=(Link("removeFault", {"path.id": "$response.body#/id"}),),
    curl=Curl(
        "/_admin/faults", '{"match": {"path": "/nowhere"}, "fault": {"kind": "delay", "seconds": 2}, "times": 1}',
        keeps={"fault": "id"},
    ),
    is_proxys_own=True,
))  # fmt: skip
def add_fault(call: Call[SharedOperations, FaultRule]) -> FaultView:
    """Break something on purpose.

    While a rule is in force, the requests that match it may be answered in any way, or not at all.
    """
    return call.core.add_fault(call.form, call.now_us)


@operation("GET", "faults/log", Operation(
    id="showFaultLog", tag=Tag.FAULTS, parameters=(SINCE,), refusals=(AdminRefusal.WRONG,),
    curl=Curl("/_admin/faults/log?since=0"),
))  # fmt: skip
def log(call: Call[SharedOperations, None]) -> FaultLogView:
    """Read what was injected."""
    kept = call.core.fault_log
    return FaultLogView(kept.since(call.count("since", 0)), kept.last_seq, kept.dropped)


@operation("DELETE", "faults/*", Operation(
    id="removeFault", tag=Tag.FAULTS, reply_example={"success": True, "id": "f1"}, refusals=UNKNOWN,
    curl=Curl("/_admin/faults/$fault"), is_proxys_own=True,
))  # fmt: skip
def remove_fault(call: Call[SharedOperations, None]) -> Removed:
    """Remove one fault rule."""
    call.core.remove_fault(call.identity, call.now_us)
    return Removed(id=call.identity)


@operation("DELETE", "faults", Operation(
    id="clearFaults", tag=Tag.FAULTS,
    parameters=(Parameter("name", "query", "Only those of this name.", {"type": "string"}),),
    curl=Curl("/_admin/faults"), is_proxys_own=True,
))  # fmt: skip
def clear_faults(call: Call[SharedOperations, None]) -> Done:
    """Remove all fault rules, or those of one name."""
    call.core.clear_faults(call.now_us, call.word("name") or "")
    return Done()


FAULTS = (list_faults, add_fault, log, remove_fault, clear_faults)
