"""The schemas that `oceanhil schema` prints say the same as whoever reads the file, as far as single keys go."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.app.run.known_failures import KnownFailuresError, load_known
from oceanhil.exploration.known import KNOWN_FINDINGS
from oceanhil.exploration.own_laws import read_laws
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.settings import read_settings
from oceanhil.protocol.profile import ProfileError, load_profile
from oceanhil.protocol.ringcentral.profile import load_profile as load_ringcentral
from oceanhil.scenarios.mistakes import ScenarioError
from tests.together import together

ROOT = Path(__file__).parents[3]
LAMP = "[sketch.lamp]\npath = 'lamp'\n"
RIGHT = {
    "sketches": [
        "",
        LAMP,
        f"{LAMP}boards = ['esp32', 'esp32s3']\nheap = 40960\nagent = true\nrecord = 'legacy'\npoll_interval_s = 86400",
        f"{LAMP}relays = {{ 1 = 26, 2 = 27 }}\nrelays_close_at = 'low'\nsensor = {{ kind = 'dht22', pin = 4 }}",
        f"{LAMP}relays = {{ 2 = 27 }}",
        f"{LAMP}defines = {{ TOKEN = '{{token}}', POLL_S = 5 }}\n[sketch.lamp.lines]\n'^up$' = 'online'",
        (ROOT / "firmware/examples/oceanhil.toml").read_text("utf-8"),
    ],
    "profile": [
        "",
        "[server]\nmax_clock_skew_s = 120\nused_token_status = 401\n[errors]\nmac_mismatch = {status = 401}",
        "[profile]\nname = 'mine'\nbase = 'oceanremote'\n[device]\npoll_interval_s = {value = 60, about = 'mine'}",
        "[profile]\nbase = 'ringcentral'\n[server]\nsession_limit = 1\n[errors]\ntoken_unparsable = {status = 400}",
    ],
    "known-failures": ["", "- way: it breaks\n  cases: [first-boot@esp32]\n  because: we know\n"],
    "known-findings": [
        "",
        "- finding: token-known\n  law: i8\n  way: asked again\n  cause: [power]\n  stores: [legacy]\n",
    ],
    "laws": [
        "- law: calm\n  says: no 400\n  never: {path: state, method: POST, status: 400}\n",
        "- law: greets\n  says: it greets\n  eventually: {contains: hello}\n  after: {contains: up}\n  within: 10m\n",
    ],
}
WRONG = {
    "sketches": [
        "[sketch.lamp]\nboards = ['esp32']",
        f"{LAMP}pth = 'x'",
        f"{LAMP}boards = ['esp33']",
        f"{LAMP}heap = 4095",
        f"{LAMP}relays = {{ 3 = 26 }}",
        f"{LAMP}relays = {{ 1 = 26, 2 = 64 }}",
        f"{LAMP}sensor = {{ kind = 'dht23', pin = 4 }}",
        f"{LAMP}file_texts = {{ a = 'b' }}",
        f"{LAMP}defines = {{ '2X' = 'b' }}",
        f"{LAMP}[sketch.lamp.lines]\n'^up$' = 'onlin'",
        "[sketch.'a b']\npath = 'lamp'",
        "[lamp]\npath = 'lamp'",
    ],
    "profile": [
        "[server]\nmax_clock_skew = 120",
        "[server]\nmax_clock_skew_s = '120'",
        "[server]\nmax_clock_skew_s = true",
        "[server]\nmax_clock_skew_s = -1",
        "[server]\nused_token_status = 403",
        "[server]\nmax_clock_skew_s = {kind = 'fact'}",
        "[servers]\nmax_clock_skew_s = 1",
        "[errors]\nmac_mismatch = {status = 200}",
        "[errors]\nmac_mismatch = 401",
        "[profile]\nbase = 'ringcentral'\n[server]\nmax_clock_skew_s = 1",
    ],
    "known-failures": ["way: it breaks\n", "- way: it breaks\n", "- way: a\n  cases: [b]\n  becuse: c\n"],
    "known-findings": ["- finding: a\n  law: b\n", "- finding: a\n  law: b\n  way: c\n  stores: [mine]\n"],
    "laws": [
        "",
        "- law: calm\n  says: none of them\n",
        "- law: calm\n  says: two\n  never: {status: 400}\n  always: {status: 200}\n",
        "- law: calm\n  says: no 400\n  never: {status: 400}\n  within: 10m\n",
        "- law: calm\n  never: {status: 400}\n",
        "- law: calm\n  says: no 400\n  never: {statu: 400}\n",
    ],
}


def schema_of(what: str) -> dict[str, object]:
    done = CliRunner().invoke(main, ["schema", what])
    assert done.exit_code == 0
    return msgspec.json.decode(done.stdout, type=dict[str, object])


def is_by_schema(what: str, text: str) -> bool:
    document = tomllib.loads(text) if what in {"sketches", "profile"} else yaml.safe_load(text)
    return bool(jsonschema.Draft202012Validator(schema_of(what)).is_valid(document))


def _read_profile(path: Path) -> None:
    if "ringcentral" in path.read_text():
        load_ringcentral(path)
    else:
        load_profile(path)


READERS: dict[str, Callable[[Path], object]] = {
    "sketches": read_settings,
    "profile": _read_profile,
    "known-failures": lambda path: load_known(path, is_written=False),
    "known-findings": lambda path: KNOWN_FINDINGS.read(path.read_bytes(), str(path)),
    "laws": lambda path: read_laws(path.read_bytes(), str(path)),
}


def is_by_reader(what: str, text: str, path: Path) -> bool:
    path.write_text(text, "utf-8")
    try:
        READERS[what](path)
    except (SketchError, ProfileError, KnownFailuresError, ScenarioError):
        return False
    return True


@together
@pytest.mark.parametrize("what", [*RIGHT])
def test_a_schema_is_one(what: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(what))


@together
@pytest.mark.parametrize(("what", "text"), [(what, text) for what, texts in RIGHT.items() for text in texts])
def test_what_is_read_is_right_by_the_schema_too(what: str, text: str, tmp_path: Path) -> None:
    assert is_by_reader(what, text, tmp_path / "file")
    assert is_by_schema(what, text)


@together
@pytest.mark.parametrize(("what", "text"), [(what, text) for what, texts in WRONG.items() for text in texts])
def test_what_is_refused_is_wrong_by_the_schema_too(what: str, text: str, tmp_path: Path) -> None:
    assert not is_by_reader(what, text, tmp_path / "file")
    assert not is_by_schema(what, text)


def test_a_profile_of_a_service_that_others_added_is_not_complained_of() -> None:
    assert is_by_schema("profile", "[profile]\nbase = 'greeter'\n[server]\ngreeting = 'good day'")
