"""Which headers a proxy passes on (RFC 9110, 7.6.1): all but those that concern one connection only."""

from collections.abc import Mapping

from multidict import CIMultiDict

# Named by RFC 9110 7.6.1, RFC 9112 (Transfer-Encoding) and, for Proxy-Connection, by what old clients send.
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authentication-info",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# Host is the other server's own name; a body is passed on whole, so length and expectation are made anew.
_MADE_ANEW = frozenset({"host", "content-length", "expect"})


def passed_on(headers: Mapping[str, str], *, is_request: bool) -> CIMultiDict[str]:
    """Give the headers to pass on, in their order, each as often as it came."""
    named = {
        option.strip().lower()
        for name, value in headers.items()
        if name.lower() == "connection"
        for option in value.split(",")
    }
    dropped = _HOP_BY_HOP | named | (_MADE_ANEW if is_request else frozenset())
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in dropped)
