"""What a connector file says, in words."""

from __future__ import annotations

from oceanhil.remote.connector.oceanremote import OPERATIONS
from oceanhil.remote.connector.summary import summary_text
from tests.remote.connector.files import SECRETS, WHOLE, read


def lines(text: str, *, has_prompt: bool = True) -> dict[str, str]:
    said = summary_text(read(text), "https://staging.example", OPERATIONS, has_prompt=has_prompt)
    assert not any(secret in said for secret in SECRETS.values())
    rows = (line.split(maxsplit=1) for line in said.splitlines() if "  " in line)
    return {row[0]: row[1] for row in rows}


def test_every_operation_has_its_line_with_secrets_by_name() -> None:
    said = lines(WHOLE)
    assert list(said) == [spec.name for spec in OPERATIONS]
    assert said["delete"] == "DELETE https://staging.example/_admin/devices/{id} headers X-Key: Key ${STAGING_KEY}"


def test_what_is_missing_is_said_with_what_it_would_be() -> None:
    assert lines("")["revoke"] == "missing: a way to revoke a device's tokens"


def test_a_question_without_anybody_to_answer_is_missing() -> None:
    text = "[operation.revoke]\nask = 'Revoke {name}'"
    assert lines(text)["revoke"] == "ask 'Revoke {name}'"
    assert lines(text, has_prompt=False)["revoke"] == "missing without a terminal: ask 'Revoke {name}'"
