"""Making requests until they are refused, for an application and a user that nobody has counted yet."""

from collections.abc import Callable
from typing import Final

from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.messages import CALL_LOG_PATH, EXTENSION_PATH, AppKey, recording_path
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.control import CLOCK, SETTINGS
from oceanhil.remote.connector.ringcentral.control import APP, OWN_PEOPLE, USER, User

HEADERS: Final = ("x-rate-limit-group", "x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-window")
NEEDED: Final = (APP, USER, OWN_PEOPLE, SETTINGS, CLOCK)
"""What every item needs that uses up a limit."""
PATHS: Final = {"light": EXTENSION_PATH, "medium": recording_path("1"), "heavy": CALL_LOG_PATH}
"""A call of each group."""
_REQUESTS_MAX: Final = 400


def fresh(subject: TokenSubject) -> tuple[AppKey, User, str]:
    """Give an application and a user that nobody counted yet, and an access token of theirs."""
    app, user = subject.other_app(), subject.lone_user()
    login = subject.log_in(user, app)
    return app, user, login.access


def log_in_once(subject: TokenSubject, user: User, app: AppKey) -> Answer:
    """Ask for tokens, and end the session again."""
    answer = subject.ask(subject.login_request(user, app))
    if answer.status == 200:
        subject.revoke(subject.tokens(answer).access_token, app)
    return answer


def admitted(ask: Callable[[], Answer]) -> int:
    """Ask until it is refused, and tell how often it was not."""
    for number in range(_REQUESTS_MAX):
        answer = ask()
        if answer.status != 200:
            answer.refused(Reason.RATE_EXCEEDED)
            return number
    raise answer.violates(f"at most {_REQUESTS_MAX - 1} requests", "more")


def judge_group(subject: TokenSubject, group: str) -> None:
    """Find out how many calls of a group are admitted, and compare it with the profile."""
    access = fresh(subject)[2]
    with subject.limited():
        found = admitted(lambda: subject.call(access, PATHS[group]))
    subject.reads(f"rate_limit_{group}", found, subject.last())


def exhaust(subject: TokenSubject, access: str, group: str) -> Answer:
    """Make calls until one is refused, and give that answer."""
    admitted(lambda: subject.call(access, PATHS[group]))
    return subject.last()
