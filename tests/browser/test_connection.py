"""The event stream: lost, said so, found again, nothing missed."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.storage import StorageState, StorageView
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.browser.dashboard import Dashboard
from tests.browser.world import World

_BROWSERS_OWN = "net::ERR_"
_SERVE = (sys.executable, "-c", "from oceanhil.app.commands import main; main()", "serve", "--quiet")


@contextmanager
def _served(*command: str) -> Iterator[str]:
    """Run `oceanhil serve`; gives the address that it says it listens on."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().removeprefix("listening on ").strip()
        finally:
            process.terminate()


def test_a_lost_connection_is_said_and_caught_up(
    serve: Callable[..., World], world: World, dashboard: Dashboard
) -> None:
    world.device("before", 1)
    port = world.server.port
    expect(dashboard.row("before")).to_have_count(1)
    world.server.stop()
    expect(dashboard.connection).to_contain_text("connection lost")
    serve(core=world.core, port=port).device("meanwhile", 2).poll()
    dashboard.live()
    expect(dashboard.row("meanwhile")).to_contain_text("ONLINE")
    expect(dashboard.entries()).to_have_count(5)
    dashboard.forgive(_BROWSERS_OWN)


def test_a_server_that_began_anew_is_shown_as_it_is(
    serve: Callable[..., World], world: World, dashboard: Dashboard
) -> None:
    world.device("before", 1)
    expect(dashboard.entries()).to_have_count(2)
    port = world.server.port
    world.server.stop()
    expect(dashboard.connection).to_contain_text("connection lost")
    serve(port=port).generate("anew")
    dashboard.live()
    expect(dashboard.row("anew")).to_have_count(1)
    expect(dashboard.row("before")).to_have_count(0)
    expect(dashboard.entries()).to_have_count(0)
    dashboard.forgive(_BROWSERS_OWN)


def test_a_reset_clears_everything(world: World, dashboard: Dashboard) -> None:
    world.device("before", 1)
    expect(dashboard.entries()).to_have_count(2)
    dashboard.page.request.post(f"{dashboard.url}/_admin/reset")
    expect(dashboard.row("before")).to_have_count(0)
    expect(dashboard.entries()).to_have_count(0)


def test_a_reset_of_which_not_all_can_be_read_at_once_is_shown_all_the_same(world: World, dashboard: Dashboard) -> None:
    world.device("before", 1)
    expect(dashboard.entries()).to_have_count(2)
    dashboard.page.route("**/_admin/health", lambda route: route.abort(), times=1)
    dashboard.page.request.post(f"{dashboard.url}/_admin/reset")
    expect(dashboard.row("before")).to_have_count(0)
    world.device("behind", 2)
    expect(dashboard.row("behind")).to_have_count(1)
    expect(dashboard.entries()).to_have_count(2)
    dashboard.live().forgive(_BROWSERS_OWN)


def test_an_action_that_fails_is_told(world: World, dashboard: Dashboard) -> None:
    identity, _ = world.generate("pump")
    dashboard.choose("pump")
    dashboard.button("Revoke").click()
    world.server.call(lambda core, now_us: core.delete(identity, now_us))
    dashboard.dialog().get_by_role("button", name="Revoke").click()
    expect(dashboard.dialog().get_by_role("alert")).to_contain_text("no device has the id")
    dashboard.forgive("404")


def test_the_key_is_asked_for_and_kept_for_the_tab(
    serve: Callable[..., World], open_dashboard: Callable[..., Dashboard]
) -> None:
    world = serve(key="correct-horse")
    world.generate("pump")
    dashboard = open_dashboard(world)
    dashboard.dialog().get_by_role("textbox").fill("wrong")
    dashboard.button("Unlock").click()
    expect(dashboard.dialog()).to_contain_text("not the right one")
    dashboard.forgive("401")
    dashboard.dialog().get_by_role("textbox").fill("correct-horse")
    dashboard.button("Unlock").click()
    expect(dashboard.live().row("pump")).to_have_count(1)
    dashboard.page.reload()
    expect(dashboard.live().row("pump")).to_have_count(1)
    assert dashboard.page.url == f"{dashboard.url}/"
    assert dashboard.context.cookies() == []


def test_reports_of_runs_are_listed_and_open_in_a_sandbox(
    serve: Callable[..., World], open_dashboard: Callable[..., Dashboard], tmp_path: Path
) -> None:
    (tmp_path / "run 1.html").write_text(
        "<!doctype html><title>report</title><p id=p>no</p><script>p.textContent = origin</script>", "utf-8"
    )
    dashboard = open_dashboard(serve(reports=tmp_path)).live()
    with dashboard.context.expect_page() as opened:
        dashboard.page.get_by_role("link", name="run 1.html").click()
    expect(opened.value.locator("#p")).to_have_text("null")


def test_with_a_key_a_report_is_saved(
    serve: Callable[..., World], open_dashboard: Callable[..., Dashboard], tmp_path: Path
) -> None:
    (tmp_path / "run.html").write_text("<title>report</title>", "utf-8")
    dashboard = open_dashboard(serve(key="correct-horse", reports=tmp_path))
    dashboard.dialog().get_by_role("textbox").fill("correct-horse")
    dashboard.button("Unlock").click()
    with dashboard.page.expect_download() as download:
        dashboard.button("run.html").click()
    assert Path(download.value.path()).read_text("utf-8") == "<title>report</title>"


def test_a_server_that_can_store_nothing_more_is_said(world: World, dashboard: Dashboard) -> None:
    full = StorageView(StorageState.READ_ONLY, "disk full")
    world.server.call(lambda core, now_us: core.set_storage(full, now_us))
    expect(dashboard.part("storage")).to_have_text("read-only: nothing more can be stored: disk full")
    world.server.call(lambda core, now_us: core.set_storage(StorageView(StorageState.DURABLE), now_us))
    expect(dashboard.part("storage")).to_be_hidden()


def test_what_a_lost_server_means_is_said(serve: Callable[..., World], world: World, dashboard: Dashboard) -> None:
    world.device("before", 1)
    expect(dashboard.row("before")).to_have_count(1)
    notice = dashboard.page.locator("#notice")
    expect(notice).to_be_hidden()
    port = world.server.port
    world.server.stop()
    expect(notice).to_have_text(re.compile(r"No answer from the server since \d\d:\d\d:\d\d by its clock\."))
    expect(notice).to_contain_text("nothing can be switched until it answers")
    expect(notice).to_contain_text("boards get no answer either: they keep their tokens and try again")
    expect(dashboard.row("before")).to_have_count(1)
    serve(port=port)
    dashboard.live()
    expect(notice).to_contain_text("devices, tokens, journal and fault rules of before are gone")
    expect(notice).to_contain_text("refused with 401 until they get new firmware")
    dashboard.button("Dismiss").click()
    expect(notice).to_be_hidden()
    dashboard.forgive(_BROWSERS_OWN)


def test_another_server_with_a_longer_journal_is_another_server(
    serve: Callable[..., World], world: World, dashboard: Dashboard
) -> None:
    world.device("before", 1)
    expect(dashboard.entries()).to_have_count(2)
    port = world.server.port
    world.server.stop()
    expect(dashboard.connection).to_contain_text("connection lost")
    other = Core(load_profile(), seed=8)
    for _ in range(5):
        other.handle(HttpRequest("GET", "/of/the/other", {}), 0)
    serve(core=other, port=port)
    dashboard.live()
    expect(dashboard.entries()).to_have_count(5)
    expect(dashboard.page.locator("#notice")).to_contain_text("another server than before")
    dashboard.forgive(_BROWSERS_OWN)


def test_what_a_restart_on_the_same_data_means_is_said(browser: Browser, tmp_path: Path) -> None:
    command = (*_SERVE, "--db", str(tmp_path / "kept.db"))
    with _served(*command, "--port", "0") as url:
        dashboard = Dashboard(browser, url, 1400, 900, "light").live()
        dashboard.page.request.post(f"{url}/_admin/devices", data={"board": "esp32", "name": "kept"})
        dashboard.page.request.get(f"{url}/api/device/state/")
        expect(dashboard.row("kept")).to_have_count(1)
        expect(dashboard.entries()).to_have_count(1)
    expect(dashboard.page.locator("#notice")).to_contain_text("No answer from the server")
    with _served(*command, "--port", str(urlsplit(url).port)):
        dashboard.live()
        expect(dashboard.page.locator("#notice")).to_contain_text("has its devices, tokens and journal back")
        expect(dashboard.row("kept")).to_have_count(1)
        expect(dashboard.entries()).to_have_count(1)
        dashboard.context.close()


def test_what_ends_all_sessions_is_said(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump", 1)
    expect(dashboard.row("pump")).to_have_count(1)
    dashboard.page.request.post(f"{dashboard.url}/_admin/restart")
    expect(dashboard.page.locator("#notice")).to_contain_text("boards are answered 401 once and open new sessions")
    assert device.poll()["code"] == "session_unknown"


def test_the_key_is_asked_for_again_when_the_dialog_was_left(
    serve: Callable[..., World], open_dashboard: Callable[..., Dashboard]
) -> None:
    dashboard = open_dashboard(serve(key="correct-horse"))
    expect(dashboard.dialog()).to_be_visible()
    for is_by_key in (False, True):
        if is_by_key:
            dashboard.page.keyboard.press("Escape")
        else:
            dashboard.button("Cancel").click()
        expect(dashboard.dialog()).to_have_count(0)
        expect(dashboard.connection).to_have_text("locked")
        dashboard.button("Enter the key").click()
        expect(dashboard.dialog()).to_be_visible()
    dashboard.dialog().get_by_role("textbox").fill("correct-horse")
    dashboard.button("Unlock").click()
    dashboard.live()
    expect(dashboard.button("Enter the key")).to_be_hidden()
