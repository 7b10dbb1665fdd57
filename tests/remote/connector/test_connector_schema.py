"""The JSON Schema of connectors says the same as the parser, as far as it knows what the service has."""

from __future__ import annotations

import tomllib

import jsonschema
import msgspec
import pytest

from oceanhil.remote.connector.connector_file import ConnectorFileError
from oceanhil.remote.connector.form import connector_schema
from tests.remote.connector.files import WHOLE, read
from tests.together import together

SCHEMA = msgspec.to_builtins(connector_schema())
STATUS = "[operation.status]\n"


@together
@pytest.mark.parametrize(
    "text",
    [
        "",
        WHOLE,
        "[server]\nproduction = 1",
        "[server]\nnam = 'a'",
        "[limits]\nconnections = 3\nrequests_per_s = 0.5",
        "[limits]\nconnections = 0",
        "[limits]\nrequests_per_s = 0",
        "[http]\nurl = 'staging.example'",
        "[http]\nurl = 'https://staging.example/api'",
        f"{STATUS}ask = 'status?'",
        f"{STATUS}ask = 'status?'\nanswer.status = {{words = {{on = 'ONLINE'}}}}",
        f"{STATUS}ask = ''",
        f"{STATUS}command = 'status'",
        f"{STATUS}command = ['status']",
        f"{STATUS}command = []",
        f"{STATUS}command = ['status']\nask = 'status?'",
        f"{STATUS}command = ['status']\ntimeout_s = 601",
        f"{STATUS}command = ['status']\nanswer = {{status = 'status'}}",
        f"{STATUS}command = ['status']\nanswer.status = {{json = '/a', regex = 'b'}}",
        f"{STATUS}command = ['status']\nanswer.status = {{regex = 'b', words = {{on = 'ONLINE'}}}}",
        f"{STATUS}url = '/x'\nmethod = 'GET'\nanswer.status = {{header = 'a', regex = 'b'}}",
        f"{STATUS}url = '/x'\nmethod = 'GET'\nanswer.status = {{header = 'a', json = '/b'}}",
        f"{STATUS}url = '/x'\nmethod = 'GET'\nanswer.status = {{header = 'a', json = '/b', regex = 'c'}}",
        f"{STATUS}url = '/x'\nmethod = 'get'\nanswer = {{status = '/a'}}",
        f"{STATUS}url = '/x'\nmethod = 'GET'\nanswer = {{status = '/a'}}\nstatus = [200, 204]",
        f"{STATUS}url = '/x'\nmethod = 'GET'\nanswer = {{status = '/a'}}\nstatus = 99",
        "[secrets.A]\n",
        "[operation.Status]\nask = 'x'",
    ],
)
def test_schema_and_parser_agree(text: str) -> None:
    is_valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text))
    try:
        read(text)
    except ConnectorFileError:
        assert not is_valid
    else:
        assert is_valid


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
