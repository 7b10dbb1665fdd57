import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from oceanhil.app.commands.profile import profile
from oceanhil.app.report.profile_rows import rows_of
from oceanhil.app.report.profile_table import profile_table
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.ringcentral.profile import load_profile as load_token_profile


def run(*arguments: str) -> Result:
    return CliRunner().invoke(profile, arguments)


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text("[server]\nmax_clock_skew_s = 120\n[errors]\nmac_mismatch = {status = 401}\n", "utf-8")
    return path


def test_every_value_has_a_line_of_its_own_in_a_pipe() -> None:
    document = load_profile().document
    lines = run("show").stdout.splitlines()
    names = [*document.values(), *(f"errors.{name}" for name in document.errors)]
    assert [line.split("  ")[0] for line in lines] == names


def test_a_line_gives_value_unit_kind_and_source() -> None:
    (line,) = (line for line in run("show").stdout.splitlines() if line.startswith("server.session_ttl_s "))
    assert line == "server.session_ttl_s  3600 s  fact  age up to which a session is accepted  (TOKEN)"


def test_one_kind_can_be_asked_for() -> None:
    kinds = {row["kind"] for row in json.loads(run("show", "--kind", "contradiction", "--json").stdout)["values"]}
    assert kinds == {"contradiction"}


def test_json_has_readings_of_a_contradiction() -> None:
    rows = {row["name"]: row for row in json.loads(run("show", "--json").stdout)["values"]}
    assert rows["server.used_token_status"]["readings"] == [410, 401]


def test_what_a_file_changes_is_marked(overlay: Path) -> None:
    text = run("show", "--profile", str(overlay)).stdout
    assert "server.max_clock_skew_s  120 s * changed from 300 s  fact" in text
    assert text.count("* changed from") == 2


def test_json_gives_the_built_in_value_of_a_changed_one_only(overlay: Path) -> None:
    rows = json.loads(run("show", "--json", "--profile", str(overlay)).stdout)["values"]
    changed = {row["name"]: row["built_in"] for row in rows if "built_in" in row}
    assert changed["server.max_clock_skew_s"] == 300
    assert set(changed) == {"server.max_clock_skew_s", "errors.mac_mismatch"}


def test_a_wrong_profile_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("[server]\nmax_clock_skew = 120\n", "utf-8")
    result = run("show", "--profile", str(path))
    assert result.exit_code == 2
    assert re.fullmatch(r"Error: .*unknown value 'server.max_clock_skew'; did you mean .*\n", result.stderr)


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_table_fits_the_terminal(width: int) -> None:
    document = load_profile().document
    file = io.StringIO()
    console = Console(width=width, force_terminal=True, color_system=None, file=file)
    console.print(profile_table("oceanremote", list(rows_of(document, document))))
    lines = file.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert any("used_token_status" in line and "contradiction" in line for line in lines)


def test_another_services_values_are_shown_by_its_name() -> None:
    lines = run("show", "--profile", "ringcentral").stdout.splitlines()
    document = load_token_profile().document
    names = [*(f"server.{name}" for name in document.server), *(f"errors.{name}" for name in document.errors)]
    assert [line.split("  ")[0] for line in lines] == names
    assert "errors.token_not_found  401 Token not found (OAU-213)  fact" in "\n".join(lines)


def test_a_file_for_another_service_is_laid_over_its_profile(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[profile]\nbase = "ringcentral"\n[errors]\nclient_wrong = {status = 400}\n', "utf-8")
    rows = json.loads(run("show", "--json", "--profile", str(path)).stdout)["values"]
    changed = {row["name"]: (row["value"]["status"], row["built_in"]["status"]) for row in rows if "built_in" in row}
    assert changed == {"errors.client_wrong": (400, 401)}
