"""Path, method and content type of a registration, and how large its body may be."""

from typing import Final

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.search import largest_in_steps
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import attempt, attempt_body, body_passes, good_body, sized, unused_body
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.talking import BODY_BYTES_TRIED
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind

_FORM = "application/x-www-form-urlencoded"
_STEP_BYTES = 64 * 1024


@item(
    "registration-request/without-slash",
    "a registration to the path without its slash is not redirected in a way that loses its method and body",
    kind=Kind.ASSUMPTION,
    source="FLASH prints the path with a slash, no page what is without; RFC 9110, 15.4: after 301, 302 and 303 a POST"
    " may become a GET",
    severity=Severity.CRITICAL,
)
def without_slash(bench: Bench) -> None:
    answer = _without_slash(bench)
    answer.must_not_redirect("no redirect (3xx)")
    if not 200 <= answer.status < 300:
        answer.must_be_refused()


@item(
    "registration-request/slash",
    "the slash at the end of the path of registrations belongs to it: without it there is nothing",
    kind=Kind.ASSUMPTION,
    source="FLASH prints the path with a slash, no page what is without",
)
def slash(bench: Bench) -> None:
    answer = _without_slash(bench)
    if not 300 <= answer.status < 400:
        answer.should_be_refused(ErrorReason.NOT_FOUND)


def _without_slash(bench: Bench) -> Answer:
    path = bench.names.register_path.rstrip("/")
    return bench.try_unused(HttpRequest("POST", path, _headers(bench), unused_body(bench)))


@item(
    "registration-request/unknown-path",
    "a path that does not exist is refused in these words",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    learns=("errors.not_found",),
)
def unknown_path(bench: Bench) -> None:
    path = f"{bench.names.register_path}nothing/"
    bench.send("POST", path, headers=_headers(bench), body=b"{}").refused_in_these_words(ErrorReason.NOT_FOUND)


@item(
    "registration-request/get",
    "reading the path of registrations is refused in these words",
    kind=Kind.ASSUMPTION,
    source="no page; RFC 9110, 15.5.6",
    severity=Severity.MINOR,
    learns=("errors.method_not_allowed",),
)
def get(bench: Bench) -> None:
    bench.send("GET", bench.names.register_path).refused_in_these_words(ErrorReason.METHOD_NOT_ALLOWED)


@item(
    "registration-request/allow",
    "the refusal of a method names POST in Allow",
    kind=Kind.FACT,
    source="RFC 9110, 15.5.6",
    severity=Severity.MINOR,
)
def allow(bench: Bench) -> None:
    answer = bench.send("GET", bench.names.register_path)
    answer.must_be_refused()
    answer.must_allow("POST")


def _other_method(method: str) -> Item[Bench]:
    @item(
        f"registration-request/{method.lower()}",
        f"{method} with a good registration is refused",
        kind=Kind.ASSUMPTION,
        source="no page",
        severity=Severity.MINOR,
    )
    def other_method(bench: Bench) -> None:
        request = HttpRequest(method, bench.names.register_path, _headers(bench), unused_body(bench))
        bench.try_unused(request).should_be_refused(ErrorReason.METHOD_NOT_ALLOWED)

    return other_method


@item(
    "registration-request/query",
    "a registration whose fields stand in the query is refused: queries are kept in logs",
    kind=Kind.ASSUMPTION,
    source="FLASH prints the fields as a body",
    style=Style.ABUSE,
)
def query(bench: Bench) -> None:
    who = bench.identity()
    fields = f"token={bench.unused().token}&device_id={who.device_id}&mac_address={who.mac_text}&ip={who.ip}"
    request = HttpRequest("POST", bench.names.register_path, _headers(bench), b"{}", fields)
    bench.try_unused(request).should_be_refused(ErrorReason.BAD_REQUEST)


@item(
    "registration-request/text",
    "a body that does not say it is JSON is refused in these words",
    kind=Kind.ASSUMPTION,
    source="no page; RFC 9110, 15.5.16",
    severity=Severity.MINOR,
    learns=("errors.unsupported_media_type",),
)
def text(bench: Bench) -> None:
    answer = attempt(bench, headers={"content-type": "text/plain"})
    answer.should_be_refused_somehow()
    answer.refused_in_these_words(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@item(
    "registration-request/form",
    "a registration as a web form sends it is refused",
    kind=Kind.ASSUMPTION,
    source="FLASH prints the fields, no page says JSON",
)
def form(bench: Bench) -> None:
    who = bench.identity()
    mac = who.mac_text.replace(":", "%3A")
    fields = f"token={bench.unused().token}&device_id={who.device_id}&mac_address={mac}&ip={who.ip}"
    answer = attempt_body(bench, fields.encode(), {"content-type": _FORM})
    answer.should_be_refused(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@item(
    "registration-request/no-content-type",
    "a body of which nothing says what it is, is refused",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
)
def no_content_type(bench: Bench) -> None:
    request = HttpRequest("POST", bench.names.register_path, bench.time_headers(), unused_body(bench))
    bench.try_unused(request).should_be_refused(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@item(
    "registration-request/charset",
    "JSON that says it is UTF-8 is accepted, whatever the case of its type",
    kind=Kind.FACT,
    source="RFC 9110, 8.3.1: types and their parameters' names do not mind case",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def charset(bench: Bench) -> None:
    body_passes(bench, good_body(bench, bench.pending()), {"content-type": 'Application/JSON; Charset="UTF-8"'})


@item(
    "registration-request/other-charset",
    "JSON that says it is UTF-16 is refused",
    kind=Kind.ASSUMPTION,
    source="no page; RFC 8259, 8.1 asks for UTF-8",
    severity=Severity.MINOR,
)
def other_charset(bench: Bench) -> None:
    answer = attempt(bench, headers={"content-type": "application/json; charset=utf-16"})
    answer.should_be_refused(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@item(
    "registration-request/unknown-header",
    "headers that the server does not know are ignored",
    kind=Kind.FACT,
    source="RFC 9110, 5.1",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def unknown_header(bench: Bench) -> None:
    headers = {"x-firmware-version": "1.0.0", "user-agent": "ESP32HTTPClient"}
    body_passes(bench, good_body(bench, bench.pending()), headers)


@item(
    "registration-request/body-limit",
    "a body of exactly 64 KiB is read, and one of a byte more is too large",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.BOUNDARY,
    learns=("server.max_body_bytes",),
)
def body_limit(bench: Bench) -> None:
    limit, small = bench.server.max_body_bytes, bench.ask(sized(bench, 0))
    small.must_be_refused()
    if _is_read(bench, limit, small) and not _is_read(bench, limit + 1, small):
        return
    largest = largest_in_steps(lambda size: _is_read(bench, size, small), _STEP_BYTES, BODY_BYTES_TRIED)
    bench.reads("max_body_bytes", largest, bench.answer(bench.exchanges()[-1]))


@item(
    "registration-request/too-large",
    "a body that is far too large is refused in these words",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.ABUSE,
    learns=("errors.too_large",),
)
def too_large(bench: Bench) -> None:
    answer = bench.ask(sized(bench, bench.bytes_above_limit(times=4)))
    answer.may_hang_up(ErrorReason.TOO_LARGE)
    if answer.status == bench.refusal_of(ErrorReason.TOKEN_INVALID).status:
        raise answer.deviates("a refusal for its size", answer.in_words(), Side.REFUSED)
    answer.refused_in_these_words(ErrorReason.TOO_LARGE)


def _is_read(bench: Bench, size: int, small: Answer) -> bool:
    """Tell whether a body of `size` bytes is judged by its token, which is unknown, as the `small` one is."""
    answer = bench.ask(sized(bench, size))
    if answer.exchange.response is None:
        # Who refuses a body by its announced size may hang up while it is being sent.
        return False
    answer.must_be_refused()
    return answer.status == small.status


def _headers(bench: Bench) -> dict[str, str]:
    return {"content-type": "application/json", **bench.time_headers()}


ITEMS: Final[tuple[Item[Bench], ...]] = (
    without_slash,
    slash,
    unknown_path,
    get,
    allow,
    *(_other_method(method) for method in ("PUT", "PATCH", "DELETE", "HEAD")),
    query,
    text,
    form,
    no_content_type,
    charset,
    other_charset,
    unknown_header,
    body_limit,
    too_large,
)
