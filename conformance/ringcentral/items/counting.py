"""Making requests until they are refused, for an application and a user that nobody has counted yet."""

from collections.abc import Callable
from typing import Final

from oceanhil.conformance.contract.control import CLOCK, SETTINGS
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, OWN_PEOPLE, USER, User
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.ringcentral import CALL_LOG_PATH, EXTENSION_PATH, AppKey, recording_path

HEADERS: Final = ("x-rate-limit-group", "x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-window")
NEEDED: Final = (APP, USER, OWN_PEOPLE, SETTINGS, CLOCK)
"""What every item needs that uses up a limit."""
PATHS: Final = {"light": EXTENSION_PATH, "medium": recording_path("1"), "heavy": CALL_LOG_PATH}
"""A call of each group."""
_REQUESTS_MAX: Final = 400


def fresh(bench: TokenBench) -> tuple[AppKey, User, str]:
    """Give an application and a user that nobody counted yet, and an access token of theirs."""
    app, user = bench.other_app(), bench.lone_user()
    login = bench.log_in(user, app)
    return app, user, login.access


def log_in_once(bench: TokenBench, user: User, app: AppKey) -> Answer:
    """Ask for tokens, and end the session again."""
    answer = bench.ask(bench.login_request(user, app))
    if answer.status == 200:
        bench.revoke(bench.tokens(answer).access_token, app)
    return answer


def admitted(ask: Callable[[], Answer]) -> int:
    """Ask until it is refused, and tell how often it was not."""
    for number in range(_REQUESTS_MAX):
        answer = ask()
        if answer.status != 200:
            answer.refused(Reason.RATE_EXCEEDED)
            return number
    raise answer.violates(f"at most {_REQUESTS_MAX - 1} requests", "more")


def judge_group(bench: TokenBench, group: str) -> None:
    """Find out how many calls of a group are admitted, and compare it with the profile."""
    access = fresh(bench)[2]
    with bench.limited():
        found = admitted(lambda: bench.call(access, PATHS[group]))
    bench.reads(f"rate_limit_{group}", found, bench.last())


def exhaust(bench: TokenBench, access: str, group: str) -> Answer:
    """Make calls until one is refused, and give that answer."""
    admitted(lambda: bench.call(access, PATHS[group]))
    return bench.last()
