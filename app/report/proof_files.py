"""What came of `oceanhil run --prove`, written as files: one HTML page, and Markdown for a CI's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.app.report.markdown import markdown_template
from oceanhil.app.report.proof import Proof, headline, parts, totals
from oceanhil.host.page_templates import page_template
from oceanhil.host.report_file import write_report
from oceanhil.scenarios.devices.proof.changes import KINDS
from oceanhil.scenarios.devices.proof.scenario_proof import ExpectationVerdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_proof_html(proof: Proof, path: Path) -> None:
    """Write the page to `path`; raises ReportError when it cannot be written."""
    write_report(path, render_proof_html(proof))


def write_proof_markdown(proof: Proof, path: Path) -> None:
    """Write the summary to `path`; raises ReportError when it cannot be written."""
    write_report(path, render_proof_markdown(proof))


def render_proof_html(proof: Proof) -> str:
    """Give the whole page as text."""
    return page_template("oceanhil.app.report", "proof.html.j2").render(
        proof=proof,
        headline=headline(proof),
        parts=parts(proof),
        totals=totals(proof),
        counts=_counts(proof),
        kinds=KINDS,
    )


def render_proof_markdown(proof: Proof) -> str:
    """Give the summary as text."""
    template = markdown_template("proof.md.j2")
    sign = "✅" if proof.is_good else "❌" if proof.scenarios else "⚠️"
    return template.render(headline=f"{sign} {headline(proof)}", totals=totals(proof), parts=parts(proof)) + "\n"


def _counts(proof: Proof) -> Mapping[str, int]:
    return {
        **{verdict.value: proof.count(verdict) for verdict in ExpectationVerdict},
        "unproved": sum(len(each.unproved) for each in proof.scenarios),
    }
