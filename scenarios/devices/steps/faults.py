"""The steps that let things go wrong on the way to the server: a fault rule, written as a step.

The keys that belong to some kinds only are made from what `oceanhil.protocol.faults` declares of them. The others
stand here, each in the language's own form.
"""

import types
from collections.abc import Mapping
from typing import Annotated, Final, cast

import msgspec

from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match, Parameter, Unit, forms
from oceanhil.protocol.identity import device_id
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.units import SECOND_US, WHOLE_PPM
from oceanhil.scenarios.devices.context import DeviceContext, WorldStep
from oceanhil.scenarios.names import DeviceName, Endpoint, FaultName, FaultStatus, Method, NewFault, free_text, one_of
from oceanhil.scenarios.scalars import Count, DurationUs, PartsPerMillion
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import MAIN_DEVICE, Capability

NO_SESSION_ID: Final = "no_session_id"
"""The word for a status of 200 that grants nothing."""
DEFAULTS: Final[Mapping[str, int]] = {"status": 500, "keep_bytes": 10, "bytes_per_second": 100}
"""What a key of some kinds is when it is left out; of others that is the kind's own matter."""
_WORDS: Final = (*(kind.value for kind in FaultKind), NO_SESSION_ID)
_FIELDS: Final = {field.encode_name: field for field in msgspec.structs.fields(Fault)}
_POLL: Final = ("state", "GET")
_REPORT: Final = "POST"
_NUMBERS: Final = {None: Count | None, Unit.SECONDS: DurationUs | None, Unit.STATUS: FaultStatus | None}

KindWord = Annotated[str, one_of("fault kind", _WORDS)]
"""The word for a kind of fault."""
FieldName = Annotated[str, free_text("the name of a field that is taken away from an answer; any other is not there")]
"""A field of a JSON object."""
FieldsText = Annotated[str, free_text("JSON that lays other values over an answer; what is no object is refused")]
"""A JSON object."""
_TEXTS: Final = {"fields": FieldsText | None, "without": FieldName | None}
Address = Annotated[str, free_text("an address has as many forms as there are networks")]
"""The address from which the server sees a request come."""


class FaultStep(WorldStep, name="server.fault", needs=Capability.SERVER_FAULTS, main="kind"):
    """Inject a fault; `times: 0` lasts until server.clear_faults, for which it may have a name."""

    kind: KindWord
    called: NewFault | None = msgspec.field(default=None, name="name")
    path: Endpoint = ""
    method: Method = ""
    device: DeviceName | None = None
    board: Board | None = None
    peer: Address = ""
    times: Count = 0
    after: Count = 0
    probability_ppm: PartsPerMillion = msgspec.field(default=WHOLE_PPM, name="probability")
    seed: Count = 0
    duration_us: DurationUs | None = msgspec.field(default=None, name="duration")

    def __post_init__(self) -> None:
        for kind in FaultKind:
            for key in self._given(kind.parameters):
                if key not in self._own:
                    raise ValueError(f"{key} belongs to kind {kind.value!r}, not {self.kind!r}; leave it out")
        for key, parameter in self._own.items():
            value = getattr(self, key)
            if value is None and parameter.is_needed and key not in DEFAULTS:
                raise ValueError(f"{self.name} lacks the key {key!r}, which kind {self.kind!r} needs; add it")
            if value is not None and _unit(parameter) is Unit.SECONDS and value % SECOND_US:
                raise ValueError(f"{key} is {format_duration(value)!r}; expected whole seconds")
        # Whatever else is wrong with it is told while the file is read.
        self._rule(self.path, self.device)

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: some worlds have no connections that could be refused."""
        is_of_connections = not self._kind.is_of_requests
        return self.needs | (frozenset({Capability.CONNECTION_FAULTS}) if is_of_connections else frozenset())

    def run(self, context: DeviceContext) -> None:
        device = None if self.device is None else device_id(context.board, context.device(self.device).mac)
        rule = self._rule(context.path(self.path), device)
        if (self.path, self.method) == _POLL and context.reports_alone(self.device or MAIN_DEVICE):
            # What is to strike its polls strikes what it sends in their place.
            rule = msgspec.structs.replace(rule, match=msgspec.structs.replace(rule.match, method=_REPORT))
        context.inject(rule)

    @property
    def _kind(self) -> FaultKind:
        return FaultKind.STATUS if self.kind == NO_SESSION_ID else FaultKind(self.kind)

    @property
    def _own(self) -> Mapping[str, Parameter]:
        """The keys of its kind."""
        return {} if self.kind == NO_SESSION_ID else {each.key: each for each in self._kind.parameters}

    def _given(self, parameters: tuple[Parameter, ...]) -> list[str]:
        return [parameter.key for parameter in parameters if getattr(self, parameter.key) is not None]

    def _rule(self, path: str, device: str | None) -> FaultRule:
        values = {parameter.name: self._value(parameter) for parameter in self._own.values()}
        if self.kind == NO_SESSION_ID:
            values = {"status": 200}
        return FaultRule(
            msgspec.convert({"kind": self._kind, **values}, Fault),
            Match(path or None, self.method or None, device, self.board, self.peer or None),
            self.times or None,
            self.probability_ppm / WHOLE_PPM,
            self.seed,
            self.after,
            None if self.duration_us is None else self.duration_us / SECOND_US,
            self.called,
        )

    def _value(self, parameter: Parameter) -> object:
        value = getattr(self, parameter.key)
        if value is None:
            return DEFAULTS.get(parameter.key)
        if parameter.name == "fields":
            return _object(value)
        if _unit(parameter) is not Unit.SECONDS:
            return value
        seconds = value // SECOND_US
        # What may be left out is, if it is nothing.
        return seconds if parameter.is_needed else seconds or None


def _object(text: str) -> Mapping[str, object]:
    """Read a JSON object; raises ValueError."""
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except NOT_JSON:
        raise ValueError(f"fields is {text!r}; expected a JSON object such as '{{\"expires_in\": 0}}'") from None


def _unit(parameter: Parameter) -> Unit | None:
    form = forms(Fault).get(parameter.name)
    return None if form is None else form.unit


def _annotation(parameter: Parameter) -> object:
    """Choose how a parameter is written: a number as the language has it, a word or a switch as in JSON."""
    if parameter.name in _TEXTS:
        return _TEXTS[parameter.name]
    return _NUMBERS[_unit(parameter)] if parameter.name in forms(Fault) else _FIELDS[parameter.name].type


def _with_parameters(namespace: dict[str, object]) -> None:
    keys = {each.key: _annotation(each) for kind in FaultKind for each in kind.parameters}
    namespace.update({"__doc__": FaultStep.__doc__, "__annotations__": keys, **dict.fromkeys(keys)})


InjectFault = cast(
    "type[FaultStep]",
    types.new_class("InjectFault", (FaultStep,), {}, _with_parameters),
)
"""The step with the keys of all kinds."""


class ClearFaults(WorldStep, name="server.clear_faults", needs=Capability.SERVER_FAULTS, main="name"):
    """Remove the faults of one name, which may have ended by themselves; without it every fault."""

    called: FaultName | None = msgspec.field(default=None, name="name")

    def run(self, context: DeviceContext) -> None:
        # A run in which the step that injects it is left out has nothing to clear.
        if self.called is None or self.called in context.fault_names:
            context.clear_faults(self.called or "")
