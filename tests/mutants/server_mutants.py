"""Faults of the server."""

from collections.abc import Callable

import pytest
from msgspec import structs

from oceanhil.mock_server.core import device_session as sessions
from oceanhil.mock_server.core import registration
from oceanhil.mock_server.core.answer_disturbance import disturb as disturb_answer
from oceanhil.mock_server.core.delivery import Ending
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.device_session import Sessions
from oceanhil.mock_server.core.device_side import Gate
from oceanhil.mock_server.core.faults import Strikes
from oceanhil.mock_server.core.registration import Registration
from oceanhil.mock_server.core.registry import Registry
from oceanhil.mock_server.core.replies import Answer, Replies
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.protocol.device_request import DeviceTime, RegisterBody, SessionBody, is_skewed
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.faults import FaultKind
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.settings import ServerSettings
from oceanhil.protocol.tokens import digest_of
from tests.mutants.mutant import Mutants

MUTANTS = Mutants()
_SECOND_US = 1_000_000
_YEAR_US = 365 * 86_400 * _SECOND_US


def _after_settings(patch: pytest.MonkeyPatch, change: Callable[[LiveSettings], None]) -> None:
    """Change what every set of settings comes to."""
    real = LiveSettings._apply

    def apply(self: LiveSettings, values: ServerSettings) -> None:
        real(self, values)
        change(self)

    patch.setattr(LiveSettings, "_apply", apply)


def _set(patch: pytest.MonkeyPatch, name: str, value_us: int) -> None:
    _after_settings(patch, lambda settings: setattr(settings, name, value_us))


@MUTANTS.caught_by("token-expired", "token-expiry-boundary", "pending-forever")
def the_24_hour_check_is_off(patch: pytest.MonkeyPatch) -> None:
    _set(patch, "registration_ttl_us", _YEAR_US)


@MUTANTS.caught_by("token-expiry-boundary")
def a_token_is_expired_at_exactly_24_hours(patch: pytest.MonkeyPatch) -> None:
    _set(patch, "registration_ttl_us", 86_400 * _SECOND_US - 1)


@MUTANTS.caught_by("token-expiry-boundary")
def a_token_lives_a_second_too_long(patch: pytest.MonkeyPatch) -> None:
    _set(patch, "registration_ttl_us", 86_401 * _SECOND_US)


@MUTANTS.caught_by(
    "token-reused",
    "token-shared-by-two-devices",
    "eeprom-cleared-with-used-token",
    "eeprom-corrupted",
    "registration-reply-lost",
    "connection-drops-mid-reply",
)
def a_registration_token_can_be_used_again(patch: pytest.MonkeyPatch) -> None:
    real = Registration._refuse_token

    def judge(self: Registration, device: Device, body: RegisterBody, now_us: int) -> object:
        device.used_us = None
        return real(self, device, body, now_us)

    patch.setattr(Registration, "_refuse_token", judge)


@MUTANTS.caught_by("token-reused")
def a_used_token_is_always_410(patch: pytest.MonkeyPatch) -> None:
    def refuse(self: Registration, reason: ErrorReason, device: Device) -> object:
        return self._replies.refuse(reason, device)

    patch.setattr(Registration, "_refuse", refuse)


@MUTANTS.caught_by("clock-skew")
def a_refused_registration_consumes_its_token(patch: pytest.MonkeyPatch) -> None:
    real = Replies.refuse_clock

    def refuse(self: Replies, device: Device, server_time_s: int) -> object:
        device.used_us = server_time_s * _SECOND_US
        return real(self, device, server_time_s)

    patch.setattr(Replies, "refuse_clock", refuse)


@MUTANTS.caught_by("clock-skew", "clock-jumps-while-online", "clock-1970-tls")
def the_clock_is_not_checked(patch: pytest.MonkeyPatch) -> None:
    for module in (registration, sessions):
        patch.setattr(module, "is_skewed", lambda *_: False)


@MUTANTS.caught_by("clock-skew")
def exactly_300_seconds_of_skew_are_refused(patch: pytest.MonkeyPatch) -> None:
    real = is_skewed
    for module in (registration, sessions):
        patch.setattr(module, "is_skewed", lambda time, now_us, most_s: real(time, now_us, most_s - 1))


@MUTANTS.caught_by("clock-skew")
def only_clocks_that_are_behind_are_refused(patch: pytest.MonkeyPatch) -> None:
    real = is_skewed
    patch.setattr(
        registration,
        "is_skewed",
        lambda time, now_us, most_s: time.time_us < now_us and real(time, now_us, most_s),
    )


@MUTANTS.caught_by("mac-mismatch", "token-stolen")
def the_mac_is_not_checked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Sessions, "_refuse_identity", lambda *_: None)


@MUTANTS.caught_by("device-id-byte-order")
def the_device_id_is_not_checked(patch: pytest.MonkeyPatch) -> None:
    real = Sessions._refuse_identity

    def judge(self: Sessions, device: Device, body: SessionBody) -> object:
        answer = real(self, device, body)
        return None if answer is not None and answer.reason is ErrorReason.TOKEN_INVALID else answer

    patch.setattr(Sessions, "_refuse_identity", judge)


@MUTANTS.caught_by("token-revoked")
def revoking_does_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Registry, "revoke", lambda *_: None)


@MUTANTS.caught_by("token-regenerated", "eeprom-not-cleared", "token-stolen")
def regenerating_keeps_the_old_tokens(patch: pytest.MonkeyPatch) -> None:
    real = Registry.regenerate

    def regenerate(self: Registry, device: Device, settings: ServerSettings, now_us: int) -> str:
        old, mac, device_id, session = device.permanent_token, device.mac, device.device_id, device.session
        token = real(self, device, settings, now_us)
        if old is not None:
            self.retired.pop(digest_of(old))
            self.known[old] = device
            device.permanent_token, device.mac, device.device_id, device.session = old, mac, device_id, session
            if mac is not None:
                self._macs[mac] = device
        return token

    patch.setattr(Registry, "regenerate", regenerate)


@MUTANTS.caught_by("device-deleted-and-readded")
def a_deleted_device_keeps_its_tokens(patch: pytest.MonkeyPatch) -> None:
    def delete(self: Registry, device: Device) -> None:
        del self.devices[device.id]

    patch.setattr(Registry, "delete", delete)


@MUTANTS.caught_by("mac-mismatch")
def a_regenerated_token_is_still_bound_to_the_old_mac(patch: pytest.MonkeyPatch) -> None:
    real = Registry.regenerate

    def regenerate(self: Registry, device: Device, settings: ServerSettings, now_us: int) -> str:
        mac = device.mac
        token = real(self, device, settings, now_us)
        device.mac, device.reserved = mac, True
        return token

    patch.setattr(Registry, "regenerate", regenerate)


@MUTANTS.caught_by("session-renewed-at-60-min", "a-day-online")
def a_session_ends_after_50_minutes(patch: pytest.MonkeyPatch) -> None:
    _set(patch, "session_ttl_us", 3000 * _SECOND_US)


@MUTANTS.caught_by("clock-jumps-while-online")
def a_session_never_ends(patch: pytest.MonkeyPatch) -> None:
    _set(patch, "session_ttl_us", _YEAR_US)


@MUTANTS.caught_by("server-restarts", "clock-jumps-while-online")
def sessions_survive_a_restart(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Registry, "end_sessions", lambda *_: None)


@MUTANTS.caught_by("server-restarts")
def a_restart_forgets_the_devices(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Registry, "end_sessions", Registry.reset)


@MUTANTS.caught_by("rate-limited")
def the_rate_limit_limits_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Gate, "refusal", lambda *_: None)


@MUTANTS.caught_by("rate-limited", "maintenance")
def no_answer_says_when_to_come_back(patch: pytest.MonkeyPatch) -> None:
    real, injected = Replies.refuse_with, Replies.injected

    def refuse(self: Replies, reason: ErrorReason, header: str, value: str, note: str = "") -> object:
        return real(self, reason, "x-not-" + header, value, note)

    patch.setattr(Replies, "refuse_with", refuse)
    patch.setattr(Replies, "injected", lambda self, status, _: injected(self, status, None))


@MUTANTS.caught_by("maintenance")
def maintenance_is_not_noticed(patch: pytest.MonkeyPatch) -> None:
    _after_settings(patch, lambda settings: setattr(settings, "guarded", settings.values.rate_limit_enabled))


@MUTANTS.caught_by("registration-reply-lost", "eeprom-power-loss-first-save")
def the_repetition_window_is_ignored(patch: pytest.MonkeyPatch) -> None:
    _set(patch, "idempotent_window_us", 0)


@MUTANTS.caught_by("registration-reply-lost")
def another_board_is_given_the_repeated_answer(patch: pytest.MonkeyPatch) -> None:
    real = Registration._is_repetition

    def judge(self: Registration, device: Device, body: RegisterBody, now_us: int) -> bool:
        return real(self, device, structs.replace(body, mac=device.mac or body.mac), now_us)

    patch.setattr(Registration, "_is_repetition", judge)


@MUTANTS.caught_by("registration-reply-lost")
def another_board_is_given_the_answer_until_it_was_repeated(patch: pytest.MonkeyPatch) -> None:
    real = Registration._is_repetition
    repeated: list[Device] = []

    def judge(self: Registration, device: Device, body: RegisterBody, now_us: int) -> bool:
        if device.mac == body.mac:
            repeated.append(device)
        is_repeated = any(one is device for one in repeated)
        mine = body if is_repeated else structs.replace(body, mac=device.mac or body.mac)
        return real(self, device, mine, now_us)

    patch.setattr(Registration, "_is_repetition", judge)


@MUTANTS.caught_by("registration-reply-lost")
def the_repetition_window_has_no_end(patch: pytest.MonkeyPatch) -> None:
    real = Registration._is_repetition

    def judge(self: Registration, device: Device, body: RegisterBody, now_us: int) -> bool:
        return real(self, device, body, min(now_us, device.used_us or now_us))

    patch.setattr(Registration, "_is_repetition", judge)


@MUTANTS.caught_by("status-online-away-offline")
def online_lasts_twenty_seconds(patch: pytest.MonkeyPatch) -> None:
    _set(patch, "online_below_us", 20 * _SECOND_US)


@MUTANTS.caught_by("status-online-away-offline")
def offline_comes_after_200_seconds(patch: pytest.MonkeyPatch) -> None:
    _set(patch, "offline_above_us", 200 * _SECOND_US)


@MUTANTS.caught_by("token-pasted-wrongly")
def white_space_round_a_token_is_forgiven(patch: pytest.MonkeyPatch) -> None:
    real = Registration.answer

    def answer(self: Registration, body: RegisterBody, *rest: object) -> object:
        token = "".join(body.token.split())
        changed = RegisterBody(token, body.device_id, body.mac, body.ip)
        return real(self, changed, *rest)  # type: ignore[arg-type] # passed through as they came

    patch.setattr(Registration, "answer", answer)


@MUTANTS.caught_by("registration-reply-lost")
def a_lost_reply_is_never_lost(patch: pytest.MonkeyPatch) -> None:
    from oceanhil.mock_server.core import service

    real = disturb_answer

    def disturb(strikes: Strikes, request: HttpRequest, response: HttpResponse | None) -> object:
        left, disturbance = real(strikes, request, response)
        return (response, None) if FaultKind.DROP_RESPONSE in disturbance.kinds else (left, disturbance)

    patch.setattr(service, "disturb", disturb)


@MUTANTS.caught_by("server-hardly-answers")
def connections_are_closed_where_they_should_be_silent(patch: pytest.MonkeyPatch) -> None:
    _with_disturbance(patch, ending=Ending.FIN)


@MUTANTS.caught_by("server-hardly-answers")
def the_body_arrives_before_the_reset(patch: pytest.MonkeyPatch) -> None:
    _with_disturbance(patch, keep_bytes=None)


@MUTANTS.caught_by("server-hardly-answers")
def every_byte_comes_at_once(patch: pytest.MonkeyPatch) -> None:
    _with_disturbance(patch, bytes_per_second=None)


@MUTANTS.caught_by("answer-is-no-http")
def malformed_answers_are_well_formed(patch: pytest.MonkeyPatch) -> None:
    _with_disturbance(patch, malformation=None)


def _with_disturbance(patch: pytest.MonkeyPatch, **changes: object) -> None:
    """Let everything that strikes an answer be changed like this."""
    from oceanhil.mock_server.core import service

    real = disturb_answer

    def disturb(strikes: Strikes, request: HttpRequest, response: HttpResponse | None) -> object:
        left, disturbance = real(strikes, request, response)
        return left, structs.replace(disturbance, **changes)

    patch.setattr(service, "disturb", disturb)


@MUTANTS.caught_by("four-hundred-days")
def a_permanent_token_lives_for_a_year(patch: pytest.MonkeyPatch) -> None:
    real = sessions.Sessions.answer

    def answer(
        self: Sessions, token: str | None, body: SessionBody, device_time: DeviceTime | None, now_us: int
    ) -> Answer:
        device = sessions.find_device(self._registry, token)
        if device is not None and device.used_us is not None and now_us - device.used_us > _YEAR_US:
            return self._replies.refuse(ErrorReason.TOKEN_INVALID, device)
        return real(self, token, body, device_time, now_us)

    patch.setattr(Sessions, "answer", answer)
