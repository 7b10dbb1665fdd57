"""Steps that do something: what each asks of the world."""

import pytest

from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.devices.steps.device import TokenEdit, edit_token
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from tests.scenarios.fake_world import REGISTRATION_TOKEN, FakeFactory
from tests.scenarios.writing import case_of

GIVEN = "given: {token: none}\ndevices: [twin]\npaths: [/other]"


def run(steps: str, given: str = GIVEN) -> tuple[Result, FakeFactory]:
    factory = FakeFactory()
    return run_case(case_of(given, steps), factory, load_profile()), factory


@pytest.mark.parametrize(
    ("step", "call"),
    [
        ("device.power_on", "device.power_on"),
        ("device.power_on: {on: twin}", "twin.power_on"),
        ("device.power_off", "device.power_off"),
        ("device.reset", "device.reset pin"),
        ("device.reset: brownout", "device.reset brownout"),
        ("server.restart", "server.restart"),
        ("server.settings: {maintenance: true, session_ttl_s: 60}",
         "server.settings {'maintenance': True, 'session_ttl_s': 60}"),
        ("server.clear_faults", "server.clear_faults"),
        ("time.advance: 24h 1s", "server.move_clock 86401000000"),
        ("time.advance: -10m", "server.move_clock -600000000"),
        ("time.freeze", "server.freeze_clock"),
        ("time.release", "server.release_clock"),
        ("clock.set_skew: -301s", "device.set_clock -301000000"),
        ("clock.boot_skew: 2m", "device.set_boot_clock 120000000"),
        ("clock.boot_skew: none", "device.set_boot_clock None"),
        ("clock.drift: -40", "device.set_drift -40"),
        ("clock.uptime: 49d 17h", "device.set_uptime 4294800000000"),
        ("clock.sleep_drift: 12500", "device.set_sleep_drift 12500"),
        ("clock.break: ntp-era-0", "device.break_clock ntp-era-0"),
        ("clock.break: signed-32-bit", "device.break_clock signed-32-bit"),
        ("clock.mend", "device.break_clock none"),
        ("clock.sntp_delay: 5s", "device.delay_time_client 5000000"),
        ("device.deep_sleep: 8h", "device.deep_sleep 28800000000"),
        ("time.set: 2026-01-15T12:00:10Z", "server.move_clock 10000000"),
        ("storage.clear", "device.clear_storage"),
        ("storage.damage: token-byte", "device.damage_storage token-byte 0"),
        ("storage.damage: {fault: random, seed: 7}", "device.damage_storage random 7"),
        ("storage.cut_power: 2.104", "device.cut_power 2.104"),
        ("storage.cut_power: {boot: 2, unit: 10}", "device.cut_power 2.10"),
        ("storage.wear_out", "device.wear_out 0"),
        ("storage.wear_out: 7", "device.wear_out 7"),
        ("storage.resize: 40", "device.resize_storage 40"),
        ("storage.rewrite: 121", "device.rewrite_storage 121"),
        ("storage.copy: {on: thief}", "thief.copy_storage"),
        ("storage.refuse: save", "device.refuse_storage save 1 after 0"),
        ("storage.refuse: {what: save, times: 3, torn: true}", "device.refuse_storage save 3 after 0 torn"),
        ("storage.refuse: {what: save, silent: true}", "device.refuse_storage save 1 after 0 silent"),
        ("storage.refuse: {what: read, after: 1}", "device.refuse_storage read 1 after 1"),
        ("storage.age: 65535", "device.age_storage 65535"),
        ("storage.keep: {at: 40, bytes: 4}", "device.put_beside_record 40 IJKL"),
        ("radio.access_point: Other", "network.access_point Other correct horse 2.4GHz"),
        ("radio.access_point: {band: 5GHz}", "network.access_point OceanNet correct horse 5GHz"),
        ("radio.block: time-server", "network.block time-server True"),
        ("radio.break_path: dns-lies", "network.path dns-lies"),
        ("radio.break_path: ipv6-only", "network.path ipv6-only"),
        ("radio.break_path: {fault: mtu-black-hole, mtu: 1280}", "network.path mtu-black-hole above 1280 bytes"),
        ("radio.break_path: {fault: tls-alert, alert: unknown_ca}", "network.path tls-alert unknown_ca (48)"),
        ("radio.mend_path", "network.path None"),
        ("radio.unblock: server", "network.block server False"),
        ("radio.join_time: 15s", "network.join_time 15000000"),
        ("radio.latency: 20ms", "network.latency 20000"),
        ("radio.loss: 2.5%", "network.loss 25000"),
        ("identity.set_mac: 24-6f-28-aa-bb-cc", "device.set_mac 246f28aabbcc"),
        ("identity.break_mac: bad-crc", "device.break_mac bad-crc"),
        ("identity.mend_mac", "device.break_mac none"),
        ("device.crash: load-prohibited", "device.crash load-prohibited"),
        ("serial.disturb: 1%", "device.break_line noise 10000 ppm"),
        ("serial.disturb: {drop: 0.5%, duplicate: 2%, seed: 3}", "device.break_line lost 5000 ppm, doubled 20000 ppm"),
        ("serial.stick: {on: twin}", "twin.break_line stuck"),
        ("serial.mend", "device.break_line sound"),
    ],
)  # fmt: skip
def test_a_step_does_one_thing_to_the_world(step: str, call: str) -> None:
    result, factory = run(f"- {step}")
    assert (result.outcome, factory.worlds[0].calls) == (Outcome.PASSED, [call])


@pytest.mark.parametrize(("seed", "torn_by"), [("", "104"), (", seed: 0", "104"), (", seed: 3", "3000000104")])
def test_a_torn_power_cut_tears_differently_at_each_unit_and_for_each_seed(seed: str, torn_by: str) -> None:
    _, factory = run(f"- storage.cut_power: {{at: 2.104, torn: erase-torn{seed}}}")
    assert factory.worlds[0].calls == [f"device.tear_flash erase-torn {torn_by}", "device.cut_power 2.104"]


@pytest.mark.parametrize(
    ("step", "call"),
    [
        ("server.regenerate_token", "server.regenerate id-device"),
        ("server.revoke_token", "server.revoke id-device"),
        ("server.delete_device", "server.delete id-device"),
        ("server.claim", "server.claim id-device 246f28000001 ESP32_246F28000001"),
        ("server.claim: {mac: 00:00:00:00:00:01, device_id: X}", "server.claim id-device 000000000001 X"),
        ("server.set_relay: {relay: 2, state: on}", "server.relay id-device 2 True"),
        ("server.set_relay: {relay: 1, state: off}", "server.relay id-device 1 False"),
    ],
)
def test_a_step_in_the_dashboard_is_about_the_device_generated_last(step: str, call: str) -> None:
    _, factory = run(f"- server.generate\n- {step}")
    assert factory.worlds[0].calls[-1] == call


def test_a_dashboard_step_without_a_generated_device_fails_with_the_way_out() -> None:
    result, _ = run("- server.revoke_token")
    assert result.failure is not None
    assert result.failure.found == "none; put a server.generate step before"


def test_no_cut_is_no_call() -> None:
    _, factory = run("- storage.cut_power: none")
    assert factory.worlds[0].calls == []


def test_a_fault_is_the_rule_it_says() -> None:
    step = "server.fault: {kind: status, path: register, method: post, times: 2, status: 429, retry_after: 5m}"
    _, factory = run(f"- {step}")
    assert factory.worlds[0].server.rules == [
        FaultRule(Fault(FaultKind.STATUS, status=429, retry_after=300), Match("/api/device/register/", "POST"), times=2)
    ]


def test_a_fault_may_name_any_path_that_the_file_declares() -> None:
    _, factory = run("- server.fault: {kind: delay, path: /other, delay: 3s}")
    assert factory.worlds[0].server.rules == [FaultRule(Fault(FaultKind.DELAY, seconds=3), Match("/other"))]


def flashed(steps: str, given: str = "given: {token: fresh}") -> list[Firmware]:
    result, factory = run(steps, given)
    assert result.outcome is Outcome.PASSED, result.failure
    return factory.worlds[0].firmwares


def test_flashing_takes_the_newest_token() -> None:
    first, second = flashed("- server.regenerate_token\n- device.flash")
    assert first.registration_token == REGISTRATION_TOKEN
    assert second.registration_token == "oc_reg_" + "s" * 43


def test_flashing_the_same_code_again_takes_the_token_that_is_on_the_device() -> None:
    assert [firmware.registration_token for firmware in flashed("- server.regenerate_token\n- device.flash: same")] == [
        REGISTRATION_TOKEN,
        REGISTRATION_TOKEN,
    ]


def test_what_a_flash_changes_stays_for_later_flashes() -> None:
    given = "given: {firmware: {wifi_password: wrong, store: legacy}}"
    _, second, third = flashed("- device.flash: {wifi_password: right, tls: false}\n- device.flash", given)
    assert second == third
    assert (third.wifi_password, third.tls, third.store) == ("right", False, StorePolicy.LEGACY)


def test_two_devices_can_get_one_token() -> None:
    first, second = flashed("- device.flash_token_of: {on: twin}")
    assert first == second


def test_a_wrongly_pasted_token_goes_into_the_firmware() -> None:
    assert flashed("- device.flash_edited: prepend-space")[1].registration_token == " " + REGISTRATION_TOKEN


@pytest.mark.parametrize("step", ["device.flash", "device.flash: same", "device.flash_edited: empty"])
def test_flashing_without_a_token_fails_with_the_way_out(step: str) -> None:
    result, _ = run(f"- {step}")
    assert result.outcome is Outcome.FAILED


def test_flashing_the_token_of_a_device_that_has_none_fails() -> None:
    result, _ = run("- device.flash_token_of: {on: twin}")
    assert result.failure is not None
    assert result.failure.found == "it never was; flash it first"


def test_a_device_with_the_token_of_another_has_its_dashboard_entry_too() -> None:
    steps = "- device.flash_token_of: {on: twin}\n- server.revoke_token: {on: twin}"
    _, factory = run(steps, "given: {token: fresh}")
    assert factory.worlds[0].calls[-1] == "server.revoke id-device"


@pytest.mark.parametrize("edit", TokenEdit)
def test_every_edit_spoils_the_token(edit: TokenEdit) -> None:
    assert edit_token(REGISTRATION_TOKEN, edit) != REGISTRATION_TOKEN
    assert edit_token(edit_token(REGISTRATION_TOKEN, edit), TokenEdit.EMPTY) == ""
