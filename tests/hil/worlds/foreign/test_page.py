"""docs/foreign-servers.md: the connector that it begins with can be read."""

from __future__ import annotations

import re
from pathlib import Path

from oceanhil.remote.connector.connector_file import parse_connector
from oceanhil.remote.connector.oceanremote import OPERATIONS

PAGE = Path(__file__).parents[4] / "docs" / "foreign-servers.md"


def test_the_connector_of_the_page_makes_and_removes_devices() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    connector = parse_connector(text, PAGE, OPERATIONS, {})
    assert set(connector.operations) == {"registration-token", "delete"}


def test_every_operation_of_the_table_exists() -> None:
    table = PAGE.read_text("utf-8").partition("## What runs")[2].partition("\n\nTwo more")[0]
    named = {name for row in table.splitlines() for name in re.findall(r"`([a-z-]+)`", row.rpartition(" | ")[0])}
    assert named - {"operation"} <= {operation.name for operation in OPERATIONS}
    assert {"registration-token", "status", "put-setting", "clock-advance"} <= named
