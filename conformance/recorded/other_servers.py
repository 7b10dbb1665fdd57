"""Answers that somebody between the device and the server gave: a proxy, or the portal of a guest network."""

from typing import Final

from oceanhil.conformance.recorded.concealment import NOT_JSON
from oceanhil.conformance.recorded.entry import Entry

_OF_PROXIES: Final = frozenset({407, 511})
"""No server sends them: RFC 9110, 15.5.8, and RFC 6585, 6."""
_FAILED: Final = 500
"""A gateway that fails is the server's own."""
_MOST: Final = 64


class OtherServers:
    """Knows by what each server calls itself in its JSON whose answer another one is."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = {}

    def is_of_another(self, entry: Entry) -> bool:
        """Tell whether an answer is none of the server's, as far as a recording shows; takes note of those that are."""
        response = entry.response
        if response is None:
            return False
        if response.status in _OF_PROXIES:
            return True
        # Its version may be told or not.
        name = response.headers.get("server", "").partition("/")[0].strip().lower()
        known = self._names.get(entry.origin)
        if response.body and name and (known is not None or len(self._names) < _MOST):
            self._names.setdefault(entry.origin, set()).add(name)
            return False
        is_page = entry.response_gap == NOT_JSON and response.status < _FAILED
        return is_page and name != "" and known is not None and name not in known
