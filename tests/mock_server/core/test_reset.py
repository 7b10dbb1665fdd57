"""Reset and restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.protocol.faults import Fault, FaultKind, FaultRule

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench


def _life(bench: Bench) -> list[str]:
    generated = bench.generate()
    device = bench.online("24:6F:28:00:00:01", "ESP32_246F28000001")
    return [generated.id, generated.registration_token, device.id, device.token, device.session]


def test_the_same_seed_gives_the_same_tokens(bench: Bench, make_bench: type[Bench]) -> None:
    first = _life(bench)
    bench.core.reset(None, bench.now_us)
    assert _life(bench) == first
    assert _life(make_bench()) == first
    bench.core.reset(2, bench.now_us)
    assert not set(_life(bench)) & set(first)


def test_reset_forgets_everything(bench: Bench) -> None:
    fresh = bench.core.settings()
    device = bench.online()
    bench.change(maintenance=True)
    bench.core.advance_clock(5, bench.now_us)
    bench.core.freeze_clock(bench.now_us)
    bench.core.add_fault(FaultRule(Fault(FaultKind.RESET)), bench.now_us)
    bench.core.reset(None, bench.now_us)
    assert (bench.core.settings(), bench.core.devices(bench.now_us), bench.core.faults()) == (fresh, [], [])
    assert (bench.core.clock(bench.now_us).offset, bench.core.clock(bench.now_us).frozen) == (0, False)
    assert bench.journal() == []
    assert device.poll().code == "token_invalid"


def test_restart_keeps_records_and_forgets_rate_limits(bench: Bench) -> None:
    bench.change(rate_limit_enabled=True, rate_limit_register_per_min=1)
    token = bench.generate().registration_token
    assert [bench.register("oc_reg_x").status for _ in range(2)] == [401, 429]
    bench.core.restart(bench.now_us)
    assert bench.register(token).status == 200
