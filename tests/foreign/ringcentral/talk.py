"""What the official Python SDK does with the server: run by its own Python, prints a JSON object with a part a case."""

import json
import sys
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import requests
from ringcentral import SDK  # type: ignore[import-not-found] # only in the environment that runs this

SERVER = sys.argv[1]
ME = "/restapi/v1.0/account/~/extension/~"
RECORDING = "/restapi/v1.0/account/~/recording/1/content"
Case = dict[str, object]


def admin(method: str, path: str, body: object = None) -> dict[str, Any]:
    answer = requests.request(method, f"{SERVER}/_admin/{path}", json=body, timeout=10).json()
    assert isinstance(answer, dict)
    return answer


def advance(seconds: float) -> None:
    admin("PUT", "clock", {"advance": seconds})


class Someone:
    """A user with an application; `sdk` gives one more SDK for them."""

    def __init__(self) -> None:
        self.user, self.app = admin("POST", "users", {}), admin("POST", "apps", {})

    def sdk(self) -> Any:
        return SDK(self.app["client_id"], self.app["client_secret"], SERVER).platform()

    def logged_in(self) -> Any:
        platform = self.sdk()
        platform.login(jwt=self.user["jwt"])
        return platform

    def also(self, platform: Any) -> Any:
        """Give a second worker that holds the same tokens."""
        other = self.sdk()
        other.auth().set_data(platform.auth().data())
        return other

    def sessions(self) -> list[dict[str, Any]]:
        return list(admin("GET", f"sessions?user={self.user['id']}")["sessions"])


def code_of(action: Callable[[], object]) -> str:
    """Give status and error code of what goes wrong, or `ok`."""
    try:
        action()
    except Exception as error:  # noqa: BLE001 - whatever the SDK raises is what is to be seen
        response = getattr(error, "api_response", lambda: None)()
        answer = None if response is None else response.response()
        if answer is None:
            return type(error).__name__
        return f"{answer.status_code} {answer.json()['errors'][0]['errorCode']}"
    return "ok"


def text_of(action: Callable[[], object]) -> str:
    """Give the text of what goes wrong, empty if nothing does."""
    try:
        action()
    except Exception as error:  # noqa: BLE001 - likewise
        return str(error)
    return ""


def whole_life(me: Someone) -> Case:
    platform = me.logged_in()
    before = platform.auth().access_token()
    owner = platform.get(ME).json_dict()["id"]
    platform.refresh()
    after = platform.auth().access_token()
    again = code_of(lambda: platform.get(ME))
    return {
        "owner": str(owner) == platform.auth().data()["owner_id"] == me.user["id"],
        "new_token": before != after,
        "again": again,
        "logout": platform.logout().response().status_code,
        "ended": me.sessions()[0]["ended"],
    }


def other_grants(me: Someone) -> Case:
    by_password, by_code = me.sdk(), me.sdk()
    name, password = me.user["username"], me.user["password"]
    code = admin("POST", f"users/{me.user['id']}/codes", {"client_id": me.app["client_id"]})["code"]
    return {
        "password": code_of(lambda: by_password.login(username=name, password=password)),
        "code": code_of(lambda: by_code.login(code=code, redirect_uri="http://localhost/back")),
        "code_twice": code_of(lambda: me.sdk().login(code=code, redirect_uri="http://localhost/back")),
        "wrong_jwt": code_of(lambda: me.sdk().login(jwt="nobody's")),
    }


def access_token_expired(me: Someone) -> Case:
    platform = me.logged_in()
    advance(3600)
    failed = code_of(lambda: platform.get(ME))
    platform.refresh()
    return {"failed": failed, "cured": code_of(lambda: platform.get(ME))}


def refreshed_by_another(me: Someone) -> Case:
    platform = me.logged_in()
    other = me.also(platform)
    platform.refresh()
    first = code_of(lambda: other.get(ME))
    advance(11)
    later = code_of(lambda: other.get(ME))
    other.auth().set_data(platform.auth().data())
    return {"first": first, "later": later, "cured": code_of(lambda: other.get(ME))}


def sixth_login(me: Someone) -> Case:
    first, *others = [me.logged_in() for _ in range(6)]
    shared = me.also(others[-1])
    return {"failed": code_of(lambda: first.get(ME)), "cured": code_of(lambda: shared.get(ME))}


def after_revoke(me: Someone) -> Case:
    platform = me.logged_in()
    other = me.also(platform)
    platform.logout()
    failed, refresh = code_of(lambda: other.get(ME)), code_of(other.refresh)
    other.login(jwt=me.user["jwt"])
    return {"failed": failed, "refresh": refresh, "cured": code_of(lambda: other.get(ME))}


def refresh_token_dead(me: Someone) -> Case:
    platform = me.logged_in()
    advance(604_800)
    failed, refresh = code_of(lambda: platform.get(ME)), code_of(platform.refresh)
    platform.login(jwt=me.user["jwt"])
    return {"failed": failed, "refresh": refresh, "cured": code_of(lambda: platform.get(ME))}


def credentials_changed(me: Someone) -> Case:
    platform = me.logged_in()
    renewed = admin("POST", f"users/{me.user['id']}/credentials")
    failed, old = code_of(lambda: platform.get(ME)), code_of(lambda: platform.login(jwt=me.user["jwt"]))
    platform.login(jwt=renewed["jwt"])
    return {"failed": failed, "old_jwt": old, "cured": code_of(lambda: platform.get(ME))}


def token_corrupted(me: Someone) -> Case:
    platform = me.logged_in()
    token = platform.auth().access_token()
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    seen = []
    for damaged in (changed, token[:-1], "nothing like a token"):
        platform.auth().set_data({"access_token": damaged})
        seen.append(code_of(lambda: platform.get(ME)))
    platform.refresh()
    return {"changed": seen[0], "cut": seen[1], "rubbish": seen[2], "cured": code_of(lambda: platform.get(ME))}


def refresh_reply_lost(me: Someone) -> Case:
    platform = me.logged_in()
    fault = {"match": {"path": "/restapi/oauth/token"}, "fault": {"kind": "drop_response"}, "times": 1}
    admin("POST", "faults", fault)
    failed = code_of(platform.refresh)
    cured = code_of(platform.refresh)
    return {
        "failed": failed,
        "cured": cured,
        "replays": me.sessions()[0]["replays"],
        "call": code_of(lambda: platform.get(ME)),
    }


def download_with_dead_token(me: Someone) -> Case:
    platform = me.logged_in()
    healthy = platform.get(RECORDING).response().content[:4].decode()
    stale = me.also(platform)
    platform.logout()
    return {"healthy": healthy, "failed": code_of(lambda: stale.get(RECORDING))}


def rate_limited(me: Someone) -> Case:
    platform = me.logged_in()
    admin("PUT", "settings", {"rate_limit_enabled": True, "rate_limit_light": 2})
    try:
        headers = dict(platform.get(ME).response().headers)
        codes = [code_of(lambda: platform.get(ME)) for _ in range(3)]
        advance(60)
        cured = code_of(lambda: platform.get(ME))
    finally:
        admin("PUT", "settings", {"rate_limit_enabled": False, "rate_limit_light": 50})
    return {"remaining": headers["x-rate-limit-remaining"], "codes": codes, "cured": cured}


def secrets_in_errors(me: Someone) -> Case:
    platform = me.logged_in()
    stale = me.also(platform)
    platform.logout()
    client = b64encode(f"{me.app['client_id']}:{me.app['client_secret']}".encode()).decode()
    return {
        "token_in_text": stale.auth().access_token() in text_of(lambda: stale.get(ME)),
        "client_in_text": client in text_of(stale.refresh),
    }


CASES = (
    whole_life, other_grants, access_token_expired, refreshed_by_another, sixth_login, after_revoke, refresh_token_dead,
    credentials_changed, token_corrupted, refresh_reply_lost, download_with_dead_token, rate_limited, secrets_in_errors,
)  # fmt: skip

if __name__ == "__main__":
    sys.stdout.write(json.dumps({case.__name__: case(Someone()) for case in CASES}) + "\n")
