"""Connector files for tests: one by HTTP that says everything, and small ones of any text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from oceanhil.remote.connector.connector import Connector
from oceanhil.remote.connector.connector_file import parse_connector
from oceanhil.remote.connector.oceanremote import OPERATIONS

SECRETS = {"STAGING_KEY": "staging-key-0123456789", "GATEWAY_KEY": "gateway-77"}

WHOLE = """
[server]
name = "staging"
headers = {X-Gateway-Key = "${GATEWAY_KEY}"}
[limits]
requests_per_s = 5000
registrations_per_min = 50000
connections = 64
[http]
headers = {X-Key = "Key ${STAGING_KEY}"}
[operation.registration-token]
method = "POST"
url = "/_admin/devices"
json = {board = "{board}", name = "{name}"}
status = 201
answer = {id = "/id", token = "/registration_token"}
[operation.regenerate]
method = "POST"
url = "/_admin/devices/{id}/regenerate"
answer = {token = "/registration_token"}
[operation.revoke]
method = "POST"
url = "/_admin/devices/{id}/revoke"
[operation.delete]
method = "DELETE"
url = "/_admin/devices/{id}"
[operation.status]
method = "GET"
url = "/_admin/devices/{id}"
answer.status = {json = "/status", words = {PENDING = "PENDING"}}
[operation.set-state]
method = "PUT"
url = "/_admin/devices/{id}/state"
json = {"{relay}" = "{on}"}
[operation.claim]
method = "POST"
url = "/_admin/devices/{id}/claim"
json = {mac_address = "{mac}", device_id = "{device_id}"}
[operation.restart]
method = "POST"
url = "/_admin/restart"
[operation.clock-now]
method = "GET"
url = "/_admin/clock"
answer = {now = "/now"}
[operation.clock-advance]
method = "PUT"
url = "/_admin/clock"
json = {advance = "{seconds}"}
[operation.clock-freeze]
method = "PUT"
url = "/_admin/clock"
json = {freeze = true}
[operation.clock-release]
method = "PUT"
url = "/_admin/clock"
json = {freeze = false}
[operation.clock-reset]
method = "PUT"
url = "/_admin/clock"
json = {offset = 0}
[operation.settings]
method = "GET"
url = "/_admin/settings"
answer = {settings = ""}
[operation.put-setting]
method = "PUT"
url = "/_admin/settings"
json = {"{setting}" = "{value}"}
[operation.log]
method = "GET"
url = "/_admin/journal"
answer = {log = ""}
"""

TOKEN = """
[operation.registration-token]
method = "POST"
url = "/_admin/devices"
json = {board = "{board}", name = "{name}"}
answer = {id = "/id", token = "/registration_token"}
"""
DELETE = """
[operation.delete]
method = "DELETE"
url = "/_admin/devices/{id}"
"""
REVOKE = """
[operation.revoke]
method = "POST"
url = "/_admin/devices/{id}/revoke"
"""


def read(text: str, environment: Mapping[str, str] = SECRETS, folder: Path = Path("bench")) -> Connector:
    return parse_connector(text, folder / "connector.toml", OPERATIONS, environment)
