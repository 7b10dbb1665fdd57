"""Faults of the device's firmware: its tokens, sessions, waits, clock and network."""

import msgspec
import pytest

from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.identity import Derivation, device_id
from oceanhil.protocol.lines import Line
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.record import RecordFlag, TokenRecord
from oceanhil.protocol.tokens import is_usable
from oceanhil.protocol.units import MILLIS_WRAP
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.identity.fuses import MacUnreadableError
from oceanhil.simulator.program import answers, context, program, registration, session
from oceanhil.simulator.program import poll as polling
from oceanhil.simulator.program.backoff import Backoff
from oceanhil.simulator.program.context import Device
from oceanhil.simulator.program.session import Opening
from tests.mutants.mutant import Mutants

MUTANTS = Mutants()


@MUTANTS.caught_by("first-boot", "token-expired")
def the_registration_token_is_printed_whole(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(registration, "_printable", lambda token: token)


@MUTANTS.caught_by("first-boot", "a-day-online")
def the_session_is_kept_in_flash(patch: pytest.MonkeyPatch) -> None:
    real = Device.say

    def say(self: Device, line: Line, **fields: str | int) -> None:
        real(self, line, **fields)
        if line is Line.SESSION_OPENED:
            eeprom = self.hardware.storage.eeprom
            eeprom.begin(64)
            eeprom.write_bytes(0, self.session.encode())
            eeprom.commit()

    patch.setattr(Device, "say", say)


@MUTANTS.caught_by("token-expired", "token-reused", "rate-limited", "pending-forever")
def every_failure_is_retried_after_a_second(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Backoff, "after", lambda *_: 1000)


@MUTANTS.caught_by("pending-forever", "maintenance")
def a_wait_lasts_ten_times_as_long_as_announced(patch: pytest.MonkeyPatch) -> None:
    async def wait_ms(self: Device, duration_ms: int) -> None:
        self.say(Line.RETRY, seconds=-(-duration_ms // 1000))
        self.say(Line.EEPROM_EMPTY)
        await self.sleep_ms(10 * duration_ms)

    patch.setattr(Device, "wait_ms", wait_ms)


@MUTANTS.caught_by("session-renewed-at-60-min", "a-day-online", "millis-wraps")
def a_session_is_never_renewed(patch: pytest.MonkeyPatch) -> None:
    real = session._accept

    async def accept(device: Device, response: HttpResponse) -> session.Opening:
        opening = await real(device, response)
        device.session_lifetime_ms = 1 << 40
        return opening

    patch.setattr(session, "_accept", accept)


@MUTANTS.caught_by("server-restarts", "clock-jumps-while-online")
def a_refused_session_is_not_renewed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(polling, "_REFUSED", frozenset())


@MUTANTS.caught_by("a-day-online", "millis-wraps")
def polls_come_every_six_seconds(patch: pytest.MonkeyPatch) -> None:
    real = polling._Poller.__init__

    def start(self: polling._Poller, device: Device) -> None:
        real(self, device)
        self._interval_ms = 6000

    patch.setattr(polling._Poller, "__init__", start)


@MUTANTS.caught_by("millis-wraps", "millis-wraps-in-a-wait")
def the_millisecond_counter_must_not_wrap(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Device, "elapsed_ms", lambda self, since_ms: self.hardware.millis() - since_ms)


@MUTANTS.caught_by("first-boot", "clock-skew", "clock-1970-tls")
def the_clock_is_never_set(patch: pytest.MonkeyPatch) -> None:
    async def sync_clock(self: Device) -> bool:
        self.say(Line.TIME_NOT_SYNCED)
        return False

    patch.setattr(Device, "sync_clock", sync_clock)


@MUTANTS.caught_by("wifi-password-wrong", "wifi-5ghz-only")
def the_device_gives_up_after_one_failed_join(patch: pytest.MonkeyPatch) -> None:
    async def wait_ms(self: Device, duration_ms: int) -> None:
        del duration_ms
        await self.hardware.sleep_ms(1 << 31)

    patch.setattr(Device, "wait_ms", wait_ms)


@MUTANTS.caught_by("wifi-credentials-changed")
def a_lost_network_is_not_noticed(patch: pytest.MonkeyPatch) -> None:
    from oceanhil.simulator.board.board import SimulatedBoard

    patch.setattr(SimulatedBoard, "wifi_connected", lambda self: bool(self.station.address))


@MUTANTS.caught_by(
    "reboot-keeps-token", "power-loss-reestablishes-session", "random-resets", "crash-while-online", "line-stuck"
)
def a_stored_token_is_not_used(patch: pytest.MonkeyPatch) -> None:
    real = program._load_record

    def load(device: Device) -> None:
        real(device)
        device.record = None

    patch.setattr(program, "_load_record", load)


@MUTANTS.caught_by("device-id-failed")
def the_device_stops_without_a_word(patch: pytest.MonkeyPatch) -> None:
    def identify(device: Device) -> bool:
        try:
            device.hardware.read_mac()
        except MacUnreadableError:
            return False
        return bool(_identify(device))

    _identify = program._identify
    patch.setattr(program, "_identify", identify)


@MUTANTS.caught_by("mac-mismatch", "device-id-byte-order")
def the_device_id_is_reversed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(program, "device_id", lambda board, mac, _: device_id(board, mac, Derivation.REVERSED))


@MUTANTS.caught_by("server-slow", "answer-in-pieces")
def the_device_waits_two_seconds_for_an_answer(patch: pytest.MonkeyPatch) -> None:
    real = context.Device.__init__

    def start(self: Device, hardware: object, firmware: Firmware, settings: object, wire: object) -> None:
        changed = msgspec.structs.replace(settings, http_timeout_s=2)  # type: ignore[type-var] # a struct
        real(self, hardware, firmware, changed, wire)  # type: ignore[arg-type] # passed through as they came

    patch.setattr(Device, "__init__", start)


@MUTANTS.caught_by("token-revoked", "device-deleted-and-readded", "token-stolen", "registered-then-401")
def a_refused_permanent_token_is_asked_with_again_and_again(patch: pytest.MonkeyPatch) -> None:
    async def replace(device: Device, address: str) -> None:
        del address
        await device.wait_ms(1000)

    patch.setattr(program, "_replace_token", replace)


@MUTANTS.caught_by("maintenance", "session-unavailable")
def a_failure_is_followed_by_the_same_short_wait_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Backoff, "after_failure", lambda *_: 1000)


@MUTANTS.caught_by("session-good-for-one-poll")
def one_poll_is_enough_to_call_a_session_good(patch: pytest.MonkeyPatch) -> None:
    real = polling._Poller.__init__

    def begin(self: polling._Poller, device: Device) -> None:
        real(self, device)
        device.backoff.reset()

    patch.setattr(polling._Poller, "__init__", begin)


@MUTANTS.caught_by("refusal-says-the-same")
def a_refusal_without_words_has_no_code(patch: pytest.MonkeyPatch) -> None:
    real = answers.refusal

    def read(response: HttpResponse) -> ErrorReply:
        found = real(response)
        return msgspec.structs.replace(found, code="") if found.error == "no message" else found

    patch.setattr(polling, "refusal", read)


@MUTANTS.caught_by("a-day-online", "session-renewed-at-60-min")
def a_session_is_renewed_every_minute(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(session, "lifetime_ms", lambda _written: 60_000)


@MUTANTS.caught_by("clock-1970-tls", "tls-alert", "name-resolves-elsewhere")
def what_tls_says_is_not_printed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(context, "_EXPLAINED", {})


@MUTANTS.caught_by("wifi-away-for-hours")
def wifi_is_given_up_after_ten_attempts(patch: pytest.MonkeyPatch) -> None:
    real, attempts = SimulatedBoard.wifi_join, [0]

    async def join(self: SimulatedBoard, ssid: str, password: str, timeout_ms: int) -> str | None:
        attempts[0] += 1
        if attempts[0] >= 10:
            await self.sleep_ms(10**9)
        return await real(self, ssid, password, timeout_ms)

    patch.setattr(SimulatedBoard, "wifi_join", join)


@MUTANTS.caught_by("server-blocked-for-hours")
def who_has_failed_a_hundred_times_rests_for_a_day(patch: pytest.MonkeyPatch) -> None:
    real, failures = Backoff.after_failure, [0]

    def after_failure(self: Backoff, random_ppm: int) -> int:
        failures[0] += 1
        return real(self, random_ppm) if failures[0] < 100 else 86_400_000

    patch.setattr(Backoff, "after_failure", after_failure)


@MUTANTS.caught_by("wifi-away-for-a-moment")
def a_lost_network_ends_the_session(patch: pytest.MonkeyPatch) -> None:
    real = program._join

    async def join(device: Device, *, lost: bool) -> str:
        device.session = ""
        return await real(device, lost=lost)

    patch.setattr(program, "_join", join)


@MUTANTS.caught_by("online-again", "wifi-away-for-a-moment", "wifi-away-for-hours")
def online_is_said_once(patch: pytest.MonkeyPatch) -> None:
    real = Device.say

    def say(self: Device, line: Line, **fields: str | int) -> None:
        if line is not Line.ONLINE or not hasattr(self, "said_online"):
            real(self, line, **fields)
        if line is Line.ONLINE:
            patch.setattr(self, "said_online", True, raising=False)

    patch.setattr(Device, "say", say)


@MUTANTS.caught_by("online-again")
def a_renewal_that_failed_left_it_online(patch: pytest.MonkeyPatch) -> None:
    real = program._open

    async def opened(device: Device, address: str) -> None:
        was_online = device.online
        await real(device, address)
        device.online = was_online

    patch.setattr(program, "_open", opened)


@MUTANTS.caught_by("sessions-refused-when-new")
def a_session_that_was_lost_is_replaced_after_a_second(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Backoff, "after_failure", lambda *_: 1000)


@MUTANTS.caught_by("new-token-refused")
def a_refused_token_rests_for_a_minute(patch: pytest.MonkeyPatch) -> None:
    async def replace(device: Device, _address: str) -> None:
        await device.wait_ms(60_000)

    patch.setattr(program, "_replace_token", replace)


@MUTANTS.caught_by("good-token-refused-and-granted-again")
def who_is_granted_the_refused_token_registers_once_more(patch: pytest.MonkeyPatch) -> None:
    async def replace(device: Device, address: str) -> None:
        refused, refused_ms = device.token, device.hardware.millis()
        while device.token == refused and device.elapsed_ms(refused_ms) < 600_000:
            await registration.register(device, address)

    patch.setattr(program, "_replace_token", replace)


@MUTANTS.caught_by("session-outlives-clock-jumps")
def time_passes_by_the_wall_clock(patch: pytest.MonkeyPatch) -> None:
    real, begun = Device.elapsed_ms, []

    def elapsed(self: Device, since_ms: int) -> int:
        ahead_ms = self.hardware.unix_us() // 1000 - self.hardware.millis()
        begun.append(ahead_ms)
        return max(0, real(self, since_ms) + ahead_ms - begun[0])

    patch.setattr(Device, "elapsed_ms", elapsed)


@MUTANTS.caught_by("time-server-away")
def a_time_server_that_is_away_is_asked_at_every_poll(patch: pytest.MonkeyPatch) -> None:
    async def sync(self: polling._Poller) -> None:
        await self._device.sync_clock()

    patch.setattr(polling._Poller, "_sync", sync)


@MUTANTS.caught_by("server-slow-for-minutes")
def polls_that_were_missed_are_made_up_for(patch: pytest.MonkeyPatch) -> None:
    due_ms: dict[polling._Poller, int] = {}

    async def sleep(self: polling._Poller) -> None:
        due_ms[self] = due_ms.get(self, self._polled_ms) + self._interval_ms
        await self._hardware.sleep_ms(max(0, due_ms[self] - self._hardware.millis()))

    patch.setattr(polling._Poller, "_sleep_to_next", sleep)


@MUTANTS.caught_by("joining-takes-long")
def an_attempt_to_join_has_ten_seconds(patch: pytest.MonkeyPatch) -> None:
    real = SimulatedBoard.wifi_join

    async def join(self: SimulatedBoard, ssid: str, password: str, timeout_ms: int) -> str | None:
        return await real(self, ssid, password, timeout_ms // 2)

    patch.setattr(SimulatedBoard, "wifi_join", join)


@MUTANTS.caught_by("joining-takes-long")
def an_attempt_to_join_has_fifteen_seconds(patch: pytest.MonkeyPatch) -> None:
    real = SimulatedBoard.wifi_join

    async def join(self: SimulatedBoard, ssid: str, password: str, timeout_ms: int) -> str | None:
        return await real(self, ssid, password, timeout_ms - 5_000)

    patch.setattr(SimulatedBoard, "wifi_join", join)


@MUTANTS.caught_by("joining-takes-long")
def an_attempt_to_join_has_no_end(patch: pytest.MonkeyPatch) -> None:
    real = SimulatedBoard.wifi_join

    async def join(self: SimulatedBoard, ssid: str, password: str, timeout_ms: int) -> str | None:
        return await real(self, ssid, password, 1_000 * timeout_ms)

    patch.setattr(SimulatedBoard, "wifi_join", join)


@MUTANTS.caught_by("longest-names")
def a_network_name_has_31_characters(patch: pytest.MonkeyPatch) -> None:
    real = SimulatedBoard.wifi_join

    async def join(self: SimulatedBoard, ssid: str, password: str, timeout_ms: int) -> str | None:
        return await real(self, ssid.encode()[:31].decode("utf-8", "replace"), password, timeout_ms)

    patch.setattr(SimulatedBoard, "wifi_join", join)


@MUTANTS.caught_by("wifi-password-wrong")
def the_wifi_password_is_printed_backwards(patch: pytest.MonkeyPatch) -> None:
    real = program._join

    async def join(device: Device, *, lost: bool) -> str:
        device.hardware.print(f"[WiFi] {device.firmware.wifi_password[::-1]}\n")
        return await real(device, lost=lost)

    patch.setattr(program, "_join", join)


@MUTANTS.caught_by("millis-wraps-in-a-wait")
def a_wait_is_over_when_the_counter_stands_above_its_end(patch: pytest.MonkeyPatch) -> None:
    async def wait_ms(self: Device, duration_ms: int) -> None:
        self.say(Line.RETRY, seconds=-(-duration_ms // 1000))
        end_ms = (self.hardware.millis() + duration_ms) % MILLIS_WRAP
        while self.hardware.millis() < end_ms:
            await self.hardware.sleep_ms(1000)

    patch.setattr(Device, "wait_ms", wait_ms)


@MUTANTS.caught_by("four-hundred-days", "clock-jumps-while-online")
def the_clock_is_set_at_the_start_alone(patch: pytest.MonkeyPatch) -> None:
    real = Device.sync_clock

    async def sync_clock(self: Device) -> bool:
        return self.clock_synced or await real(self)

    patch.setattr(Device, "sync_clock", sync_clock)


@MUTANTS.caught_by("a-week-of-bad-wifi")
def each_lost_network_costs_a_socket(patch: pytest.MonkeyPatch) -> None:
    real = program._join

    async def join(device: Device, *, lost: bool) -> str:
        left = getattr(device, "sockets", 16) - lost
        patch.setattr(device, "sockets", left, raising=False)
        if left == 0:
            await device.hardware.sleep_ms(1 << 40)
        return await real(device, lost=lost)

    patch.setattr(program, "_join", join)


@MUTANTS.caught_by("a-week-of-bad-wifi")
def the_record_is_saved_whenever_a_network_was_joined(patch: pytest.MonkeyPatch) -> None:
    real = program._join

    async def join(device: Device, *, lost: bool) -> str:
        address = await real(device, lost=lost)
        if device.record is not None:
            device.save(device.record.token, device.record.flags)
        return address

    patch.setattr(program, "_join", join)


@MUTANTS.caught_by("first-boot", "reboot-keeps-token")
def the_registration_token_is_kept_in_flash(patch: pytest.MonkeyPatch) -> None:
    real = registration.register

    async def register(device: Device, address: str) -> bool:
        if device.record is None and device._store is not None:
            device._store.save(TokenRecord(device.firmware.registration_token))
        return await real(device, address)

    patch.setattr(program, "register", register)


@MUTANTS.caught_by("poll-refused-once")
def a_refused_poll_is_never_forgiven(patch: pytest.MonkeyPatch) -> None:
    real = polling._Poller.run

    async def run(self: polling._Poller) -> None:
        refused = self._device.poll_refused
        await real(self)
        self._device.poll_refused = refused or self._device.poll_refused

    patch.setattr(polling._Poller, "run", run)


@MUTANTS.caught_by("server-clock-wrong")
def a_clock_that_is_refused_is_shown_every_second(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(context, "_UNSYNCED_WAIT_MS", 1000)


@MUTANTS.caught_by("new-tokens-never-known")
def a_token_that_never_was_good_for_anything_is_replaced_at_once(patch: pytest.MonkeyPatch) -> None:
    real = program._replace_token

    async def replace(device: Device, address: str) -> None:
        device.token_proven = True
        await real(device, address)

    patch.setattr(program, "_replace_token", replace)


@MUTANTS.caught_by("waits-begin-anew")
def waits_never_become_shorter_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Backoff, "reset", lambda _: None)


@MUTANTS.caught_by("wifi-lost-while-a-token-is-replaced")
def a_token_is_replaced_without_a_look_at_the_network(patch: pytest.MonkeyPatch) -> None:
    real = program._replace_token

    async def replace(device: Device, address: str) -> None:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(SimulatedBoard, "wifi_connected", lambda _: True)
            await real(device, address)

    patch.setattr(program, "_replace_token", replace)


@MUTANTS.caught_by("token-out-of-bounds")
def a_token_that_is_none_is_shown(patch: pytest.MonkeyPatch) -> None:
    real, granted = Device.say, [""]

    def noted(token: str) -> bool:
        granted.append(token.strip())
        return is_usable(token)

    def say(self: Device, line: Line, **fields: str | int) -> None:
        if fields.get("message") == "unusable token in answer":
            fields["message"] = f"unusable token in answer: {granted[-1]}"
        real(self, line, **fields)

    patch.setattr(registration, "is_usable", noted)
    patch.setattr(Device, "say", say)


@MUTANTS.caught_by("first-boot", "longest-tokens")
def a_record_is_nobodys(patch: pytest.MonkeyPatch) -> None:
    real = Device.save

    def save(self: Device, token: str, flags: RecordFlag) -> None:
        called, self.device_id = self.device_id, ""
        real(self, token, flags)
        self.device_id = called

    patch.setattr(Device, "save", save)


@MUTANTS.caught_by("poll-and-session-refused")
def a_refused_session_waits_for_a_refused_poll_too(patch: pytest.MonkeyPatch) -> None:
    real = session.open_session

    async def open_session(device: Device) -> Opening:
        opening = await real(device)
        if opening is Opening.TOKEN_REFUSED:
            device.poll_refused = False
        return opening

    patch.setattr(program, "open_session", open_session)


@MUTANTS.caught_by("refused-poll-outlasts-the-network")
def a_joined_network_forgets_a_refused_poll(patch: pytest.MonkeyPatch) -> None:
    real = program._join

    async def join(device: Device, *, lost: bool) -> str:
        device.poll_refused = False
        return await real(device, lost=lost)

    patch.setattr(program, "_join", join)


@MUTANTS.caught_by("not-found-for-minutes")
def what_is_not_found_is_refused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(polling, "_REFUSED", frozenset({401, 403, 404}))
    patch.setattr(session, "_TOKEN_REFUSED", frozenset({401, 403, 404}))


@MUTANTS.caught_by("clock-hardly-off")
def a_clock_that_moves_by_seconds_was_the_reason(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(context, "_MENDED_US", 1_000_000)


@MUTANTS.caught_by("save-refused-for-days")
def saves_are_tried_every_hour(patch: pytest.MonkeyPatch) -> None:
    real = Device._note_outcome

    def note_outcome(self: Device, *, saved: bool) -> None:
        real(self, saved=saved)
        self._save_wait_s = min(self._save_wait_s, 3_600)

    patch.setattr(Device, "_note_outcome", note_outcome)
