"""What a DASHBOARD event says in its field `action`: written by every world, read by laws, invariants and exploration.

Of settings it also says how they are changed. The words are people's, in traces and reports; who judges by them reads
them here, where they are made.
"""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Final

from oceanhil.scenarios.trace import Event, EventKind, Scalar

_ACTION: Final = "action"
_SETTING: Final = re.compile(r"(?P<name>\w+)=(?P<value>True|False|-?[0-9]+)")
_APART: Final = ", "
_SWITCHED: Final = {"True": True, "False": False}


class DashboardAction(Enum):
    """What somebody did in the dashboard, or else on the server's own side; `value` stands in the trace."""

    GENERATE = "generate"
    """A new device with its firmware; the event has its `id` and its `token`, cut."""
    REGENERATE = "regenerate"
    """Another registration token for a device; the event has the `token`, cut."""
    REVOKE = "revoke"
    DELETE = "delete"
    CLAIM = "claim"
    RELAY = "relay"
    """A relay was switched: `relay` is its number, `on` what is wanted."""
    RESTART = "restart"
    SETTINGS = "settings"
    """Settings of the server: of one for devices `change` has them (`settings_words`), else a field each."""
    FAULT = "fault"
    """A fault rule, by its `change`; of a token service by `kind`, `path` and `times`.

    Servers for devices say this, too, when rules are taken away: `change` is then `none`, or `none called NAME`."""
    CLEAR_FAULTS = "clear faults"
    """A token service's rules were taken away: all, or those of `name`.

    The same as a server for devices calls a fault. Traces of both are kept and compared, so each goes on as it was."""
    CREDENTIALS = "credentials"
    """A user of a token service has other ones."""
    END_SESSION = "end session"
    """A token service's `session` was ended."""


_ACTIONS: Final = {each.value: each for each in DashboardAction}


def action_fields(action: DashboardAction, fields: Mapping[str, Scalar]) -> Mapping[str, Scalar]:
    """Give the fields of a DASHBOARD event; `fields` are those that this action has."""
    return {_ACTION: action.value, **fields}


def dashboard_action(event: Event) -> DashboardAction | None:
    """Give what a DASHBOARD event tells; None for events of other kinds, and for words of a file's own."""
    return _ACTIONS.get(str(event.fields.get(_ACTION))) if event.kind is EventKind.DASHBOARD else None


def settings_words(changes: Mapping[str, bool | int]) -> str:
    """Say how settings were changed."""
    return _APART.join(f"{name}={value}" for name, value in changes.items())


def setting_in(change: str, name: str) -> bool | int | None:
    """Give the value that a setting has from now on by these words; None where they do not name it."""
    values = {found["name"]: found["value"] for part in change.split(_APART) if (found := _SETTING.fullmatch(part))}
    value = values.get(name)
    return None if value is None else _SWITCHED[value] if value in _SWITCHED else int(value)
