"""`oceanhil conform --baseline`: what the server answered before and what it answers now are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import Honest, Meddling, meddled
from tests.user import Command

ITEM = "registration-renewal/replaced"
REGISTER = load_profile().wire.register_path
LEVELS = ("fact", "contradiction", "assumption")


def instead_of_revoked(body: object, status: int) -> Meddling:
    """Answer so to a registration token that was replaced or revoked."""

    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        told = honest(request)
        if request.path != REGISTER or told.reason is not ErrorReason.TOKEN_REVOKED:
            return told
        return Delivery(json_response(body, status), None, "")

    return meddling


UNKNOWN = instead_of_revoked({"success": False, "error": "Invalid token", "code": "token_invalid"}, 401)
GONE = instead_of_revoked({"success": False, "error": "Gone", "code": "gone"}, 410)
GIVES = instead_of_revoked({"success": True, "permanent_token": "oc_perm_" + "R" * 43}, 200)
SAYS_NO_WITH_200 = instead_of_revoked({"success": False, "error": "no"}, 200)


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


@pytest.fixture
def serving(servers: ServerLoop) -> Iterator[Callable[[Meddling], str]]:
    started: list[MockServer] = []

    def serve(meddling: Meddling) -> str:
        started.append(servers.start(meddled(meddling)))
        return started[-1].url

    yield serve
    for server in started:
        servers.stop(server)


@pytest.fixture
def baseline(oceanhil: Command, serving: Callable[[Meddling], str], folder: Path) -> Callable[[Meddling], Path]:
    def make(meddling: Meddling) -> Path:
        file = folder / "baseline.json"
        made = oceanhil("conform", serving(meddling), "--only", ITEM, "--json", str(file))
        assert made.code == 0, made.said
        return file

    return make


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("before", [UNKNOWN, GONE, SAYS_NO_WITH_200], ids=["401", "410", "no-with-200"])
def test_a_replaced_token_that_begins_to_register_fails_the_run(
    oceanhil: Command,
    serving: Callable[[Meddling], str],
    baseline: Callable[[Meddling], Path],
    before: Meddling,
    level: str,
) -> None:
    old = str(baseline(before))
    folder = Path(old).parent
    reports = ("--json", str(folder / "now.json"), "--junit", str(folder / "now.xml"), "--html", str(folder / "n.html"))
    done = oceanhil("conform", serving(GIVES), "--only", ITEM, "--baseline", old, "--fail-on", level, *reports)
    assert done.code == 1, done.said
    assert "was differs, refused in other words" in done.out
    assert "now differs, accepted" in done.out
    (row,) = msgspec.json.decode((folder / "now.json").read_bytes())["results"]
    assert (row["verdict"], row["outcome"], row["received"]["status"]) == ("differs", "accepted", 200)
    failure = ET.fromstring((folder / "now.xml").read_text("utf-8")).find(".//failure")
    assert failure is not None
    assert "accepted" in str(failure.get("message"))
    page = (folder / "n.html").read_text("utf-8")
    assert "now differs, accepted" in page


@pytest.mark.slow
def test_what_changes_in_the_words_of_a_refusal_is_shown_and_fails_nothing(
    oceanhil: Command, serving: Callable[[Meddling], str], baseline: Callable[[Meddling], Path]
) -> None:
    old = str(baseline(UNKNOWN))
    done = oceanhil("conform", serving(GONE), "--only", ITEM, "--baseline", old, "--fail-on", "assumption")
    assert done.code == 0, done.said
    assert "was differs, refused in other words (401 token_invalid)" in done.out
    assert "now differs, refused in other words (410 gone)" in done.out


@pytest.mark.slow
def test_an_acceptance_that_ends_fails_nothing(
    oceanhil: Command, serving: Callable[[Meddling], str], baseline: Callable[[Meddling], Path]
) -> None:
    done = oceanhil(
        "conform", serving(UNKNOWN), "--only", ITEM, "--baseline", str(baseline(GIVES)), "--fail-on", "assumption"
    )
    assert done.code == 0, done.said
    assert "1 item changed" in done.out


@pytest.mark.slow
def test_a_baseline_that_kept_no_answers_is_compared_by_the_exchanges_in_it(
    oceanhil: Command, serving: Callable[[Meddling], str], baseline: Callable[[Meddling], Path]
) -> None:
    old = baseline(UNKNOWN)
    kept = msgspec.json.decode(old.read_bytes())
    for row in kept["results"]:
        for field in ("outcome", "received", "seen"):
            row.pop(field, None)
    old.write_bytes(msgspec.json.encode(kept))
    assert oceanhil("conform", serving(UNKNOWN), "--only", ITEM, "--baseline", str(old)).code == 0
    done = oceanhil("conform", serving(GIVES), "--only", ITEM, "--baseline", str(old))
    assert done.code == 1, done.said
