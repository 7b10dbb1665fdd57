"""A look at the target before a run: is it there, is it itself, and is it a server of this service.

Each thing that can be in the way has a message of its own that says what to do.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import msgspec

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.redact import redact
from oceanhil.remote.evidence.exchange import (
    MARKED_JSON,
    is_json_object,
    is_marked_json,
    is_page,
    packing_words,
    page_title,
)
from oceanhil.remote.wire.target import Target, TargetError, answer_of

__all__ = ["Probe", "Seen", "TargetError", "check_target"]

_LOGIN_WORDS: Final = ("login", "signin", "sign-in", "sso", "oauth", "auth", "account")
_TLS_HINTS: Final = ("https port", "http request to an https server", "client sent an http request")
_PROXY_HEADERS: Final = ("via", "proxy-authenticate", "x-squid-error", "proxy-agent", "proxy-connection")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A harmless request, and how a server of the service answers it."""

    service: str
    """The name that `--profile` takes."""
    title: str
    request: HttpRequest
    is_ours: Callable[[HttpResponse], bool]


class Seen(msgspec.Struct, frozen=True):
    """What was seen of a target that can be used: words worth telling, such as a proxy on the way."""

    notes: tuple[str, ...] = ()


def check_target(target: Target, probe: Probe, others: Iterable[Probe] = ()) -> Seen:
    """Probe at a target; raises TargetError unless a server of the service answers.

    `others` are those of other services, to tell which one it is instead.
    """
    answer = answer_of(target, probe.request)
    if probe.is_ours(answer):
        via = answer.headers.get("via", "")
        return Seen(
            (f"answers come through a proxy, {redact(via)[:80]!r}: some refusals may be its own",) if via else ()
        )
    for other in others:
        if other.service != probe.service and other.is_ours(answer_of(target, other.request)):
            raise TargetError(
                f"{target.url!r} is a server of {other.title}, not of {probe.title}; add --profile {other.service}"
            )
    raise TargetError(_foreign(target.url, probe, answer))


def _foreign(url: str, probe: Probe, answer: HttpResponse) -> str:
    """Say what answers there instead of such a server."""
    text = answer.body.decode("utf-8", "replace")
    server = answer.headers.get("server", "")
    by = f" of {redact(server)[:60]!r}" if server else ""
    proxy = next((name for name in _PROXY_HEADERS if name in answer.headers), "")
    what = f"{url!r} answers {probe.request.method} {probe.request.path} with {answer.status}"
    if any(hint in text.lower() for hint in _TLS_HINTS):
        return f"{url!r} speaks HTTPS at this port; write https:// instead of http://"
    if answer.status == 407:
        return f"{what}: a proxy in between wants a login{by}; reach the server without it, or from another machine"
    if location := answer.headers.get("location", ""):
        return _redirected(what, url, redact(location))
    if proxy and (answer.status >= 500 or is_page(text)):
        named = f"{proxy}: {redact(answer.headers[proxy])[:60]!r}"
        return f"{what}, from a proxy in between ({named}){_titled(text)}; see what it does, or go round it"
    if answer.status in {502, 503, 504} and not is_json_object(answer):
        return f"{what}{by}{_titled(text)}: a gateway answers, and the server behind it does not; see whether it runs"
    if is_page(text):
        return f"{what}, a page of HTML{by}{_titled(text)}, expected JSON; give the address of the API, not of the site"
    if answer.status == 401 and "www-authenticate" in answer.headers and not is_json_object(answer):
        return f"{what}: something before the server wants a login; give its header in [server.headers] of a connector"
    if packed := packing_words(answer):
        return (
            f"{what} and {packed}{by}: devices do not unpack it; have it packed only where a request has"
            " Accept-Encoding, by the server and by what stands in front of it"
        )
    if is_marked_json(answer):
        return (
            f"{what} and {MARKED_JSON}, which devices take for no JSON; it mostly comes from a file of the server's"
            " program or a template: save that without the mark"
        )
    kind = "JSON of another kind" if is_json_object(answer) else f"{len(answer.body)} bytes that are no JSON"
    return (
        f"{what} and {kind}{by}: this is no server of {probe.title}; see the address, and whether a path belongs to it"
    )


def _redirected(what: str, url: str, location: str) -> str:
    to = f"{what}, a redirect to {location[:120]!r}"
    try:
        parts, here = urlsplit(location), urlsplit(url)
    except ValueError:
        return f"{to}, which is no address: see what is configured there, or give the address of the server itself"
    if here.scheme == "http" and parts.scheme == "https" and parts.hostname == here.hostname:
        return f"{to}; devices do not follow it with a POST: give https://{parts.netloc} instead"
    if any(word in parts.path.lower() or word in (parts.hostname or "") for word in _LOGIN_WORDS):
        return (
            f"{to}: a login page; give the API's own address, or the gateway's key in [server.headers] of a connector"
        )
    return f"{to}; devices do not follow redirects: give the address where the server itself is"


def _titled(text: str) -> str:
    return f" with the title {redact(page_title(text))[:80]!r}" if is_page(text) and page_title(text) else ""
