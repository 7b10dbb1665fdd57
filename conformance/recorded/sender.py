"""Which device sent a request, as far as a recording tells: by its own ID, or by whose token or session it shows."""

from oceanhil.conformance.recorded.call import Call
from oceanhil.conformance.recorded.history import History


def sender_of(call: Call, history: History) -> str:
    """Give the ID of the device, else what its token is called, else its address; empty if nothing tells."""
    if call.device_id:
        return call.device_id
    known = history.permanents.get(call.token)
    if known is None or not known.device_id:
        life = history.sessions.get(call.session)
        known = None if life is None else history.permanents.get(life.permanent)
    if known is not None and known.device_id:
        return known.device_id
    if call.is_known_token and call.token is not None:
        return f"the holder of {call.token.strip('~').replace('-', '_').upper()}"
    return f"a device at {call.entry.request.peer}" if call.entry.request.peer else ""
