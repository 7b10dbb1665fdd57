"""docs/ci.md: the jobs are valid and keep what they make; the exit codes are pytest's."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from oceanhil.app.commands.run import run
from oceanhil.app.run.demands import RunExit
from oceanhil.host.folders import CACHE_VARIABLE
from tests.docs.test_commands import job_lines, words_of

# The user sets a limit of warnings to get it.
_ONLY_ON_REQUEST = getattr(pytest.ExitCode, "MAX_WARNINGS_ERROR", None)

if TYPE_CHECKING:
    from tests.docs.pieces import Page


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/ci.md"]


def written_files(lines: list[str]) -> list[str]:
    """Give the files and folders into which the calls in `lines` write."""
    words = [word for line in lines if line.startswith("oceanhil ") for word in words_of(line)]
    places = pairwise(words)
    return [place for option, place in places if option in {"--html", "--junit", "--trace", "--allure"}]


def test_the_github_job_keeps_its_reports(page: Page) -> None:
    jobs = yaml.safe_load(page.code("yaml")[0].text)["jobs"]
    steps = jobs["scenarios"]["steps"]
    kept = next(step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", ""))
    files = written_files(list(job_lines(steps)))
    assert len(files) >= 4
    assert {file.partition("/")[0] for file in files} == {kept}


def test_actions_are_pinned_to_a_version(page: Page) -> None:
    actions = re.findall(r"uses: (\S+)", page.text)
    assert actions
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in actions)


def test_the_gitlab_job_shows_and_keeps_its_reports(page: Page) -> None:
    job = yaml.safe_load(page.code("yaml")[1].text)["scenarios"]
    files = written_files(job["script"])
    assert {file.partition("/")[0] for file in files} == set(job["artifacts"]["paths"])
    assert set(job["artifacts"]["reports"]["junit"]) == {file for file in files if file.endswith(".xml")}


def test_the_jobs_of_a_sketch_have_what_it_is_compiled_with_and_keep_it(page: Page) -> None:
    github, gitlab = (job for code in page.code("yaml") if (job := sketch_job(yaml.safe_load(code.text))) is not None)
    for job, variables, lines in (
        (github, github["env"], list(job_lines(github["steps"]))),
        (gitlab, gitlab["variables"], [*gitlab["before_script"], *gitlab["script"]]),
    ):
        text = "\n".join(lines)
        assert all(word in text for word in ("g++-multilib", "pio pkg install", "platformio"))
        _, _, kept = variables[CACHE_VARIABLE].partition("/")
        assert kept in str(job["cache"]["paths"] if "cache" in job else job["steps"])
        runs = [line for line in lines if line.startswith("oceanhil run")]
        assert len(runs) == 2
        assert all("--world sketch:" in line for line in runs)
        assert {file.partition("/")[0] for file in written_files(runs)} == {"reports"}


def sketch_job(document: dict[str, Any]) -> dict[str, Any] | None:
    """Give the job that is called sketch, if there is one."""
    job: dict[str, Any] | None = document.get("jobs", document).get("sketch")
    return job


def test_the_nightly_job_goes_with_the_one_above(page: Page) -> None:
    (job,) = (found["nightly"] for code in page.code("yaml") if "nightly" in (found := yaml.safe_load(code.text)))
    assert job["extends"] in yaml.safe_load(page.code("yaml")[1].text)


def test_the_outputs_listed_are_options_of_run(page: Page) -> None:
    listed = {row[0].split()[0] for row in page.table("What a job gets")}
    assert listed <= {name for parameter in run.params for name in parameter.opts}


def test_the_exit_codes_are_those_of_pytest_and_its_own(page: Page) -> None:
    of_pytest = {int(code) for code in pytest.ExitCode}
    assert of_pytest.isdisjoint(RunExit)
    assert [int(row[0]) for row in page.table("Exit codes")] == sorted(
        {*(code for code in pytest.ExitCode if code is not _ONLY_ON_REQUEST), *RunExit}
    )
