"""Whatever happened on a server: what is loaded again is what was there."""

from __future__ import annotations

import contextlib
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, RuleBasedStateMachine, consumes, multiple, rule

from oceanhil.mock_server.core import ConflictError, Generated, UnknownNameError
from oceanhil.mock_server.core.names import NAME_PATTERN
from tests.mock_server.declared_operations import CHANGING, do, examples
from tests.mock_server.store.conftest import Kept

if TYPE_CHECKING:
    from tests.mock_server.declared_operations import DeviceOperation

pytestmark = pytest.mark.slow

_MACS = st.sampled_from(["24:6F:28:00:00:01", "24:6F:28:00:00:02", "24:6F:28:00:00:03"])
_DEVICE = "ESP32_246F28AABBCC"
_MEASURES = st.none() | st.floats(allow_nan=False, width=32)
_NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(re.compile(NAME_PATTERN).fullmatch)
_ON_DEVICES = [each for each in CHANGING if each.kind == "devices"]


class Histories(RuleBasedStateMachine):
    """Devices, people and restarts in any order."""

    generated: Bundle[Generated] = Bundle("generated")
    tokens: Bundle[str] = Bundle("tokens")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.kept = Kept(Path(self.folder.name) / "server.db")
        self.used: set[str] = set()
        self.resets = 0

    def teardown(self) -> None:
        self.kept.database.close()
        self.folder.cleanup()

    @rule(target=generated, name=_NAMES)
    def generate(self, name: str) -> Generated:
        return self.kept.bench.generate(name=name)

    @rule(target=tokens, made=generated, mac=_MACS)
    def register(self, made: Generated, mac: str) -> str | MultipleResults[str]:
        reply = self.kept.bench.register(made.registration_token, mac)
        if reply.status != 200:
            return multiple()
        assert made.registration_token not in self.used, "a registration token was consumed twice"
        self.used.add(made.registration_token)
        return reply.text("permanent_token")

    @rule(token=tokens, mac=_MACS, measure=_MEASURES)
    def talk(self, token: str, mac: str, measure: float | None) -> None:
        reply = self.kept.bench.open_session(token, mac)
        if reply.status == 200:
            session = reply.text("session_id")
            self.kept.bench.poll(token, session)
            self.kept.bench.report(token, session, {"temperature": measure, "relay1": True})

    @rule(target=generated, made=generated)
    def regenerate(self, made: Generated) -> Generated | MultipleResults[Generated]:
        try:
            return self.kept.bench.core.regenerate(made.id, self.kept.bench.now_us)
        except UnknownNameError:
            return multiple()

    # A device that it deletes stays among those that are asked for.
    @rule(made=generated, each=st.sampled_from(_ON_DEVICES))
    def operate(self, made: Generated, each: DeviceOperation) -> None:
        for body in examples(each):
            do(self.kept.bench, each, body, made.id)

    @rule(made=consumes(generated))
    def delete(self, made: Generated) -> None:
        self.kept.bench.admin("DELETE", f"/devices/{made.id}")
        assert self.kept.bench.register(made.registration_token).code == "token_invalid"

    @rule(made=generated, mac=_MACS)
    def claim(self, made: Generated, mac: str) -> None:
        with contextlib.suppress(ConflictError, UnknownNameError):
            self.kept.bench.core.claim(made.id, bytes.fromhex(mac.replace(":", "")), _DEVICE, self.kept.bench.now_us)

    @rule(made=generated, tags=st.lists(st.sampled_from(["attic", "rack-3", "Ü"]), max_size=3))
    def tag(self, made: Generated, tags: list[str]) -> None:
        self.kept.bench.admin("PUT", f"/devices/{made.id}/tags", {"tags": tags})

    @rule(ttl_s=st.integers(1, 100_000), offset_s=st.integers(-(10**9), 10**9), is_frozen=st.booleans())
    def set_levers(self, ttl_s: int, offset_s: int, is_frozen: bool) -> None:
        self.kept.bench.change(session_ttl_s=ttl_s, maintenance=False)
        self.kept.bench.admin("PUT", "/clock", {"offset": offset_s, "freeze": is_frozen})

    @rule(seconds=st.floats(0, 100_000))
    def wait(self, seconds: float) -> None:
        self.kept.bench.wait(seconds)

    @rule()
    def save(self) -> None:
        self.kept.save()

    @rule()
    def reset(self) -> None:
        # With a seed of its own: the same seed would give the same tokens again.
        self.resets += 1
        self.kept.bench.core.reset(1000 + self.resets, self.kept.bench.now_us)

    @rule()
    def restart(self) -> None:
        before = self.kept.snapshot()
        self.kept.restart()
        assert self.kept.snapshot() == before


Histories.TestCase.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestHistories = Histories.TestCase
