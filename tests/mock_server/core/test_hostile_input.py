"""No request whatsoever raises, gets a 5xx, or breaks the server for the next one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.http import HttpRequest

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

pytestmark = pytest.mark.slow

PATHS = ("/api/device/register/", "/api/device/session/", "/api/device/state/", "/_admin/devices", "/_admin/clock")
ADMIN_PATHS = ("/_admin/settings", "/_admin/faults", "/_admin/reset", "/_admin/journal", "/_admin/devices/x/state")
FIELDS = ("token", "device_id", "mac_address", "ip", "relay1", "temperature", "board", "advance", "offset", "fault")
HEADERS = ("x-device-token", "x-session-id", "x-device-time", "content-type", "content-encoding", "host", "origin")

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
bodies = st.binary(max_size=60) | st.dictionaries(st.sampled_from(FIELDS), anything).map(
    lambda fields: json.dumps(fields).encode()
)
texts = st.text(max_size=30) | st.sampled_from(("application/json", "gzip", "nan", "localhost", "\udcff"))
requests = st.builds(
    HttpRequest,
    st.sampled_from(("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS")) | st.text(max_size=8),
    st.sampled_from((*PATHS, *ADMIN_PATHS)) | st.text(max_size=20).map("/".__add__),
    st.dictionaries(st.sampled_from(HEADERS), texts) | st.just({"content-type": "application/json"}),
    bodies,
    st.sampled_from(("", "token=", "since=-1", "since=1e9")) | st.text(max_size=20),
)


@given(st.lists(requests, max_size=8))
def test_nothing_a_request_may_hold_breaks_the_server(make_bench: type[Bench], sent: list[HttpRequest]) -> None:
    bench = make_bench()
    for request in sent:
        response = bench.core.handle(request, bench.now_us).response
        shown = bench.admin_side.handle(request, bench.now_us)
        for answer in (response, shown):
            assert answer is None or answer.status < 500 or bench.core.settings()["maintenance"]
            assert answer is None or not answer.body or json.loads(answer.body) is not None
    bench.core.reset(None, bench.now_us)
    assert bench.online().poll().status == 200
