"""A hundred thousand devices on one server, in a process of its own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import requests

from tests.abuse.clients import poll_bytes, poll_often
from tests.abuse.served import rss_mb

DEVICES, PAGE, SAMPLE_EVERY, POLLS = 100_000, 1_000, 1_000, 20
MEMORY_MB_MAX = 200


def page_through(url: str) -> int:
    """Read the list page by page; gives how many devices there are."""
    seen: set[str] = set()
    with requests.Session() as client:
        after = ""
        while True:
            page = client.get(f"{url}/_admin/devices", params={"after": after, "limit": str(PAGE)}, timeout=30).json()
            seen.update(device["id"] for device in page["devices"])
            if len(page["devices"]) < PAGE:
                return len(seen)
            after = page["devices"][-1]["id"]


@pytest.mark.timeout(300)
def test_a_hundred_thousand_devices_are_listed_polled_and_fit_into_200_mb() -> None:
    command = [sys.executable, "-m", "bench.server.crowd", str(DEVICES), "--sample", str(SAMPLE_EVERY)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline().removeprefix("ready "))
        port = urlsplit(ready["url"]).port
        assert page_through(ready["url"]) == DEVICES
        for sampled in ready["sample"]:
            poll = poll_bytes({"x_device_token": sampled["token"], "x_session_id": sampled["session"]})
            assert asyncio.run(poll_often(port, poll, POLLS))[0] == [200] * POLLS
        used_mb = rss_mb(process.pid)
        process.communicate("")
    assert process.returncode == 0
    assert used_mb <= MEMORY_MB_MAX
