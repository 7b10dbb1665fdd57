"""The admin side's routes: the path below the prefix, `*` for an id, and the handler of each method."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from oceanhil.mock_server.core.admin import devices, faults, levers, readiness, watching
from oceanhil.mock_server.core.admin.call import Call
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.service import AdminHandler, AdminRoutes, Service
from oceanhil.protocol.http import HttpRequest, HttpResponse

_ServiceT = TypeVar("_ServiceT", bound=Service)
Handler = Callable[[Call[_ServiceT]], HttpResponse]
Routes = Mapping[tuple[str, ...], Mapping[str, Handler[_ServiceT]]]

SHARED: Routes[Service] = {
    ("health",): {"GET": watching.health},
    ("ready",): {"GET": readiness.ready},
    ("clock",): {"GET": levers.show_clock, "PUT": levers.set_clock},
    ("settings",): {"GET": levers.show_settings, "PUT": levers.put_settings},
    ("faults",): {"GET": faults.list_faults, "POST": faults.add_fault, "DELETE": faults.clear_faults},
    ("faults", "log"): {"GET": faults.log},
    ("faults", "*"): {"DELETE": faults.remove_fault},
    ("journal",): {"GET": watching.journal},
    ("events",): {"GET": watching.events},
    ("restart",): {"POST": levers.restart},
    ("reset",): {"POST": levers.reset},
}
"""What every service has."""

_DEVICES: Routes[Core] = {
    ("devices",): {"GET": devices.list_all, "POST": devices.create},
    ("devices", "*"): {"GET": devices.show, "DELETE": devices.delete},
    ("devices", "*", "regenerate"): {"POST": devices.regenerate},
    ("devices", "*", "revoke"): {"POST": devices.revoke},
    ("devices", "*", "claim"): {"POST": devices.claim},
    ("devices", "*", "state"): {"PUT": devices.set_state},
}
ROUTES: Routes[Core] = {
    ("health",): SHARED["health",],
    ("ready",): SHARED["ready",],
    **_DEVICES,
    **SHARED,
}
"""Those of OceanRemote's service, in the order in which they are described."""


def bind(service: _ServiceT, routes: Routes[_ServiceT]) -> AdminRoutes:
    """Make the routes of one service; `routes` may hold the shared ones."""
    return {
        path: {method: _bound(service, handler) for method, handler in handlers.items()}
        for path, handlers in routes.items()
    }


def _bound(service: _ServiceT, handler: Handler[_ServiceT]) -> AdminHandler:
    def run(request: HttpRequest, now_us: int, identity: str) -> HttpResponse:
        return handler(Call(service, request, now_us, identity))

    return run
