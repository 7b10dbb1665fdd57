"""`oceanhil conform --recording`: from a file to a verdict, to a profile, and to items to try a server with."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oceanhil.app.commands import main
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import Core
from tests.conformance.recorded.conversation import PROFILE, Conversation, profile


def conform(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["conform", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A recording of a server that calls a used token expired."""
    talk = Conversation(tmp_path / "talk.jsonl", profile(used_token_status=401))
    token = talk.pending()
    permanent = talk.said(talk.register(token), "permanent_token")
    talk.poll(permanent, talk.session(permanent))
    talk.register(token)
    talk.close()
    return talk.path


def test_a_recording_is_judged_without_a_server(recording: Path) -> None:
    judged = conform("--recording", recording)
    assert (judged.exit_code, "recorded/registration/used-token-status" in judged.output) == (0, True)
    assert conform("--recording", recording, "--fail-on", "contradiction").exit_code == 1


def test_a_profile_is_written_from_a_recording_alone(recording: Path, tmp_path: Path) -> None:
    learned = tmp_path / "learned.toml"
    conform("--recording", recording, "--write-profile", learned)
    assert "used_token_status = 401" in learned.read_text("utf-8")
    again = conform("--recording", recording, "--profile", learned, "--fail-on", "assumption")
    assert again.exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize(("status", "code"), [(401, 0), (410, 1)])
def test_items_of_a_recording_are_tried_beside_the_contract(
    recording: Path, tmp_path: Path, status: int, code: int
) -> None:
    items, report = tmp_path / "items.jsonl", tmp_path / "report.json"
    assert conform("--recording", recording, "--write-items", items).exit_code == 0
    with BackgroundServer(Core(PROFILE.override({"server.used_token_status": status}), seed=3)) as server:
        options = ("--only", "recording", "--fail-on", "assumption", "--json", report)
        tried = conform(server.url, "--items", items, *options)
    verdicts = {row["id"]: row["verdict"] for row in json.loads(report.read_bytes())["results"]}
    assert (tried.exit_code, len(verdicts)) == (code, 4)
    assert verdicts["recording/items/004-register-401"] == ("conforms" if code == 0 else "differs")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--recording", "FILE"), "is no recording"),
        (("--recording", "nowhere.jsonl"), "cannot be read"),
        (("--recording", "FILE", "--profile", "ringcentral"), "'ringcentral' cannot be judged"),
        (("http://127.0.0.1:9", "--items", "FILE"), "line 1 is not the head of a file of items"),
    ],
)
def test_a_wrong_file_is_said_in_a_line(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "wrong").write_text("not JSON\n", "utf-8")
    wrong = conform(*(str(tmp_path / "wrong") if word == "FILE" else word for word in arguments))
    assert (wrong.exit_code, message in wrong.output, "Traceback" in wrong.output) == (2, True, False)


def test_an_output_that_is_there_is_left_alone(recording: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", "utf-8")
    refused = conform("--recording", recording, "--write-items", tmp_path / "mine")
    assert (refused.exit_code, (tmp_path / "mine").read_text("utf-8")) == (2, "mine")
