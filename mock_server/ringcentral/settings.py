"""Bounds of what tests may change a setting to: the service holds to them, its description tells them."""

from oceanhil.mock_server.core.live_values import MOST

_MOST_BODY = 16 * 1024 * 1024


def largest(name: str) -> int:
    """Give the largest value that the setting `name` may be changed to."""
    return _MOST_BODY if name == "max_body_bytes" else MOST
