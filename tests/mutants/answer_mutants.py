"""Faults in what the device's firmware reads in answers, and shows of them."""

import json
import re

import msgspec
import pytest

from oceanhil.protocol.http import Exchanged, HttpResponse
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import (
    RecordFlag,
)
from oceanhil.simulator import network
from oceanhil.simulator.network import HalfAnswer
from oceanhil.simulator.program import answers, backoff, program, registration, session
from oceanhil.simulator.program import poll as polling
from oceanhil.simulator.program.backoff import Backoff
from oceanhil.simulator.program.context import Device
from oceanhil.simulator.program.session import Opening
from tests.mutants.mutant import Mutants

MUTANTS = Mutants()


@MUTANTS.caught_by("rate-limited", "maintenance")
def retry_after_is_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(backoff, "retry_after_s", lambda *_: 0)


@MUTANTS.caught_by("session-lifetime-spelled")
def a_lifetime_is_read_up_to_its_fraction(patch: pytest.MonkeyPatch) -> None:
    real = session.lifetime_ms
    patch.setattr(session, "lifetime_ms", lambda written: real(written.partition(b".")[0]))


@MUTANTS.caught_by("answer-nested-deep")
def a_deep_answer_is_a_reason_to_rest_for_a_day(patch: pytest.MonkeyPatch) -> None:
    real, found = answers.is_too_deep, [False]

    def is_too_deep(body: bytes) -> bool:
        found[0] = found[0] or real(body)
        return real(body)

    patch.setattr(answers, "is_too_deep", is_too_deep)
    waits = Backoff.after_failure
    patch.setattr(Backoff, "after_failure", lambda *given: 86_400_000 if found[0] else waits(*given))


@MUTANTS.caught_by("retry-after-is-no-number")
def the_digits_of_a_date_are_seconds(patch: pytest.MonkeyPatch) -> None:
    def digits(response: HttpResponse, limit_s: int) -> int:
        found = re.sub(r"\D", "", response.headers.get("retry-after", ""))
        return min(int(found or "0"), limit_s)

    patch.setattr(backoff, "retry_after_s", digits)


@MUTANTS.caught_by("retry-after-is-no-number")
def a_retry_after_that_is_no_number_is_no_wait(patch: pytest.MonkeyPatch) -> None:
    waits = Backoff.after

    def after(self: Backoff, outcome: Exchanged, random_ppm: int) -> int:
        told = outcome.headers.get("retry-after", "0") if isinstance(outcome, HttpResponse) else "0"
        return waits(self, outcome, random_ppm) if told.isdigit() else 0

    patch.setattr(Backoff, "after", after)


@MUTANTS.caught_by("session-missing-id", "answers-fuzzed")
def a_missing_session_id_is_not_noticed(patch: pytest.MonkeyPatch) -> None:
    real = session._accept

    async def accept(device: Device, response: HttpResponse) -> session.Opening:
        if b"session_id" not in response.body:
            device.session, device.session_lifetime_ms = "0" * 32, 3_600_000
            device.session_opened_ms = device.hardware.millis()
            device.say(Line.ONLINE)
            return session.Opening.OPEN
        return await real(device, response)

    patch.setattr(session, "_accept", accept)


@MUTANTS.caught_by("renewal-brings-no-session")
def a_device_stays_online_whatever_a_renewal_brings(patch: pytest.MonkeyPatch) -> None:
    real = program._open

    async def opened(device: Device, address: str) -> None:
        was_online = device.online
        await real(device, address)
        device.online = was_online

    patch.setattr(program, "_open", opened)


@MUTANTS.caught_by("connection-drops-mid-reply")
def an_unreadable_registration_is_taken_for_success(patch: pytest.MonkeyPatch) -> None:
    real = registration._accept

    async def accept(device: Device, response: HttpResponse) -> bool:
        try:
            registration._REPLY.decode(response.body)
        except msgspec.DecodeError:
            device.say(Line.REG_SUCCESS, glyph="")
            return True
        return await real(device, response)

    patch.setattr(registration, "_accept", accept)


@MUTANTS.caught_by("connection-drops-behind-the-json")
def an_answer_counts_that_breaks_off_behind_its_json(patch: pytest.MonkeyPatch) -> None:
    def half(response: HttpResponse) -> HttpResponse | HalfAnswer:
        try:
            msgspec.json.decode(response.body)
        except msgspec.DecodeError:
            return HalfAnswer(response)
        return response

    patch.setattr(network, "HalfAnswer", half)


@MUTANTS.caught_by("session-unavailable")
def a_server_that_is_down_refuses_the_token(patch: pytest.MonkeyPatch) -> None:
    real, answered = Device.send, [0]

    async def send(self: Device, *request: object) -> object:
        outcome = await real(self, *request)  # type: ignore[arg-type] # passed through as they came
        answered[0] = outcome.status if isinstance(outcome, HttpResponse) else 0
        return outcome

    async def open_session(device: Device) -> Opening:
        found = await session.open_session(device)
        return Opening.TOKEN_REFUSED if answered[0] == 503 and device.token_proven else found

    patch.setattr(Device, "send", send)
    patch.setattr(program, "open_session", open_session)


@MUTANTS.caught_by("session-unavailable")
def whatever_is_refused_the_token_is_replaced(patch: pytest.MonkeyPatch) -> None:
    real = session.open_session

    async def open_session(device: Device) -> Opening:
        found = await real(device)
        return found if found is Opening.OPEN else Opening.TOKEN_REFUSED

    patch.setattr(program, "open_session", open_session)


@MUTANTS.caught_by("answer-says-the-same")
def an_answer_is_read_without_its_escapes(patch: pytest.MonkeyPatch) -> None:
    real = answers.read_body

    def read(decoder: msgspec.json.Decoder[object], response: HttpResponse) -> object:
        return real(decoder, response) if b"\\u" not in response.body else None

    _read_by(read, patch)


@MUTANTS.caught_by("time-told-with-a-fraction")
def no_number_may_have_a_fraction(patch: pytest.MonkeyPatch) -> None:
    real = answers.read_body

    def read(decoder: msgspec.json.Decoder[object], response: HttpResponse) -> object:
        return real(decoder, response) if re.search(rb"[0-9]\.[0-9]", response.body) is None else None

    _read_by(read, patch)


@MUTANTS.caught_by("answer-is-no-session", "answer-is-no-token", "answer-is-no-state")
def success_is_not_looked_at(patch: pytest.MonkeyPatch) -> None:
    real = answers.read_body

    def read(decoder: msgspec.json.Decoder[object], response: HttpResponse) -> object:
        body = re.sub(rb'("success": ?)false', rb"\1true", response.body)
        return real(decoder, HttpResponse(response.status, body, response.headers))

    _read_by(read, patch)


@MUTANTS.caught_by("answer-with-more-behind-it")
def what_stands_behind_the_json_is_not_read(patch: pytest.MonkeyPatch) -> None:
    real = answers.read_body

    def read(decoder: msgspec.json.Decoder[object], response: HttpResponse) -> object:
        text = response.body.decode("utf-8", "replace")
        try:
            end = json.JSONDecoder().raw_decode(text)[1]
        except ValueError:
            end = len(text)
        return real(decoder, HttpResponse(response.status, text[:end].encode(), response.headers))

    _read_by(read, patch)


def _read_by(read: object, patch: pytest.MonkeyPatch) -> None:
    for module in (answers, polling, registration, session):
        patch.setattr(module, "read_body", read)


@MUTANTS.caught_by("first-poll-unreadable")
def whatever_comes_with_200_is_an_accepted_poll(patch: pytest.MonkeyPatch) -> None:
    real = answers.read_body

    def read(decoder: msgspec.json.Decoder[polling._Wanted], response: HttpResponse) -> polling._Wanted:
        return real(decoder, response) or polling._Wanted(success=True)

    patch.setattr(polling, "read_body", read)


@MUTANTS.caught_by("rate-limited-in-other-words")
def the_digits_before_a_word_are_a_wait(patch: pytest.MonkeyPatch) -> None:
    def retry_after_s(response: HttpResponse, limit_s: int) -> int:
        digits = re.match("[0-9]*", response.headers.get("retry-after", ""))
        return min(int((digits and digits[0]) or 0), limit_s)

    patch.setattr(backoff, "retry_after_s", retry_after_s)


@MUTANTS.caught_by("session-lifetime-told")
def every_session_lasts_an_hour(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(session, "lifetime_ms", lambda _written: 3_600_000)


@MUTANTS.caught_by("session-lifetime-untold")
def a_lifetime_that_is_missing_is_none_at_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(session, "lifetime_ms", lambda written: 0 if written == b"null" else 3_600_000)


@MUTANTS.caught_by("relay-not-named")
def a_relay_that_is_not_named_is_switched_off(patch: pytest.MonkeyPatch) -> None:
    real = polling._switched

    def switched(flags: RecordFlag, wanted: tuple[bool | None, bool | None]) -> RecordFlag:
        return real(flags, (bool(wanted[0]), bool(wanted[1])))

    patch.setattr(polling, "_switched", switched)


@MUTANTS.caught_by("session-refused-otherwise")
def every_4xx_stays_a_refusal(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(backoff, "PASSING_STATUSES", frozenset())


@MUTANTS.caught_by("retry-after-a-month")
def every_retry_after_is_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(backoff, "retry_after_s", lambda response, _limit: int(response.headers.get("retry-after", "0")))


@MUTANTS.caught_by("polls-fail-in-a-row")
def the_device_gives_up_after_thirty_failures(patch: pytest.MonkeyPatch) -> None:
    real, failures = polling._Poller._go_on_after, [0]

    async def go_on_after(self: polling._Poller, outcome: Exchanged) -> bool:
        failures[0] += 1
        if failures[0] > 30:
            await self._hardware.sleep_ms(1 << 31)
        return await real(self, outcome)

    patch.setattr(polling._Poller, "_go_on_after", go_on_after)


@MUTANTS.caught_by("retry-after-once")
def a_retry_after_counts_for_answers_that_come_later(patch: pytest.MonkeyPatch) -> None:
    real, told_s = backoff.retry_after_s, [0]

    def last_told_s(response: HttpResponse, limit_s: int) -> int:
        told_s.append(real(response, limit_s) or told_s[-1])
        return told_s[-1]

    patch.setattr(backoff, "retry_after_s", last_told_s)


@MUTANTS.caught_by("poll-told-to-wait")
def what_a_poll_is_told_to_wait_is_not_read(patch: pytest.MonkeyPatch) -> None:
    real = polling._Poller._go_on_after

    async def without_it(self: polling._Poller, outcome: Exchanged) -> bool:
        if isinstance(outcome, HttpResponse):
            headers = {name: value for name, value in outcome.headers.items() if name != "retry-after"}
            outcome = msgspec.structs.replace(outcome, headers=headers)
        return await real(self, outcome)

    patch.setattr(polling._Poller, "_go_on_after", without_it)


@MUTANTS.caught_by("report-told-to-wait")
def behind_a_report_that_failed_polls_go_on(patch: pytest.MonkeyPatch) -> None:
    real_report, real_wait, reports = polling._Poller._report, Device.wait_after, list[polling._Poller]()

    async def report(self: polling._Poller) -> bool:
        reports.append(self)
        try:
            return await real_report(self)
        finally:
            reports.remove(self)

    async def wait_after(self: Device, outcome: Exchanged) -> None:
        if not reports:
            await real_wait(self, outcome)

    patch.setattr(polling._Poller, "_report", report)
    patch.setattr(Device, "wait_after", wait_after)


@MUTANTS.caught_by("poll-told-to-wait", "wait-outlasts-the-network")
def a_network_that_is_lost_ends_a_wait_that_was_asked_for(patch: pytest.MonkeyPatch) -> None:
    real = Device.sleep_ms

    async def sleep_ms(self: Device, duration_ms: int) -> None:
        while duration_ms > 0 and self.hardware.wifi_connected():
            await self.hardware.sleep_ms(min(duration_ms, 1000))
            duration_ms -= 1000
        if not self.hardware.wifi_connected():
            await real(self, min(duration_ms, 1000))

    patch.setattr(Device, "sleep_ms", sleep_ms)


@MUTANTS.caught_by("longest-tokens")
def a_token_of_more_than_51_characters_is_no_token(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(registration, "is_usable", lambda token: len(token) <= 51)


@MUTANTS.caught_by("longer-session")
def a_session_of_more_than_32_characters_is_none(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(session, "is_usable", lambda token: len(token) <= 32)


@MUTANTS.caught_by("refusal-in-other-words")
def only_ascii_is_printed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answers, "_fit_to_print", lambda message: message if message.isascii() else "no message")


@MUTANTS.caught_by("refusal-repeats-a-secret")
def what_a_server_says_is_printed_as_it_came(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answers, "_fit_to_print", lambda message: message[:80])


@MUTANTS.caught_by("refusal-repeats-a-token-in-pieces")
def a_token_ends_where_something_was_pasted_into_it(patch: pytest.MonkeyPatch) -> None:
    token = re.compile(r"(oc_[a-z]+_.{5}|[\w-]{12})[\w-]{20,}")
    patch.setattr(answers, "_without_tokens", lambda text: token.sub(r"\1…", text))


@MUTANTS.caught_by("refusal-with-hidden-characters")
def only_controls_of_ascii_are_hidden(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answers, "_fit_to_print", lambda message: re.sub(r"[\0-\x1f\x7f]", "?", message[:80]))
