"""How much the transport takes of a request, and how long it waits for slow clients."""

import msgspec

from oceanhil.mock_server.operation.address_limits import AddressLimits


class TransportLimits(msgspec.Struct, frozen=True):
    """Times in seconds."""

    head_timeout_s: float = 75.0
    """From the connection's start, or its last answer, to the end of the next request's head; then it is closed."""
    handshake_timeout_s: float = 10.0
    """From a TLS connection's start to the end of its handshake; then it is closed."""
    body_timeout_s: float = 20.0
    """For a request's body after its head; then 408."""
    linger_s: float = 5.0
    """How long the rest of a refused body is read and thrown away, so that the client gets to see the refusal."""
    stop_timeout_s: float = 5.0
    """How long stopping waits for requests under way."""
    event_pause_s: float = 15.0
    """Longest silence on the event stream; then a comment keeps the connection alive."""
    event_stall_s: float = 30.0
    """How long the event stream waits for a client that reads nothing; then its connection ends at once."""
    line_bytes_max: int = 8190
    """Longest request line, and longest header; then 431."""
    headers_max: int = 128
    """Most headers; then 400."""
    per_address: AddressLimits = AddressLimits()
    """What one address may ask for."""
