"""Tables of the faults of a server: kinds, what each is made of, and how scenario files write them."""

from collections.abc import Callable, Mapping

from oceanhil.mock_server.core.answer_disturbance import ACTING_ORDER
from oceanhil.protocol.faults import (
    AnswerChange,
    FaultKind,
    FaultRule,
    Malformation,
    Match,
    Parameter,
    PathTrouble,
    TlsAlert,
    forms,
)
from oceanhil.scenarios.devices.steps.faults import DEFAULTS, NO_SESSION_ID
from tools.tables.markdown import table


def fault_kinds_table() -> str:
    """Give the kinds of fault with the fields that each has."""
    return table(("`kind`", "what happens", "its fields"), (_fault_kind_row(kind) for kind in FaultKind))


def malformations_table() -> str:
    """Give what can be wrong with a malformed answer."""
    return table(("`how`", "what the client gets"), ((f"`{how.value}`", how.about) for how in Malformation))


def answer_changes_table() -> str:
    """Give what can be changed in an answer."""
    rows = ((f"`{each.value}`", each.about, "✓" if each.is_harmless else "") for each in AnswerChange)
    return table(("`change`", "what the client gets", "says the same"), rows)


def path_troubles_table() -> str:
    """Give what can be wrong with the path to the server."""
    return table(("`fault`", "what is wrong"), ((f"`{each.value}`", each.about) for each in PathTrouble))


def tls_alerts() -> str:
    """Give the names of alerts."""
    return f"{', '.join(f'`{alert.value}`' for alert in TlsAlert)}.\n"


def fault_match_table() -> str:
    """Give the fields that say which requests a fault rule strikes."""
    return table(("field", "fits"), ((f"`{name}`", form.about) for name, form in forms(Match).items()))


def fault_order() -> str:
    """Give the kinds that leave an answer, in the order in which they act."""
    return f"{', '.join(kind.value for kind in ACTING_ORDER if kind.is_answered)}.\n"


def fault_limits_table() -> str:
    """Give the fields that say how often a fault rule strikes."""
    rows = ((f"`{name}`", form.about, form.absent) for name, form in forms(FaultRule).items())
    return table(("field", "says", "left out"), rows)


def fault_step_table() -> str:
    """Give the step `server.fault` with all its keys, and which of them belong to which kinds."""
    own = [_key(parameter) for kind in FaultKind for parameter in kind.parameters]
    which = "**`kind`**, `name`, `path`, `method`, `device`, `board`, `peer`"
    how_often = "`times` 0, `after` 0, `probability`, `seed` 0, `duration`"
    does = "injects a [fault](#faults); `times: 0` lasts until cleared"
    row = ("`server.fault`", ", ".join([which, how_often, *own]), "`server-faults`", does)
    return table(("step", "keys", "needs", "does"), [row])


def fault_words_table() -> str:
    """Give the kinds of fault as scenario files write them."""
    rows = [
        (f"`{kind.value}`", kind.about, ", ".join(_key(parameter) for parameter in kind.parameters))
        for kind in FaultKind
    ]
    rows.append((f"`{NO_SESSION_ID}`", "a status of 200 that grants nothing", ""))
    return table(("`kind`", "what happens", "its keys"), rows)


def _fault_kind_row(kind: FaultKind) -> tuple[str, ...]:
    fields = (f"`{parameter.name}` {parameter.about}".strip() for parameter in kind.parameters)
    return f"`{kind.value}`", kind.about, ", ".join(fields)


def _key(parameter: Parameter) -> str:
    return f"`{parameter.key}` {DEFAULTS.get(parameter.key, '')}".strip()


TABLES: Mapping[str, Callable[[], str]] = {
    "fault-kinds": fault_kinds_table,
    "malformations": malformations_table,
    "path-troubles": path_troubles_table,
    "tls-alerts": tls_alerts,
    "answer-changes": answer_changes_table,
    "fault-order": fault_order,
    "fault-match": fault_match_table,
    "fault-limits": fault_limits_table,
    "fault-step": fault_step_table,
    "fault-words": fault_words_table,
}
