"""Path, method and content type of a registration, and how large its body may be."""

from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.search import largest_in_steps
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import attempt, attempt_body, body_passes, good_body, sized, unused_body
from oceanhil.conformance.oceanremote.request_subject import BODY_BYTES_TRIED
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import FORM_TYPE, HttpRequest
from oceanhil.remote.connector.control import TOKEN

_STEP_BYTES = 64 * 1024


@assumption(
    "registration-request/without-slash",
    Severity.CRITICAL,
    source="FLASH prints the path with a slash, no page what is without; RFC 9110, 15.4: after 301, 302 and 303 a POST"
    " may become a GET",
)
def without_slash(subject: DeviceSubject) -> None:
    """A registration to the path without its slash is not redirected in a way that loses its method and body."""
    answer = _without_slash(subject)
    answer.must_not_redirect("no redirect (3xx)")
    if not 200 <= answer.status < 300:
        answer.must_be_refused()


@assumption("registration-request/slash", source="FLASH prints the path with a slash, no page what is without")
def slash(subject: DeviceSubject) -> None:
    """The slash at the end of the path of registrations belongs to it: without it there is nothing."""
    answer = _without_slash(subject)
    if not 300 <= answer.status < 400:
        answer.should_be_refused(ErrorReason.NOT_FOUND)


def _without_slash(subject: DeviceSubject) -> Answer:
    path = subject.names.register_path.rstrip("/")
    return subject.try_unused(HttpRequest("POST", path, _headers(subject), unused_body(subject)))


@assumption("registration-request/unknown-path", Severity.MINOR, learns=("errors.not_found",))
def unknown_path(subject: DeviceSubject) -> None:
    """A path that does not exist is refused in these words."""
    path = f"{subject.names.register_path}nothing/"
    subject.send("POST", path, headers=_headers(subject), body=b"{}").refused_in_these_words(ErrorReason.NOT_FOUND)


@assumption(
    "registration-request/get",
    Severity.MINOR,
    source="no page; RFC 9110, 15.5.6",
    learns=("errors.method_not_allowed",),
)
def get(subject: DeviceSubject) -> None:
    """Reading the path of registrations is refused in these words."""
    subject.send("GET", subject.names.register_path).refused_in_these_words(ErrorReason.METHOD_NOT_ALLOWED)


@fact("registration-request/allow", Severity.MINOR, source="RFC 9110, 15.5.6")
def allow(subject: DeviceSubject) -> None:
    """The refusal of a method names POST in Allow."""
    answer = subject.send("GET", subject.names.register_path)
    answer.must_be_refused()
    answer.must_allow("POST")


def _other_method(method: str) -> Item[DeviceSubject]:
    @assumption(
        f"registration-request/{method.lower()}", Severity.MINOR, title=f"{method} with a good registration is refused"
    )
    def other_method(subject: DeviceSubject) -> None:
        request = HttpRequest(method, subject.names.register_path, _headers(subject), unused_body(subject))
        subject.try_unused(request).should_be_refused(ErrorReason.METHOD_NOT_ALLOWED)

    return other_method


@assumption("registration-request/query", Style.ABUSE, source="FLASH prints the fields as a body")
def query(subject: DeviceSubject) -> None:
    """A registration whose fields stand in the query is refused: queries are kept in logs."""
    who = subject.identity()
    fields = f"token={subject.unused().token}&device_id={who.device_id}&mac_address={who.mac_text}&ip={who.ip}"
    request = HttpRequest("POST", subject.names.register_path, _headers(subject), b"{}", fields)
    subject.try_unused(request).should_be_refused(ErrorReason.BAD_REQUEST)


@assumption(
    "registration-request/text",
    Severity.MINOR,
    source="no page; RFC 9110, 15.5.16",
    learns=("errors.unsupported_media_type",),
)
def text(subject: DeviceSubject) -> None:
    """A body that does not say it is JSON is refused in these words."""
    answer = attempt(subject, headers={"content-type": "text/plain"})
    answer.should_be_refused_somehow()
    answer.refused_in_these_words(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@assumption("registration-request/form", source="FLASH prints the fields, no page says JSON")
def form(subject: DeviceSubject) -> None:
    """A registration as a web form sends it is refused."""
    who = subject.identity()
    mac = who.mac_text.replace(":", "%3A")
    fields = f"token={subject.unused().token}&device_id={who.device_id}&mac_address={mac}&ip={who.ip}"
    answer = attempt_body(subject, fields.encode(), {"content-type": FORM_TYPE})
    answer.should_be_refused(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@assumption("registration-request/no-content-type", Severity.MINOR)
def no_content_type(subject: DeviceSubject) -> None:
    """A body of which nothing says what it is, is refused."""
    request = HttpRequest("POST", subject.names.register_path, subject.time_headers(), unused_body(subject))
    subject.try_unused(request).should_be_refused(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@fact(
    "registration-request/charset",
    Style.POSITIVE,
    TOKEN,
    source="RFC 9110, 8.3.1: types and their parameters' names do not mind case",
)
def charset(subject: DeviceSubject) -> None:
    """JSON that says it is UTF-8 is accepted, whatever the case of its type."""
    body_passes(subject, good_body(subject, subject.pending()), {"content-type": 'Application/JSON; Charset="UTF-8"'})


@assumption("registration-request/other-charset", Severity.MINOR, source="no page; RFC 8259, 8.1 asks for UTF-8")
def other_charset(subject: DeviceSubject) -> None:
    """JSON that says it is UTF-16 is refused."""
    answer = attempt(subject, headers={"content-type": "application/json; charset=utf-16"})
    answer.should_be_refused(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@fact("registration-request/unknown-header", Style.POSITIVE, TOKEN, source="RFC 9110, 5.1")
def unknown_header(subject: DeviceSubject) -> None:
    """Headers that the server does not know are ignored."""
    headers = {"x-firmware-version": "1.0.0", "user-agent": "ESP32HTTPClient"}
    body_passes(subject, good_body(subject, subject.pending()), headers)


@assumption("registration-request/body-limit", Style.BOUNDARY, learns=("server.max_body_bytes",))
def body_limit(subject: DeviceSubject) -> None:
    """A body of exactly 64 KiB is read, and one of a byte more is too large."""
    limit, small = subject.server.max_body_bytes, subject.ask(sized(subject, 0))
    small.must_be_refused()
    if _is_read(subject, limit, small) and not _is_read(subject, limit + 1, small):
        return
    largest = largest_in_steps(lambda size: _is_read(subject, size, small), _STEP_BYTES, BODY_BYTES_TRIED)
    subject.reads("max_body_bytes", largest, subject.answer(subject.exchanges()[-1]))


@assumption("registration-request/too-large", Severity.MINOR, Style.ABUSE, learns=("errors.too_large",))
def too_large(subject: DeviceSubject) -> None:
    """A body that is far too large is refused in these words."""
    answer = subject.ask(sized(subject, subject.bytes_above_limit(times=4)))
    answer.may_hang_up(ErrorReason.TOO_LARGE)
    if answer.status == subject.refusal_of(ErrorReason.TOKEN_INVALID).status:
        raise answer.deviates("a refusal for its size", answer.in_words(), Side.REFUSED)
    answer.refused_in_these_words(ErrorReason.TOO_LARGE)


def _is_read(subject: DeviceSubject, size: int, small: Answer) -> bool:
    """Tell whether a body of `size` bytes is judged by its token, which is unknown, as the `small` one is."""
    answer = subject.ask(sized(subject, size))
    if answer.exchange.response is None:
        # Who refuses a body by its announced size may hang up while it is being sent.
        return False
    answer.must_be_refused()
    return answer.status == small.status


def _headers(subject: DeviceSubject) -> dict[str, str]:
    return {"content-type": "application/json", **subject.time_headers()}


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
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
