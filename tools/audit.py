"""Ask pip-audit about everything installed, and judge its answer: a hole fails, an unreachable database is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

TIMEOUT_S = 300.0


def installed() -> list[str]:
    """Give the installed packages with their versions, without the checkout itself."""
    command = (sys.executable, "-m", "pip", "freeze", "--exclude-editable", "--disable-pip-version-check")
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [line for line in lines if "==" in line]


def judge(report: str, asked: int) -> tuple[int, str]:
    """Give the exit code and what to say for pip-audit's report in JSON, empty if there was none."""
    try:
        found = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return _not_possible("the advisory database gave no answer", asked)
    holes = [
        f"{each['name']} {each['version']}: {hole['id']}, fixed in {', '.join(hole['fix_versions']) or 'no version'}"
        for each in found
        for hole in each.get("vulns", ())
    ]
    unknown = [each["name"] for each in found if "skip_reason" in each]
    if holes:
        return 1, "\n".join(("audit: known holes", *holes))
    if len(unknown) == len(found):
        return _not_possible("the advisory database knows none of the packages", asked)
    told = f"; not known there: {', '.join(unknown)}" if unknown else ""
    return 0, f"audit: no known hole in {len(found) - len(unknown)} packages{told}"


def _not_possible(why: str, asked: int) -> tuple[int, str]:
    is_required = bool(os.environ.get("AUDIT_REQUIRED"))
    return int(is_required), f"audit: NOT DONE for {asked} packages: {why} (a mirror, or no network)"


def main(pip_audit: str, folder: Path) -> int:
    """Run `pip_audit`, keeping the list of packages in `folder`."""
    packages = installed()
    listed = folder / "packages.txt"
    listed.write_text("\n".join((*packages, "")))
    command = (
        pip_audit,
        "-r",
        str(listed),
        "--no-deps",
        "--disable-pip",
        "--format",
        "json",
        "--progress-spinner",
        "off",
    )
    try:
        report = subprocess.run(command, check=False, capture_output=True, text=True, timeout=TIMEOUT_S).stdout
    except subprocess.TimeoutExpired:
        report = ""
    code, said = judge(report, len(packages))
    sys.stdout.write(f"{said}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
