"""An operation of the admin side, declared once: where it is, what goes in, what comes out, what is said of it.

Made of this one declaration are the route, the reading of the body, the answer, the description in OpenAPI, and what
`oceanhil.mock_server.client` can ask for. A function becomes one by the decorator `operation`; its signature says the
types, its docstring the summary and what there is to say beside it.
"""

import copy
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, Never, TypeVar, get_args, get_type_hints
from urllib.parse import quote

import msgspec

from oceanhil.mock_server.core.admin.call import Call
from oceanhil.mock_server.core.operation import AdminRefusal, Json, Operation, Parameter
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.core.shared_operations import AdminHandler, AdminRoutes, SharedOperations
from oceanhil.protocol.http import HttpRequest, HttpResponse

BODY = (AdminRefusal.WRONG, AdminRefusal.TOO_LARGE, AdminRefusal.MEDIA_TYPE)
UNKNOWN = (AdminRefusal.UNKNOWN,)
COUNT: Json = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
SINCE = Parameter("since", "query", "Only what comes after this number.", {**COUNT, "default": 0}, example=0)
ServiceT_contra = TypeVar("ServiceT_contra", bound=SharedOperations, contravariant=True)
FormT_contra = TypeVar("FormT_contra", contravariant=True)
ReplyT_co = TypeVar("ReplyT_co", covariant=True)
_METHODS = ("GET", "POST", "PUT", "DELETE")


class AdminOperation(Generic[ServiceT_contra, FormT_contra, ReplyT_co]):
    """One operation; `path` is in parts below the prefix, `*` stands for an id. `form` is None without a body."""

    __slots__ = ("description", "form", "method", "path", "reply", "run")

    def __init__(
        self,
        run: Callable[[Call[ServiceT_contra, FormT_contra]], ReplyT_co],
        method: str,
        path: str,
        said: Operation,
    ) -> None:
        """Take types and summary from `run`, unless `said` has others."""
        hints = get_type_hints(run)
        _, self.form = get_args(hints["call"])
        self.reply: type[ReplyT_co] = hints["return"]
        self.run, self.method, self.path = run, method, tuple(path.split("/"))
        self.description = _described(said, run, self.form, self.reply)

    def fill(self, identity: str) -> str:
        """Give the path below the prefix, with `identity` for the `*`."""
        return "/".join(quote(identity, safe="") or "%20" if part == "*" else part for part in self.path)

    def saying(self, **changes: object) -> "AdminOperation[ServiceT_contra, FormT_contra, ReplyT_co]":
        """Give the same operation with other words, for a service where it means something else."""
        other = copy.copy(self)
        other.description = msgspec.structs.replace(self.description, **changes)
        return other

    @property
    def is_proxys_own(self) -> bool:
        """Whether a proxy does it itself: what reads only, and what says so; else it is the other server's."""
        return self.method == "GET" or self.description.is_proxys_own

    @property
    def kind(self) -> str | None:
        """What the id in its path is one of, such as `devices`; None for a path without an id."""
        return self.path[0] if "*" in self.path else None

    def answer(self, service: ServiceT_contra, request: HttpRequest, now_us: int, identity: str) -> HttpResponse:
        """Answer a request about an id that is known; raises AdminError and ShapeError."""
        reply = self.run(Call(service, request, now_us, identity, self.form))
        return reply if isinstance(reply, HttpResponse) else json_response(reply, self.description.status)


AnyOperation = AdminOperation[ServiceT_contra, Never, object]


def operation(
    method: str, path: str, said: Operation
) -> Callable[
    [Callable[[Call[ServiceT_contra, FormT_contra]], ReplyT_co]],
    AdminOperation[ServiceT_contra, FormT_contra, ReplyT_co],
]:
    """Declare the decorated function to be what `method` does at `path`, such as `devices/*/claim`."""
    return lambda run: AdminOperation(run, method, path, said)


def bind(service: ServiceT_contra, operations: Sequence[AnyOperation[ServiceT_contra]]) -> AdminRoutes:
    """Make the routes of one service, which has a finder for whatever has an id in a path."""
    routes: dict[tuple[str, ...], dict[str, AdminHandler]] = {}
    for each in sorted(operations, key=lambda each: _METHODS.index(each.method)):
        routes.setdefault(each.path, {})[each.method] = _bound(service, each)
    return routes


def describe(operations: Sequence[AnyOperation[Never]]) -> Mapping[tuple[tuple[str, ...], str], Operation]:
    """Give what is said of each operation, by path and method."""
    return {(each.path, each.method): each.description for each in operations}


def _bound(service: ServiceT_contra, bound: AnyOperation[ServiceT_contra]) -> AdminHandler:
    find = None if bound.kind is None else service.finders()[bound.kind]

    def answer(request: HttpRequest, now_us: int, identity: str) -> HttpResponse:
        # Before the body is read: an id that nothing has is not found, whatever is sent.
        if find is not None:
            find(identity)
        return bound.answer(service, request, now_us, identity)

    return answer


def _described(said: Operation, run: Callable[..., object], form: object, reply: object) -> Operation:
    summary, _, about = inspect.cleandoc(run.__doc__ or "").partition("\n")
    found: dict[str, object] = {"summary": summary.removesuffix("."), "about": " ".join(about.split())}
    if isinstance(form, type) and form is not type(None):
        found["request"] = form
    if isinstance(reply, type):
        found["reply"] = reply
    left_out = {name: value for name, value in found.items() if not getattr(said, name)}
    return msgspec.structs.replace(said, **left_out)
