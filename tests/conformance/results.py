"""Results and reports for tests of what is made from them."""

from __future__ import annotations

from msgspec import structs

from oceanhil.conformance.contract.item import Severity, Style
from oceanhil.conformance.contract.received import Received, ReceivedOutcome, Side, outcome_of
from oceanhil.conformance.contract.result import ConformReport, ItemResult, ItemVerdict, learned_from
from oceanhil.protocol.profile import Kind, Scalar
from oceanhil.remote.evidence.exchange import Shown

CURL = "curl --include --request GET http://127.0.0.1:1/api/device/state/"


RECEIVED = Received(Side.ACCEPTED, 200)


def outcome_for(verdict: ItemVerdict) -> ReceivedOutcome:
    """Give the outcome of RECEIVED where a refusal was expected."""
    known = {ItemVerdict.CONFORMS: ReceivedOutcome.AS_EXPECTED, ItemVerdict.UNTESTABLE: ReceivedOutcome.NOT_TRIED}
    return known.get(verdict) or outcome_of(RECEIVED, Side.REFUSED)


def result_of(
    identity: str = "session/opens",
    verdict: ItemVerdict = ItemVerdict.CONFORMS,
    *,
    kind: Kind = Kind.FACT,
    readings: dict[str, Scalar] | None = None,
    missing: tuple[str, ...] = (),
    flaky: bool = False,
    found: str = "200",
) -> ItemResult:
    """Make a result; one that does not conform expects 401 and has found 200."""
    conforms = verdict is ItemVerdict.CONFORMS
    return ItemResult(
        id=identity,
        title="a session opens",
        kind=kind,
        source="TOKEN",
        severity=Severity.MAJOR,
        style=Style.NEGATIVE,
        verdict=verdict,
        outcome=outcome_for(verdict),
        received=None if verdict is ItemVerdict.UNTESTABLE else RECEIVED,
        wanted=Side.REFUSED if verdict in {ItemVerdict.DIFFERS, ItemVerdict.VIOLATES} else None,
        expected="" if conforms else "401",
        found="" if conforms else found,
        readings=readings or {},
        missing=missing,
        flaky=flaky,
        attempts=1 if conforms else 3,
        exchanges=(Shown(sent="GET /x", received="HTTP 200\n\nyes", curl=CURL, decisive=True),),
    )


def report_of(*results: ItemResult, url: str = "http://127.0.0.1:1", service: str = "oceanremote") -> ConformReport:
    """Make the report of these results."""
    return ConformReport(
        url=url,
        service=service,
        profile=service,
        version="1.0",
        started="2026-01-02T03:04:05Z",
        duration_s=1.5,
        seed=7,
        connector="",
        results=results,
        learned=learned_from(results),
    )


VIOLATES = result_of("session/violates", ItemVerdict.VIOLATES)
DIFFERS = result_of(
    "session/differs", ItemVerdict.DIFFERS, kind=Kind.CONTRADICTION, readings={"server.used_token_status": 401}
)
ASSUMED = result_of("status/assumed", ItemVerdict.DIFFERS, kind=Kind.ASSUMPTION)
UNTESTABLE = result_of("status/away", ItemVerdict.UNTESTABLE, missing=("test-clock",), found="needs a clock")
FLAKY = result_of("session/flaky", ItemVerdict.VIOLATES, flaky=True)
ALIKE = tuple(
    structs.replace(
        result_of(f"topic-{number % 3}/{number}", ItemVerdict.VIOLATES, found="'oops'"),
        expected="a JSON object",
        severity=Severity.CRITICAL if number < 2 else Severity.MINOR,
        exchanges=(Shown(sent="POST /session/\n\n{}", received="HTTP 200\n\noops", curl=CURL, decisive=True),),
    )
    for number in range(20)
)
"""As many as make a shared finding."""
EVERYTHING = report_of(result_of(), VIOLATES, DIFFERS, ASSUMED, UNTESTABLE, FLAKY)
