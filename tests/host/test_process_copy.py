"""What is tried in a copy of this process leaves nothing here but its verdict."""

import os
import sys

import pytest

from oceanhil.host.process_copy import ends_by_abort

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be copied here")


def test_an_abort_is_told_and_this_process_goes_on(capfd: pytest.CaptureFixture[str]) -> None:
    assert ends_by_abort(os.abort)
    assert capfd.readouterr().err == ""


def test_nothing_of_what_was_done_is_left_here() -> None:
    done: list[int] = []
    assert not ends_by_abort(lambda: done.append(1))
    assert not done


def test_an_error_or_another_end_is_no_abort() -> None:
    assert not ends_by_abort(lambda: 1 // 0)
    assert not ends_by_abort(lambda: sys.exit(3))
