"""I1 and I2: where secrets must not turn up."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import ClassVar, Final

from oceanhil.protocol.tokens import TokenKind
from oceanhil.scenarios.acts import ActKind, Sought
from oceanhil.scenarios.devices.invariants.tokens import fingerprint
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.step import Touch
from oceanhil.scenarios.strangers import MeetsStrangers
from oceanhil.scenarios.trace import Event, EventKind, printed_words
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.world import Capability, World

_PREFIXED = "oc_"
_SENT = frozenset({ActKind.REQUEST})
_SHOWN = 12
_SHOWN_SESSION = 8
# 23 characters in a row hold one piece of these.
_PIECE = 12
_TEXTS_MOST: Final = 1_000
_LETTERS_MOST: Final = 8_192


class NoSecretShown(Invariant[World]):
    """I1: no line was cut because it held a secret or a piece of one, no request has one where it does not belong.

    Whole ones are looked for in every field of every event, in the world's own words too, and in the lines of a device
    one behind the other, as if it had ended none of them: some programs print a character at a time. None is sent to a
    machine that only pretends to be the server, over TLS without a look at its certificate (SEC: certificates are
    checked).
    """

    id: ClassVar[InvariantId] = InvariantId.I1
    kinds: ClassVar[frozenset[EventKind]] = frozenset({EventKind.SERIAL, EventKind.REQUEST})

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        # Texts of events that were looked at after a step and not searched yet.
        self._texts: list[str] = []
        # All lines of each device.
        self._lines: dict[str, list[str]] = {}
        # The devices that were looked for, and how often each has given something away, of those that could.
        self._met: set[str] = set()
        self._given_away: dict[str, int] = {}
        self._looked = 0

    @classmethod
    def hears(cls, text: str) -> bool:
        """None but those in which something had to be cut."""
        del text
        return False

    def take(self, event: Event) -> None:
        """Look whether the world had to cut the line."""
        fields = event.fields
        if fields.get("leak"):
            self.violated(f"{event.device} printed {fields.get('piece', 'a whole secret')}: {printed_words(event)}")

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Look whether each secret stands where it belongs."""
        if request.misplaced:
            self.violated(f"{event.device} sent {request.misplaced} of {request.method} {request.path}")

    def look(self) -> None:
        """Gather the texts of what happened; runs that go on from one moment have those before it in common."""
        events = self.world.trace.events
        new = events[self._looked :]
        self._texts += [value for event in new for value in event.fields.values() if isinstance(value, str)]
        for event in new:
            if event.kind is EventKind.SERIAL:
                self._lines.setdefault(event.device, []).append(str(event.fields["text"]).strip())
            if event.device and event.device not in self._met:
                self._met.add(event.device)
                if isinstance(self.world.device(event.device), MeetsStrangers):
                    self._given_away[event.device] = 0
        self._looked = len(events)
        for name, known in self._given_away.items():
            device = self.world.device(name)
            if isinstance(device, MeetsStrangers) and len(given := device.given_away()) > known:
                self._given_away[name] = len(given)
                told = f"{name} gave {given[known]} to another machine, whose certificate it did not check"
                self.violated(told, Sought(name, kinds=_SENT))

    def end(self) -> None:
        """Search every text of the trace for every secret the server ever issued."""
        self.look()
        secrets = self.world.server.secrets()
        clean = _clean_of(secrets)
        texts = [text for text in self._texts if text not in clean]
        in_a_row = {device: "".join(lines) for device, lines in self._lines.items()}
        in_a_row = {device: text for device, text in in_a_row.items() if text not in clean}
        self._texts.clear()
        if not texts and not in_a_row:
            return
        found = len(self._violations)
        self._search(secrets, "\n".join(texts), in_a_row)
        if found == len(self._violations):
            clean.note((*texts, *in_a_row.values()))

    def _search(self, secrets: frozenset[str], everything: str, in_a_row: Mapping[str, str]) -> None:
        events = self.world.trace.events
        for secret in sorted(secrets):
            if secret in everything:
                kinds = sorted({event.kind.value for event in events if secret in map(str, event.fields.values())})
                where = ", ".join(kinds) or "a longer text"
                self.violated(f"the trace holds the whole secret {secret[:_SHOWN]}… in {where}")
                continue
            for device, text in in_a_row.items():
                if secret in text:
                    self.violated(f"{device} printed the whole secret {secret[:_SHOWN]}… in several lines")


class _Clean:
    """Texts that hold none of some secrets: the points of a sweep have most of theirs in common."""

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def __contains__(self, text: str) -> bool:
        return text in self._texts

    def note(self, texts: Iterable[str]) -> None:
        """Keep those that are not long; all are forgotten when there are too many."""
        if len(self._texts) > _TEXTS_MOST:
            self._texts.clear()
        self._texts.update(text for text in texts if len(text) <= _LETTERS_MOST)


@lru_cache(16)
def _clean_of(_secrets: frozenset[str]) -> _Clean:
    return _Clean()


class NoSessionInFlash(Invariant[World]):
    """I2: when power goes, and at the end, no session token stands in flash, and no registration token once consumed.

    Nor does a large part of one; the beginning that may be printed may stand there.
    What is searched is where firmware stores: the image, which carries the registration token by design, is no part of
    it, nor are files that were uploaded with it: what stands there at the first start since the token is known, or
    since firmware was flashed, if it did not before that. In EEPROM are the permanent token and a flag (page "Token
    Invalid or Expired", token storage locations).
    """

    id: ClassVar[InvariantId] = InvariantId.I2
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {EventKind.POWER, EventKind.BOOT, EventKind.REQUEST, EventKind.STEP}
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._devices: set[str] = set()
        self._register_path = world.profile.wire.register_path
        # What is shown of the registration tokens that were consumed.
        self._consumed: set[str] = set()
        # Secrets that were there at a start of each device, and of these what it had stored itself at none.
        self._known: dict[str, frozenset[str]] = {}
        self._carried: dict[str, frozenset[str]] = {}
        # Of each device that gets other firmware, the registration tokens that stood there before.
        self._before: dict[str, frozenset[str]] = {}
        # In whatever layout: nothing is read but the flash itself.
        self._can_search = Capability.STORAGE_WATCH in world.capabilities

    def take(self, event: Event) -> None:
        """Look into a flash whose device lost power."""
        if event.kind is EventKind.STEP:
            # Before its first start a device has stored nothing.
            is_flashed = bool(touched_by(step_name(event)) & {Touch.IMAGE})
            if is_flashed and self._devices and self._can_search:
                tokens = self._registration_tokens()
                self._before = {name: self._standing(name, tokens) for name in self._devices}
            return
        self._devices.add(event.device)
        if event.kind is EventKind.BOOT:
            self._note_carried(event.device)
        elif event.kind is EventKind.POWER and power_state(event) is not PowerState.ON:
            self._search(event.device)

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Note which registration tokens were consumed."""
        del event
        if request.path != self._register_path or not request.is_accepted:
            return
        token = fingerprint(request.token)
        if token.startswith(TokenKind.REGISTRATION.value):
            self._consumed.add(token)

    def _note_carried(self, name: str) -> None:
        """Note which tokens stand in the flash of a device that cannot have stored them: it starts with them first."""
        if not self._can_search:
            return
        tokens, before = self._registration_tokens(), self._before.pop(name, None)
        new = tokens - self._known.get(name, frozenset())
        if before is not None:
            new |= tokens - before
        self._known[name] = tokens
        self._carried[name] = self._carried.get(name, frozenset()) | self._standing(name, new)

    def _registration_tokens(self) -> frozenset[str]:
        secrets = self.world.server.secrets()
        return frozenset(secret for secret in secrets if secret.startswith(TokenKind.REGISTRATION.value))

    def _standing(self, name: str, tokens: frozenset[str]) -> frozenset[str]:
        device = self.world.device(name)
        return frozenset(token for token in tokens if device.storage_contains(token))

    def cut_moved(self) -> None:
        """Look into a flash that a cut has left otherwise."""
        for name in sorted(self._devices):
            if not self.world.device(name).has_power:
                self._search(name)

    def end(self) -> None:
        """Look into every flash."""
        for name in sorted(self._devices):
            self._search(name)

    def _search(self, name: str) -> None:
        if not self._can_search:
            return
        server, device = self.world.server, self.world.device(name)
        for secret in sorted(server.secrets() - self._carried.get(name, frozenset())):
            # What a fault put in a permanent token's place may look like anything, and belongs into flash all the same.
            if server.issued(secret):
                continue
            if not secret.startswith(_PREFIXED):
                kind, shown = "the session token", _SHOWN_SESSION
            elif any(secret.startswith(beginning) for beginning in self._consumed):
                kind, shown = "the consumed registration token", _SHOWN
            else:
                continue
            hidden = _hidden(secret, shown)
            if device.storage_contains(*hidden):
                whole = "" if device.storage_contains(secret) else "a part of "
                self.violated(
                    f"the flash of {name} holds {whole}{kind} {secret[:_SHOWN]}…",
                    Sought(name, kinds=frozenset({ActKind.STORED}), stored=tuple(hidden)),
                )


@lru_cache(1_000)
def _hidden(secret: str, shown: int) -> Sequence[str]:
    """Give the pieces of a secret that are looked for; of a short one all of it."""
    begins = range(shown, len(secret) - _PIECE + 1, _PIECE)
    return [secret[begin : begin + _PIECE] for begin in begins] or [secret]
