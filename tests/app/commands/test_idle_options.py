"""An option that would do nothing is told, with what would give it a meaning."""

from pathlib import Path
from typing import Final

import pytest

from tests.fork_server import command_line

IDLE: Final = {
    "a schema beside the server's description": (
        ["schema", "inventory", "--openapi"],
        "--openapi describes the mock server, not 'inventory'; leave one of them out",
    ),
    "a profile of a schema": (
        ["schema", "--profile", __file__],
        "--profile goes with --openapi: a schema is the same under every profile",
    ),
    "a dump of no cut": (["sweep", "--dump"], "add --explain UNIT, or leave them out"),
    "a seed of no cut": (["sweep", "--number", "3"], "add --explain UNIT, or leave them out"),
    "an address that is none": (
        ["vboard", "--board", "esp32", "--tcp", "0", "--address", "banana"],
        "--address is 'banana', expected an IP address such as 192.168.4.20",
    ),
    "a token without a letter": (
        ["vboard", "--board", "esp32", "--tcp", "0", "--token", ""],
        "--token is empty; give the registration token, or leave it out",
    ),
    "the flash of another board": (
        ["eeprom", "make", "--board", "picow", "--flash-size", "1MB", "--token", "oc_perm_1", "--output", "x.uf2"],
        "--flash-size means nothing for a picow; leave it out",
    ),
    "the driver of another board": (
        ["eeprom", "make", "--board", "esp8266", "--driver", "idf-4.4.7", "--token", "oc_perm_1", "--output", "x.bin"],
        "--driver means nothing for an esp8266; leave it out",
    ),
    "the chip of another board": (
        ["eeprom", "make", "--board", "esp32", "--chip", "rp2350", "--token", "oc_perm_1", "--output", "x.bin"],
        "--chip means nothing for an esp32; leave it out",
    ),
    "the speed and the end of no recording": (
        ["vboard", "--board", "esp32", "--tcp", "0", "--once", "--speed", "2"],
        "--speed, --once: for a recording; name one with --replay, or leave it out",
    ),
    "a seed of a list": (
        ["fleet", "--list", "--seed", "1"],
        "--seed: nothing is done with it beside --list; leave it out, or --list",
    ),
    "a server beside the ledger of a run": (
        ["fleet", "http://127.0.0.1:1", "--undo", "ledger.jsonl"],
        "URL: nothing is done with it beside --undo",
    ),
    "a fleet of workers": (
        ["fleet", "--join", "run.json", "--devices", "9", "--storm", "mine"],
        "--devices, --storm: nothing is done with it beside --join",
    ),
    "a way out that is none": (
        ["vboard", "--board", "esp32", "--tcp", "0", "--source-address", "1.2.3"],
        "--source-address is '1.2.3', expected an IP address",
    ),
}


@pytest.mark.parametrize("name", IDLE)
def test_an_option_without_a_meaning_ends_the_command_and_says_so(name: str, tmp_path: Path) -> None:
    words, said = IDLE[name]
    ended = command_line(tmp_path, words)
    assert ended.code == 2
    assert said in " ".join(ended.err.decode().split())
    assert ended.out == b""
