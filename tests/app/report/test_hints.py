"""What a run says of firmware besides its failures."""

import msgspec

from oceanhil.app.report.hints import hints
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.run import POLLS_EVERY, UNCOLLECTED, WRITTEN_BEYOND
from tests.app.report.conftest import make_result


def test_it_is_said_once_how_firmware_is_judged_by_its_own_interval() -> None:
    def run(outcome: Outcome, pace: str) -> Result:
        return msgspec.structs.replace(make_result("a", outcome=outcome), facts={POLLS_EVERY: pace})

    failed = [run(Outcome.FAILED, "60 s"), run(Outcome.FAILED, "60 s"), run(Outcome.FAILED, "30 s")]
    (said,) = hints(failed)
    assert said == (
        "polls come every 60 s in 2 failed cases, which nothing says: 'poll_interval_s = 60' "
        "beside its lines in oceanhil.toml or boards.toml, or under [device] in a file for --profile"
    )
    assert not list(hints([run(Outcome.PASSED, "60 s"), make_result("a", outcome=Outcome.FAILED)]))


def test_a_header_that_a_sketch_asks_for_in_vain_is_named_once_where_cases_fail() -> None:
    def run(outcome: Outcome) -> Result:
        facts = {UNCOLLECTED: "'Retry-After' in wait at lamp.ino:97"}
        return msgspec.structs.replace(make_result("a", outcome=outcome), facts=facts)

    (said,) = hints([run(Outcome.FAILED), run(Outcome.FAILED), run(Outcome.PASSED)])
    assert said == (
        "header 'Retry-After' in wait at lamp.ino:97 is asked for in 2 failed cases and always empty, whatever was "
        "answered: name it in collectHeaders() before the request is made"
    )
    assert not list(hints([run(Outcome.PASSED), make_result("a", outcome=Outcome.FAILED)]))


def test_what_a_sketch_writes_beyond_its_eeprom_is_named_once_where_cases_fail() -> None:
    def run(outcome: Outcome) -> Result:
        facts = {WRITTEN_BEYOND: "76 bytes at 0, where EEPROM has 64, in save at lamp.ino:29"}
        return msgspec.structs.replace(make_result("a", outcome=outcome), facts=facts)

    (said,) = hints([run(Outcome.FAILED), run(Outcome.FAILED), run(Outcome.PASSED)])
    assert said == (
        "76 bytes at 0, where EEPROM has 64, in save at lamp.ino:29 are written to EEPROM in 2 failed cases and not "
        "kept, and commit() does not say so: give EEPROM.begin() room for all of them"
    )
    assert not list(hints([run(Outcome.PASSED)]))
