"""The admin side's routes: the path below the prefix, `*` for an id, and the handler of each method."""

from collections.abc import Callable, Mapping

from mock_server.core.admin import devices, levers, watching
from mock_server.core.admin.call import Call
from protocol.http import HttpResponse

Handler = Callable[[Call], HttpResponse]

ROUTES: Mapping[tuple[str, ...], Mapping[str, Handler]] = {
    ("health",): {"GET": watching.health},
    ("devices",): {"GET": devices.list_all, "POST": devices.create},
    ("devices", "*"): {"GET": devices.show, "DELETE": devices.delete},
    ("devices", "*", "regenerate"): {"POST": devices.regenerate},
    ("devices", "*", "revoke"): {"POST": devices.revoke},
    ("devices", "*", "claim"): {"POST": devices.claim},
    ("devices", "*", "state"): {"PUT": devices.set_state},
    ("clock",): {"GET": levers.show_clock, "PUT": levers.set_clock},
    ("settings",): {"GET": levers.show_settings, "PUT": levers.put_settings},
    ("faults",): {"GET": levers.list_faults, "POST": levers.add_fault, "DELETE": levers.clear_faults},
    ("faults", "*"): {"DELETE": levers.remove_fault},
    ("journal",): {"GET": watching.journal},
    ("events",): {"GET": watching.events},
    ("restart",): {"POST": levers.restart},
    ("reset",): {"POST": levers.reset},
}
