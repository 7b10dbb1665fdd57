"""Reports of runs over HTTP: those of the folder, no others, and each in a sandbox."""

import json
from pathlib import Path

import pytest

from oceanhil.mock_server.dashboard import reports
from oceanhil.mock_server.dashboard.reports import reports_page
from oceanhil.protocol.http import HttpRequest, HttpResponse


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.html").write_text("outside", "utf-8")
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a run.html").write_text("<p>report", "utf-8")
    (folder / "run.xml").write_text("<xml/>", "utf-8")
    (folder / "sub.html").mkdir()
    return folder


def get(folder: Path, name: str = "") -> HttpResponse:
    return reports_page(folder).show(HttpRequest("GET", f"/reports/{name}"))


def test_html_files_are_listed(folder: Path) -> None:
    entries = json.loads(get(folder).body)["reports"]
    assert [(entry["name"], entry["path"], entry["bytes"]) for entry in entries] == [
        ("a run.html", "/reports/a%20run.html", 9)
    ]


def test_a_report_that_goes_while_the_folder_is_listed_is_left_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "b.html").write_text("gone soon", "utf-8")
    entry = reports._entry

    def look(path: Path) -> reports.ReportEntry:
        if path.name == "b.html":
            path.unlink()
        return entry(path)

    monkeypatch.setattr(reports, "_entry", look)
    assert [entry["name"] for entry in json.loads(get(folder).body)["reports"]] == ["a run.html"]


def test_a_report_is_served_in_a_sandbox(folder: Path) -> None:
    answer = get(folder, "a%20run.html")
    assert (answer.status, answer.body) == (200, b"<p>report")
    assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts; default-src 'none';")


@pytest.mark.parametrize(
    "name", ["../secret.html", "..%2fsecret.html", "%2e%2e%2fsecret.html", "run.xml", "sub.html", "no.html", "a\0.html"]
)
def test_nothing_else_can_be_had(name: str, folder: Path) -> None:
    assert get(folder, name).status == 404


def test_no_link_leads_out_of_the_folder(folder: Path) -> None:
    (folder / "link.html").symlink_to(folder.parent / "secret.html")
    assert get(folder, "link.html").status == 404


def test_a_folder_that_is_not_there_yet_has_no_reports(tmp_path: Path) -> None:
    assert json.loads(get(tmp_path / "later").body) == {"reports": []}
