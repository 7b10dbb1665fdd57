"""A service whose answers the test writes: what it is told is noted, and its clients send what was planned."""

from collections.abc import Mapping, Sequence

from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.profile import Scalar as Setting
from oceanhil.protocol.ringcentral.messages import TokenKind
from oceanhil.protocol.tokens import TokenDamage
from oceanhil.scenarios.ringcentral.world import Habits, ServiceRequest, SessionFacts
from oceanhil.scenarios.subject import ServiceName
from oceanhil.scenarios.trace import EventKind, Scalar, Source, Trace
from oceanhil.scenarios.world_terms import WorldError

Answer = Mapping[str, Scalar]
ANSWERED: Answer = {"method": "GET", "path": "/restapi/v1.0/account/~/extension/~", "status": 200}


class FakeClient:
    """Says what it does, and for each call gives the next answer that was planned for it."""

    def __init__(self, world: "FakeService", name: str) -> None:
        self._world, self._name = world, name
        self.recordings: Sequence[str] = ()

    def _do(self, *told: object) -> None:
        self._world.told.append((self._name, *told))

    def login(self) -> None:
        self._do("login")

    def prepare_refresh(self) -> None:
        self._do("prepare")

    def refresh(self) -> None:
        self._do("refresh")

    def recover(self) -> None:
        self._do("recover")

    def call(self) -> None:
        self._do("call")
        answer = self._world.planned.get(self._name, [ANSWERED]).pop(0)
        self._world.event(EventKind.REQUEST, self._name, answer)

    def work(self, jobs: int) -> None:
        self._do("work", jobs)

    def download(self, most: int | None = None) -> None:
        self._do("download", most)

    def revoke(self, kind: TokenKind = TokenKind.ACCESS) -> None:
        self._do("revoke", kind.value)

    def damage(self, damage: TokenDamage) -> None:
        self._do("damage", damage.value)


class FakeService:
    is_self_contained = False
    can_repeat = False

    """World, its control and the factory of itself, in one."""

    name = "fake"

    def __init__(self, sessions: Sequence[SessionFacts] = (), **planned: Sequence[Answer]) -> None:
        self.trace = Trace()
        self.told: list[tuple[object, ...]] = []
        self.planned = {name: list(answers) for name, answers in planned.items()}
        self.shown = sessions
        self.of: dict[str, str] = {}
        self.now_us = 0
        self.clients: dict[str, FakeClient] = {}
        self.request: ServiceRequest | None = None
        self.closed = 0
        self.missing = ""
        self.broken = ""

    @property
    def control(self) -> "FakeService":
        return self

    def event(self, kind: EventKind, client: str, fields: Mapping[str, Scalar]) -> None:
        self.trace.add(self.now_us, Source.DEVICE, kind, client, fields)

    def client(self, name: str) -> FakeClient:
        return self.clients.setdefault(name, FakeClient(self, name))

    def tell(self, name: str, habits: Habits) -> None:
        self.told.append((name, habits))

    def copy_tokens(self, name: str, source: str) -> None:
        self.told.append((name, "copies", source))

    def share_tokens(self, name: str, source: str) -> None:
        self.told.append((name, "shares", source))

    def hand_credentials(self, name: str) -> None:
        self.told.append((name, "credentials"))

    def lose_reply(self, name: str) -> None:
        self.told.append((name, "loses"))

    def session_of(self, name: str) -> str:
        return self.of.get(name, "")

    def advance(self, duration_us: int) -> None:
        self.now_us += duration_us

    def secrets(self) -> frozenset[str]:
        return frozenset({"a-whole-secret"})

    def facts(self) -> Mapping[str, str]:
        return {"fake": "yes"}

    def close(self) -> None:
        self.closed += 1

    def change_credentials(self) -> None:
        self.told.append(("change",))

    def end_session(self, session: str) -> None:
        self.told.append(("end", session))

    def sessions(self) -> Sequence[SessionFacts]:
        return self.shown

    def put_settings(self, changes: Mapping[str, Setting]) -> None:
        self.told.append(("settings", dict(changes)))

    def add_fault(self, rule: FaultRule) -> None:
        self.told.append(("fault", rule))

    def clear_faults(self, name: str = "") -> None:
        self.told.append(("clear", name) if name else ("clear",))

    def absence(self, service: ServiceName) -> str:
        return self.missing and f"{service.value}: {self.missing}"

    def make(self, request: ServiceRequest) -> "FakeService":
        if self.broken:
            raise WorldError(self.broken)
        self.request = request
        return self
