"""The server without its transport: requests and times in, answers out.

No I/O, no clock, no global random: the time of every call is an argument, tokens come from a seeded generator. The
simulated world and the aiohttp application call the same functions and so get the same answers.
"""

from oceanhil.mock_server.core.admin.access import AccessPolicy
from oceanhil.mock_server.core.admin.side import ADMIN_PREFIX, AdminSide
from oceanhil.mock_server.core.admin_error import AdminError, ConflictError, UnknownNameError, WrongValueError
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import AnswerDisturbance, Delivery, Ending
from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.mock_server.core.views import ClockView, DeviceView, FaultView, Generated, JournalEntry, StateView

__all__ = [
    "ADMIN_PREFIX",
    "AccessPolicy",
    "AdminError",
    "AdminSide",
    "AnswerDisturbance",
    "ClockView",
    "ConflictError",
    "Core",
    "Delivery",
    "DeviceView",
    "Ending",
    "Event",
    "EventKind",
    "FaultView",
    "Generated",
    "JournalEntry",
    "StateView",
    "UnknownNameError",
    "WrongValueError",
]
