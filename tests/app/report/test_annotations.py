"""Annotations of GitHub's Actions: what may stand in a property of a workflow command."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from oceanhil.app.report.annotations import error_commands
from oceanhil.scenarios.result import Outcome, Result


def test_nothing_in_a_title_ends_the_property_or_the_line(result_of: Callable[..., Result], tmp_path: Path) -> None:
    title = "probe@esp32#a=1,b=x:y%\nz"
    result = msgspec.structs.replace(result_of(outcome=Outcome.FAILED, reason="a: b, c\n100%"), replay_id=title)
    assert list(error_commands([result], tmp_path, {})) == [
        "::error title=probe@esp32#a=1%2Cb=x%3Ay%25%0Az::a: b, c%0A100%25"
    ]
