"""Routing of the admin side: access first, then path, method and body, then one operation of the core."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import unquote

from oceanhil.mock_server.core.admin.access import AccessPolicy, Denial, denial
from oceanhil.mock_server.core.admin_error import AdminError
from oceanhil.mock_server.core.replies import JSON_HEADERS, json_response
from oceanhil.mock_server.core.shared_operations import AdminHandler, SharedOperations
from oceanhil.protocol.device_request import ShapeError, is_json_type
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.suggestion import suggestion

ADMIN_PREFIX = "/_admin"
_MOST_ERROR_TEXT = 300
_MOST_HEADER_TEXT = 60


def is_admin_path(path: str) -> bool:
    """Tell whether a path belongs to the admin side."""
    return path.startswith(ADMIN_PREFIX) and path[len(ADMIN_PREFIX) :][:1] in {"", "/"}


class AdminSide:
    """Answers requests to `/_admin`."""

    def __init__(self, core: SharedOperations, policy: AccessPolicy) -> None:
        """Operate `core` for those whom `policy` lets in."""
        self._core = core
        self._policy = policy
        self._routes = core.admin_routes()
        if policy.key is not None:
            core.conceal.add(policy.key)

    def refusal(self, request: HttpRequest) -> HttpResponse | None:
        """Give the refusal of a request that may not use the admin side, or None."""
        denied = denial(self._policy, request.headers)
        return None if denied is None else _deny(denied)

    def handle(self, request: HttpRequest, now_us: int) -> HttpResponse:
        """Answer one request; `now_us` is the transport's wall clock. Never raises for anything a request may hold.

        For HEAD the answer is that of GET: a transport leaves the body out.
        """
        refused = self.refusal(request)
        if refused is not None:
            return refused
        handlers, identity = self._route(request.path)
        if handlers is None:
            return _error(HTTPStatus.NOT_FOUND, "not_found", f"no such admin path; {self._hint(request.path)}")
        method = "GET" if request.method == "HEAD" else request.method
        handler = handlers.get(method)
        if handler is None:
            return _answer_method(method, handlers)
        try:
            return handler(request, now_us, identity)
        except AdminError as error:
            return _error(error.status, error.code, self._core.conceal(str(error))[:_MOST_ERROR_TEXT])
        except ShapeError as error:
            return self._misshapen(request, error)

    def _misshapen(self, request: HttpRequest, error: ShapeError) -> HttpResponse:
        """Say what is wrong with a body, in words of the admin side's own: a profile does not change them."""
        match error.reason:
            case ErrorReason.TOO_LARGE:
                status, message = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "request too large"
            case ErrorReason.UNSUPPORTED_MEDIA_TYPE:
                status, message = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _unsupported(request)
            case _:
                status, message = HTTPStatus.BAD_REQUEST, error.message
        return _error(status, error.reason.value, self._core.conceal(message)[:_MOST_ERROR_TEXT])

    def _hint(self, path: str) -> str:
        """Name the path that was probably meant, or the beginnings of all; nothing of `path` itself."""
        meant = path.removeprefix(f"{ADMIN_PREFIX}/")[:_MOST_ERROR_TEXT]
        known = {"/".join(parts) if "/" in meant else parts[0] for parts in self._routes}
        return suggestion(meant, sorted(known))

    def _route(self, path: str) -> tuple[Mapping[str, AdminHandler] | None, str]:
        parts = path[len(ADMIN_PREFIX) + 1 :].split("/")
        exact = self._routes.get(tuple(parts)) if "*" not in parts else None
        if exact is not None or len(parts) == 1:
            return exact, ""
        return self._routes.get((parts[0], "*", *parts[2:])), unquote(parts[1])


def _unsupported(request: HttpRequest) -> str:
    """Say which type or coding of a body came, and which header to send: tools such as curl choose one unasked."""
    came = request.headers.get("content-type", "")
    if is_json_type(came):
        coding = request.headers.get("content-encoding", "")
        return f"unsupported content encoding {coding[:_MOST_HEADER_TEXT]!r}, expected gzip, deflate or none"
    named = f"unsupported content type {came[:_MOST_HEADER_TEXT]!r}" if came else "no content type"
    return f"{named}, expected application/json; send the header 'Content-Type: application/json'"


def _answer_method(method: str, handlers: Mapping[str, AdminHandler]) -> HttpResponse:
    head = ("HEAD",) if "GET" in handlers else ()
    allow = ", ".join((*handlers, *head, "OPTIONS"))
    if method == "OPTIONS":
        return HttpResponse(204, b"", {"allow": allow})
    message = f"method not allowed here, expected one of {allow}"
    return _error(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", message, {"allow": allow})


def _deny(denied: Denial) -> HttpResponse:
    extra = {"www-authenticate": "Bearer"} if denied.status is HTTPStatus.UNAUTHORIZED else {}
    return _error(denied.status, denied.code, denied.message, extra)


def _error(status: HTTPStatus, code: str, message: str, extra: Mapping[str, str] | None = None) -> HttpResponse:
    body = ErrorReply(success=False, error=message, code=code)
    return json_response(body, int(status), {**JSON_HEADERS, **(extra or {})})
