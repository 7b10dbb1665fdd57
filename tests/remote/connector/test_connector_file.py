"""The connector file: what it says, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.remote.connector.connector import AnswerPlace, Command, HttpCall, Question, Where
from oceanhil.remote.connector.connector_file import ConnectorFileError, load_connector
from oceanhil.remote.connector.oceanremote import OPERATIONS
from oceanhil.remote.wire.pace import Limits
from tests.remote.connector.files import SECRETS, TOKEN, WHOLE, read
from tests.together import together


def mistakes(text: str, environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConnectorFileError) as raised:
        read(text, {**SECRETS, "UMLAUT": "schlüssel"} if environment is None else environment)
    return list(raised.value.mistakes)


def test_a_whole_file_is_read_with_its_limits_its_headers_and_every_operation() -> None:
    connector = read(WHOLE)
    assert (connector.name, connector.is_production) == ("staging", False)
    assert connector.limits == Limits(requests_per_s=5000, registrations_per_min=50_000, connections=64)
    assert connector.headers == {"x-gateway-key": "gateway-77"}
    assert set(connector.operations) == {spec.name for spec in OPERATIONS}


def test_a_call_has_the_headers_of_all_calls_and_its_statuses() -> None:
    call = read(WHOLE).operations["registration-token"].way
    assert isinstance(call, HttpCall)
    assert (call.method, call.statuses) == ("POST", (201,))
    assert call.headers["X-Key"].filled({}, SECRETS) == "Key staging-key-0123456789"


def test_a_file_without_a_name_is_called_by_its_own() -> None:
    assert read("").name == "connector"


def test_a_command_without_answer_gives_all_that_it_prints() -> None:
    operation = read('[operation.regenerate]\ncommand = ["renew", "{id}"]').operations["regenerate"]
    assert operation.answer == {"token": Where(AnswerPlace.WHOLE)}
    assert isinstance(operation.way, Command)


def test_a_question_needs_no_place_for_its_answer() -> None:
    operation = read('[operation.status]\nask = "status of {name}?"').operations["status"]
    assert isinstance(operation.way, Question)


@together
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[servers]", "unknown table or key 'servers'; did you mean 'server'?"),
        ("[operation.revok]\nask = 'x'", "unknown operation 'revok'; did you mean 'revoke'?"),
        ("[operation.revoke]\nanswr = {}", "unknown key 'answr'; did you mean 'answer'?"),
        ("[operation.revoke]\nurll = 'x'", "unknown key 'urll'; did you mean 'url'?"),
        ("[operation.revoke]", "it does not say how it is done; expected one of url, command, shell, ask, values"),
        ("[operation.revoke]\nurl = 'x'\nask = 'y'", "both 'url' and 'ask' are given"),
        ("[operation.revoke]\nurl = 'x'", "'method' is missing"),
        ("[operation.revoke]\nmethod = 'POST'\nurl = '/{idd}'", "unknown placeholder {idd}; did you mean 'id'?"),
        ("[operation.revoke]\nmethod = 'POST'\nurl = 'ftp://x/'", "expected a path, or http:// or https://"),
        ("[operation.revoke]\nask = 'x'\nenv = {A = 'b'}", "'env' has no use with 'ask'"),
        ("[operation.status]\nmethod = 'GET'\nurl = '/'", "it does not say where 'status' is in the answer"),
        (
            "[operation.status]\nmethod = 'GET'\nurl = '/'\nanswer = {state = '/a'}",
            "unknown value 'state'; did you mean 'status'?",
        ),
        (
            "[operation.status]\ncommand = ['s']\nanswer.status = {whole = true, words = {on = 'ONLIN'}}",
            "unknown word 'ONLIN'; did you mean 'ONLINE'?",
        ),
        ("[operation.status]\ncommand = ['s']\nanswer.status = {regex = '('}", "'(' is not a regular expression"),
        ("[operation.status]\ncommand = ['s']\nanswer.status = {header = 'X'}", "a command has no headers"),
        ("[operation.status]\ncommand = ['s']\nanswer.status = {words = {}}", "a value has one place"),
        ("[operation.registration-token]\nvalues = {token = 'a'}", "values alone do nothing"),
        ("[limits]\nrequests_per_s = 0", "requests_per_s is 0; expected requests a second, more than 0"),
        ("[server]\nproduction = 'yes'", "production is 'yes'; expected true if real devices depend on it"),
        ("[secrets.A]\nfile = 'a'\nenv = 'B'", "secret 'A' has file, or env, and not both"),
        ("[secrets.A]\nenv = 'B'", "nothing uses the secret 'A'"),
        ("[server]\nheaders = {'X Key' = 'a'}", "'X Key' is no name of a header"),
        ("[server]\nheaders = {X-Key = 'schlüssel'}", "a header carries printable ASCII only"),
        ("[server]\nheaders = {X-Key = '${UMLAUT}'}", "the secret 'UMLAUT' has characters that no header carries"),
        ("[operation.revoke]\nmethod = 'POST'\nurl = 'https://x{id}/'", "expected a path, or http:// or https://"),
        ("server = 3", "server is 3; expected a table, '[server]'"),
        ("a = ", "is not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_the_nearest_word(text: str, expected: str) -> None:
    found = mistakes(text)
    assert any(expected in line for line in found), found
    assert all(line.startswith(str(Path("bench", "connector.toml")) + ":") for line in found)


def test_all_mistakes_are_told_at_once_each_with_its_line() -> None:
    text = '[server]\nnam = "a"\n[limits]\nconnections = 0\n[operation.revoke]\nask = "{idd}"\n'
    assert [line.split(":")[1] for line in mistakes(text)] == ["2", "4", "6"]


def test_a_secret_that_is_not_set_is_named_with_what_to_do() -> None:
    (line,) = mistakes('[http]\nheaders = {A = "${STAGING_KEY}"}', {})
    assert "the environment variable 'STAGING_KEY' is not set; set it, or name a file in [secrets.STAGING_KEY]" in line


def test_a_secret_too_short_to_be_kept_out_of_reports_is_refused() -> None:
    text = '[http]\nheaders = {A = "${STAGING_KEY}"}'
    (line,) = mistakes(text, {"STAGING_KEY": "on-ly"})
    assert "the secret 'STAGING_KEY' has 5 characters, expected at least 6: a shorter one" in line
    assert "on-ly" not in line
    assert read(text, {"STAGING_KEY": "only-6"}).secrets == {"STAGING_KEY": "only-6"}


def test_a_secret_comes_from_a_file_beside_the_connector(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text("from-a-file\n")
    text = '[secrets.K]\nfile = "key.txt"\n[server]\nheaders = {A = "${K}"}'
    assert read(text, {}, tmp_path).headers == {"a": "from-a-file"}


def test_an_empty_secret_file_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text("\n")
    with pytest.raises(ConnectorFileError, match=r"key.txt' is empty; expected the secret in it"):
        read('[secrets.K]\nfile = "key.txt"\n[server]\nheaders = {A = "${K}"}', {}, tmp_path)


def test_no_secret_is_in_what_a_connector_shows_of_itself() -> None:
    assert not any(value in repr(read(WHOLE)) for value in SECRETS.values())


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConnectorFileError, match="cannot be read: no such file"):
        load_connector(tmp_path / "none.toml", OPERATIONS)


def test_the_name_is_a_placeholder_of_whatever_acts_on_a_device() -> None:
    assert "revoke" in read('[operation.revoke]\nask = "revoke {name} since {started}"').operations


def test_a_body_is_json_or_a_form_and_not_both() -> None:
    assert "both json and form are given" in "".join(mistakes(TOKEN + "form = {a = 'b'}\n"))


def test_a_number_too_long_for_python_is_a_mistake_of_the_file() -> None:
    (said,) = mistakes(f"[limits]\nconnections = {'9' * 5000}\n")
    assert "a number or word of 5000 characters" in said
