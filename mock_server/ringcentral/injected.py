"""What a fault rule with a status is answered with: the service's own words where it has some for this status."""

from collections.abc import Mapping
from http import HTTPStatus

from oceanhil.mock_server.core.replies import INJECTED
from oceanhil.mock_server.ringcentral.refusals import refusal
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.service_profile import Refusal

_WITHOUT_BODY = frozenset({204, 205, 304})


def injected_answer(rows: Mapping[str, Refusal], form: str, status: int, retry_after_s: int | None) -> HttpResponse:
    """Answer with `status` in the envelope `form`; `retry_after_s` goes into the header."""
    headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
    if status in _WITHOUT_BODY:
        return HttpResponse(status, b"", headers)
    named = {(row.code, row.message): row for row in rows.values() if row.status == status}
    if len(named) == 1:
        return refusal(next(iter(named.values())), form, headers)
    made = Refusal(400, INJECTED, _phrase(status), Kind.ASSUMPTION, "a fault rule")
    plain = refusal(made, form, headers)
    return HttpResponse(status, plain.body, plain.headers)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
