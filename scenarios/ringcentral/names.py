"""The names of a service that steps use: words for the paths of its requests, its codes, its settings."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from oceanhil.protocol.ringcentral.messages import (
    CALL_LOG_PATH,
    EXTENSION_PATH,
    RECORDINGS_PATH,
    REVOKE_PATH,
    TOKEN_PATH,
)
from oceanhil.protocol.service_profile import Refusal, built_in_refusals, built_in_settings
from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.mistakes import Named
from oceanhil.scenarios.names import Known, annotated, named
from oceanhil.scenarios.scalars import ScalarKind
from oceanhil.scenarios.subject import ServiceName

PATHS: Mapping[str, str] = {
    "token": TOKEN_PATH,
    "revoke": REVOKE_PATH,
    "extension": EXTENSION_PATH,
    "call-log": CALL_LOG_PATH,
    "recording": f"{RECORDINGS_PATH}*",
}
"""The words for paths."""
_SERVICE = ServiceName.RINGCENTRAL.value


def path_of(word: str) -> str:
    """Give the path that a word stands for, with `*` at the end the beginning of many; a path is itself."""
    return PATHS.get(word, word)


def names_in(errors: Mapping[str, Refusal]) -> Known:
    """Give the names that a service has by the refusals of its profile."""
    return Known(
        paths=frozenset(PATHS.values()),
        statuses=frozenset(refusal.status for refusal in errors.values()),
        codes=frozenset(code for refusal in errors.values() for code in (refusal.code, refusal.outer) if code),
    )


@cache
def service_names() -> Known:
    """Give the names of the built-in profile of the service."""
    return names_in(built_in_refusals(_SERVICE))


def _parse_setting(text: str) -> str:
    known = built_in_settings(_SERVICE)
    if text not in known:
        raise ValueError(f"unknown setting {text!r}; {suggestion(text, known)}")
    return text


_ENDPOINT: Mapping[str, object] = {"anyOf": [{"enum": [*PATHS]}, {"type": "string", "pattern": "^/"}]}
ServiceEndpoint = Annotated[str, named(Named.ENDPOINT, schema=_ENDPOINT)]
"""A path of the service's requests: a word of `PATHS`, one of their paths, or one that the file declares."""
ServiceCode = Annotated[str, named(Named.CODE, schema={"enum": sorted(service_names().codes)})]
"""The code of a refusal by the profile in force."""
ServiceSetting = Annotated[
    str, annotated(ScalarKind("a setting", _parse_setting, {"enum": [*built_in_settings(_SERVICE)]}))
]
"""A value of the table `server` of the service's profile."""
