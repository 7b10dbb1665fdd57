"""A look at the target before a run: each thing in the way has a message of its own."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.conformance.ringcentral.suite import make_suite as make_ringcentral
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.network.authority import BenchAuthority
from oceanhil.mock_server.network.listener import server_context
from oceanhil.mock_server.services import service_maker
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.connector.oceanremote import make_side
from oceanhil.remote.wire.preflight import Probe, Seen, check_target
from oceanhil.remote.wire.target import Target, TargetError
from tests.conformance.raw_server import Serve, page, saying, serving
from tests.mock_server.network.authorities import NOW, new_authority
from tests.remote.connector.foreign import Told, answering

KNOCK = make_side(load_profile()).probe
JSON = '{"success": false, "error": "Invalid token"}'
HTML = "<!DOCTYPE html><html><head><title>Sign in</title></head></html>"


def refusal(url: str, *others: Probe, ca_file: str = "", timeout_s: float = 5.0) -> str:
    with pytest.raises(TargetError) as raised:
        check_target(Target(url, ca_file, timeout_s), KNOCK, others)
    return str(raised.value)


def said_of(serve: Serve) -> str:
    with serving(serve) as port:
        return refusal(f"http://127.0.0.1:{port}").removeprefix(f"'http://127.0.0.1:{port}' ")


def trusted(authority: BenchAuthority, folder: Path) -> str:
    path = folder / "ca.pem"
    path.write_text(authority.certificate_pem)
    return str(path)


def test_a_server_of_the_service_may_be_used(mock_server: ServedServer) -> None:
    assert check_target(Target(mock_server.url), KNOCK) == Seen()


def test_a_server_that_refuses_in_other_words_may_be_used_too() -> None:
    with serving(page("401 Unauthorized", '{"detail": "no credentials"}')) as port:
        assert check_target(Target(f"http://127.0.0.1:{port}"), KNOCK) == Seen()


def test_a_server_that_sends_early_hints_may_be_used() -> None:
    early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    answer = f"HTTP/1.1 401 No\r\nContent-Length: {len(JSON)}\r\n\r\n{JSON}"
    with serving(saying(early + answer)) as port:
        assert check_target(Target(f"http://127.0.0.1:{port}"), KNOCK) == Seen()


def test_a_proxy_on_the_way_of_good_answers_is_worth_a_note() -> None:
    with serving(page("401 Unauthorized", JSON, "Via: 1.1 squid")) as port:
        (note,) = check_target(Target(f"http://127.0.0.1:{port}"), KNOCK).notes
    assert note.startswith("answers come through a proxy, '1.1 squid'")


def test_an_unknown_host_is_named() -> None:
    assert refusal("http://no-such-host.invalid").startswith("host 'no-such-host.invalid' is not known")


def test_a_refused_connection_names_host_and_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert refusal(f"http://127.0.0.1:{port}") == (
        f"'127.0.0.1' port {port} refuses connections; see whether the server runs there"
    )


def test_an_address_that_is_none_is_named() -> None:
    assert "is no address (it does not begin with http:// or https://), expected http://HOST:PORT" in refusal(
        "staging.example"
    )


def test_a_server_that_never_answers_is_told_from_one_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        assert "takes connections and does not answer in 0.1 s" in refusal(url, timeout_s=0.1)


@pytest.mark.parametrize(
    ("serve", "expected"),
    [
        (page("302 Found", "", "Location: /accounts/login?next=/"), "a login page; give the API's own address"),
        (page("301 Moved", "", "Location: https://127.0.0.1/"), "give https://127.0.0.1 instead"),
        (page("307 Moved", "", "Location: http://other.example/x"), "devices do not follow redirects"),
        (page("302 Found", "", "Location: http://[::1/x"), "a redirect to 'http://[::1/x', which is no address"),
        (page("200 OK", HTML, "Server: nginx"), "a page of HTML of 'nginx' with the title 'Sign in', expected JSON"),
        (page("407 Proxy", "", "Server: squid"), "a proxy in between wants a login of 'squid'"),
        (page("503 No", HTML, "Via: 1.1 squid"), "from a proxy in between (via: '1.1 squid') with the title 'Sign in'"),
        (page("502 Bad Gateway", HTML, "Server: nginx"), "a gateway answers, and the server behind it does not"),
        (page("401 No", "no", "WWW-Authenticate: Basic"), "something before the server wants a login"),
        (page("404 Not Found", '{"message": "?"}'), "JSON of another kind: this is no server of OceanRemote"),
        (page("401 No", f"\ufeff{JSON}"), "JSON behind a byte order mark (EF BB BF), which devices take for no JSON"),
        (page("401 No", "\x1f\x08", "Content-Encoding: gzip"), "an answer packed by 'gzip', for which nobody asked"),
        (page("401 No", "no", "Content-Encoding: identity"), "2 bytes that are no JSON: this is no server"),
        (page("200 OK", "hello"), "5 bytes that are no JSON: this is no server of OceanRemote"),
        (page("400 Bad", "The plain HTTP request was sent to HTTPS port"), "speaks HTTPS at this port; write https://"),
        (saying("SSH-2.0-OpenSSH\r\n"), "speaks no HTTP; see whether another program has this port"),
        (saying(""), "closed the connection without an answer"),
    ],
)
def test_what_is_no_such_server_is_told_what_it_is(serve: Serve, expected: str) -> None:
    assert expected in said_of(serve)


def test_a_server_of_another_service_is_named_with_its_profile() -> None:
    made = service_maker("ringcentral")(None, 1)
    with ServerLoop() as loop:
        server = loop.start(lambda: MockServer(made))
        try:
            said = refusal(server.url, make_ringcentral(None).side.probe)
        finally:
            loop.stop(server)
    assert "is a server of RingCentral" in said
    assert said.endswith("add --profile ringcentral")


def test_a_certificate_of_an_unknown_authority_says_how_to_give_it() -> None:
    certificate = new_authority().issue(["127.0.0.1"], NOW)
    with serving(page("401 No", JSON), server_context(certificate.pem)) as port:
        said = refusal(f"https://127.0.0.1:{port}")
    assert "was issued by none that this machine trusts" in said
    assert said.endswith("give its authority with --ca FILE (PEM)")


def test_a_certificate_for_another_name_is_told(tmp_path: Path) -> None:
    authority = new_authority()
    certificate = authority.issue(["other.example"], NOW)
    with serving(page("401 No", JSON), server_context(certificate.pem)) as port:
        said = refusal(f"https://127.0.0.1:{port}", ca_file=trusted(authority, tmp_path))
    assert "is for another name" in said


def test_an_expired_certificate_is_told(tmp_path: Path) -> None:
    authority = new_authority()
    certificate = authority.issue(["127.0.0.1"], NOW - timedelta(days=4000))
    with serving(page("401 No", JSON), server_context(certificate.pem)) as port:
        said = refusal(f"https://127.0.0.1:{port}", ca_file=trusted(authority, tmp_path))
    assert "is not valid now" in said


def test_a_trusted_certificate_is_fine(tmp_path: Path) -> None:
    authority = new_authority()
    certificate = authority.issue(["127.0.0.1"], NOW)
    with serving(page("401 No", JSON), server_context(certificate.pem)) as port:
        target = Target(f"https://127.0.0.1:{port}", trusted(authority, tmp_path))
        assert check_target(target, KNOCK) == Seen()


@pytest.mark.parametrize("content", ["", "not a certificate"])
def test_a_file_that_is_no_authority_is_told(content: str, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text(content)
    with serving(page("401 No", JSON)) as port:
        assert "give a PEM file" in refusal(f"https://127.0.0.1:{port}", ca_file=str(path))


def test_https_at_a_port_without_tls_is_told(mock_server: ServedServer) -> None:
    said = refusal(mock_server.url.replace("http:", "https:"))
    assert said.endswith("speaks no TLS; write http:// if that is meant")


def test_http_at_a_port_with_tls_is_told() -> None:
    certificate = new_authority().issue(["127.0.0.1"], NOW)
    with serving(page("401 No", JSON), server_context(certificate.pem)) as port:
        assert refusal(f"http://127.0.0.1:{port}").endswith(
            "speaks HTTPS at this port; write https:// instead of http://"
        )


def test_no_proxy_of_the_environment_is_used(mock_server: ServedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert check_target(Target(mock_server.url), KNOCK) == Seen()


def test_the_headers_of_a_gateway_go_along() -> None:
    told = Told(status=401, body=JSON)
    with answering(told) as url:
        check_target(Target(url, headers={"x-gateway-key": "gateway-77"}), KNOCK)
    assert told.requests[0][2]["x-gateway-key"] == "gateway-77"
