"""Rate limits: what is announced, what is counted, and the penalty. Each item counts for an application of its own."""

from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, USER
from oceanhil.conformance.ringcentral.items.counting import (
    HEADERS,
    NEEDED,
    admitted,
    exhaust,
    fresh,
    judge_group,
    log_in_once,
)
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind


@item(
    "limits/announced",
    "an answer with 200 tells the limit it was counted for, if limits are in force",
    kind=Kind.ASSUMPTION,
    source="LIMITS states the limits; whether a server applies them is its own affair",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(APP, USER),
    learns=("server.rate_limit_enabled",),
)
def announced(bench: TokenBench) -> None:
    with bench.limits_as_found():
        answer = bench.call(bench.session().access)
    answer.must_have_status(200)
    bench.reads("rate_limit_enabled", any(name in answer.headers for name in HEADERS), answer)


@item(
    "limits/headers",
    "group, limit, what remains and window stand in the headers, and what remains goes down",
    kind=Kind.FACT,
    source="LIMITS",
    style=Style.POSITIVE,
    needs=NEEDED,
)
def headers(bench: TokenBench) -> None:
    access = fresh(bench)[2]
    with bench.limited():
        first, second = bench.call(access), bench.call(access)
    limit = bench.number("rate_limit_light")
    for answer, left in ((first, limit - 1), (second, limit - 2)):
        found = tuple(answer.headers.get(name, "") for name in HEADERS)
        wanted = ("light", str(limit), str(max(0, left)), str(bench.number("rate_window_s")))
        if answer.status == 200 and found != wanted:
            raise answer.violates(f"{wanted}", f"{found}")


@item(
    "limits/auth",
    "a user may ask for tokens five times in a window",
    kind=Kind.FACT,
    source="LIMITS",
    style=Style.BOUNDARY,
    needs=NEEDED,
    learns=("server.rate_limit_auth",),
)
def auth(bench: TokenBench) -> None:
    app, user, _ = fresh(bench)
    with bench.limited():
        found = admitted(lambda: log_in_once(bench, user, app))
    bench.reads("rate_limit_auth", found, bench.last())


@item(
    "limits/auth-scope",
    "requests for tokens are counted for the user, or for the application, as the profile says",
    kind=Kind.CONTRADICTION,
    source="LIMITS: per user; COMMUNITY: per application",
    needs=NEEDED,
    learns=("server.rate_limit_auth_scope",),
)
def auth_scope(bench: TokenBench) -> None:
    app, user, _ = fresh(bench)
    other = bench.other_user()
    with bench.limited():
        admitted(lambda: log_in_once(bench, user, app))
        answer = log_in_once(bench, other, app)
    bench.reads("rate_limit_auth_scope", "user" if answer.status == 200 else "app", answer)


@item(
    "limits/light",
    "a user may make fifty light calls in a window",
    kind=Kind.FACT,
    source="LIMITS",
    style=Style.BOUNDARY,
    needs=NEEDED,
    learns=("server.rate_limit_light",),
)
def light(bench: TokenBench) -> None:
    judge_group(bench, "light")


@item(
    "limits/medium",
    "a user may make forty medium calls in a window",
    kind=Kind.FACT,
    source="LIMITS",
    style=Style.BOUNDARY,
    needs=NEEDED,
    learns=("server.rate_limit_medium",),
)
def medium(bench: TokenBench) -> None:
    judge_group(bench, "medium")


@item(
    "limits/heavy",
    "a user may make ten heavy calls in a window",
    kind=Kind.FACT,
    source="LIMITS",
    style=Style.BOUNDARY,
    needs=NEEDED,
    learns=("server.rate_limit_heavy",),
)
def heavy(bench: TokenBench) -> None:
    judge_group(bench, "heavy")


@item(
    "limits/groups-apart",
    "calls of one group are not counted for another",
    kind=Kind.FACT,
    source="LIMITS",
    needs=NEEDED,
)
def groups_apart(bench: TokenBench) -> None:
    access = fresh(bench)[2]
    with bench.limited():
        exhaust(bench, access, "heavy")
        bench.call(access).must_have_status(200)


@item(
    "limits/revocation-free",
    "a revocation is possible when no more tokens are to be had",
    kind=Kind.ASSUMPTION,
    source="LIMITS groups requests for tokens, not revocations",
    severity=Severity.MAJOR,
    needs=NEEDED,
)
def revocation_free(bench: TokenBench) -> None:
    app, user, access = fresh(bench)
    with bench.limited():
        admitted(lambda: log_in_once(bench, user, app))
        answer = bench.revoke(access, app)
    if answer.says(Reason.RATE_EXCEEDED):
        raise answer.deviates("200", answer.in_words(), Side.ACCEPTED)
    answer.is_refused(Reason.REVOKE_UNKNOWN)


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    announced,
    headers,
    auth,
    auth_scope,
    light,
    medium,
    heavy,
    groups_apart,
    revocation_free,
)
