"""Faults of the device's firmware: its tokens, sessions, records and identity."""

import msgspec
import pytest

from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.identity import Derivation, device_id
from oceanhil.protocol.lines import Line
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.record import RecordFlag, TokenRecord
from oceanhil.protocol.tokens import is_usable
from oceanhil.simulator.identity.fuses import MacUnreadableError
from oceanhil.simulator.program import answers, program, registration, session
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


@MUTANTS.caught_by("token-revoked", "device-deleted-and-readded", "token-stolen", "registered-then-401")
def a_refused_permanent_token_is_asked_with_again_and_again(patch: pytest.MonkeyPatch) -> None:
    async def replace(device: Device, address: str) -> None:
        del address
        await device.wait_ms(1000)

    patch.setattr(program, "_replace_token", replace)


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


@MUTANTS.caught_by("new-tokens-never-known")
def a_token_that_never_was_good_for_anything_is_replaced_at_once(patch: pytest.MonkeyPatch) -> None:
    real = program._replace_token

    async def replace(device: Device, address: str) -> None:
        device.token_proven = True
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


@MUTANTS.caught_by("not-found-for-minutes")
def what_is_not_found_is_refused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(polling, "_REFUSED", frozenset({401, 403, 404}))
    patch.setattr(session, "_TOKEN_REFUSED", frozenset({401, 403, 404}))


@MUTANTS.caught_by("save-refused-for-days")
def saves_are_tried_every_hour(patch: pytest.MonkeyPatch) -> None:
    real = Device._note_outcome

    def note_outcome(self: Device, *, saved: bool) -> None:
        real(self, saved=saved)
        self._save_wait_s = min(self._save_wait_s, 3_600)

    patch.setattr(Device, "_note_outcome", note_outcome)
