"""The dashboard's pure modules, asked in the browser that runs them."""

import pytest
from playwright.sync_api import Page

from tests.browser.dashboard import Dashboard
from tests.browser.world import World


@pytest.fixture
def page(dashboard: Dashboard) -> Page:
    return dashboard.page


def test_durations_are_given_in_their_two_largest_units(page: Page) -> None:
    values = [0, 0.4, 1, 59, 61, 300, 3600, 3661, 90_000, 31_536_000]
    shown = page.evaluate("async (v) => v.map((await import('/dashboard/format.js')).duration)", values)
    assert shown == ["0 s", "0.4 s", "1 s", "59 s", "1 min 1 s", "5 min", "1 h", "1 h 1 min", "1 d 1 h", "1 y"]


def test_a_shift_is_given_exactly(page: Page) -> None:
    shown = page.evaluate("async (v) => v.map((await import('/dashboard/format.js')).shift)", [0, 86_401, -3610])
    assert shown == ["in step", "+1 d 1 s", "\N{MINUS SIGN}1 h 10 s"]


def test_a_time_that_no_calendar_has_is_a_dash(page: Page) -> None:
    shown = page.evaluate(
        "async (v) => v.map((await import('/dashboard/format.js')).calendarDate)", [1e14, 253_402_300_799]
    )
    assert shown == ["\N{EN DASH}", "9999-12-31"]


def test_events_are_read_however_the_network_cuts_them(page: Page) -> None:
    read = page.evaluate(
        """async (text) => {
            const { EventReader } = await import('/dashboard/stream.js');
            const reader = new EventReader();
            return [...text].flatMap((character) => reader.feed(character));
        }""",
        ': hello\n\nevent: clock\ndata: {"time":1,"data":{"now":1}}\n\n: still\n\nevent: reset\ndata: {"data":{}}\n\n',
    )
    assert read == [{"kind": "clock", "time": 1, "data": {"now": 1}}, {"kind": "reset", "data": {}}]


def test_a_status_changes_at_the_servers_own_moments(world: World, dashboard: Dashboard) -> None:
    device = world.device("pump")
    world.server.call(lambda core, now_us: core.freeze_clock(now_us))
    device.poll()
    for step_s in (0, 9, 1, 290, 1):
        world.advance(step_s)
        answer = dashboard.page.evaluate(
            """async (id) => {
                const { statusOf } = await import('/dashboard/status.js');
                const get = async (path) => (await fetch('/_admin/' + path)).json();
                return statusOf(await get('devices/' + id), await get('settings'), (await get('clock')).now);
            }""",
            device.id,
        )
        assert answer == world.devices()["pump"].status


def test_views_that_take_long_are_shown_in_frames_of_their_own(page: Page) -> None:
    shown = page.evaluate(
        """async ([took, most]) => {
            const { Store } = await import('/dashboard/store.js');
            let [now, frame] = [0, 0];
            const [clock, ask] = [performance.now, window.requestAnimationFrame];
            const due = [];
            performance.now = () => now;
            window.requestAnimationFrame = (act) => due.push(act);
            const store = new Store();
            const shown = [];
            for (const [view, ms] of Object.entries(took)) {
              store.watch(["list"], () => { shown.push([frame, view]); now += ms; });
            }
            for (store.touch("list"); due.length > 0 && frame < most; frame += 1) {
              if (frame === 1) store.touch("list");
              due.shift()();
            }
            [performance.now, window.requestAnimationFrame] = [clock, ask];
            return shown;
        }""",
        [{"short": 1, "long": 10, "longer": 20, "last": 1}, 9],
    )
    # Told again meanwhile, a view waits for its next turn; one that waits already keeps its place.
    frames = [(0, "short"), (0, "long"), (1, "longer"), (2, "last"), (2, "short"), (2, "long")]
    assert [tuple(each) for each in shown] == frames


def test_of_tokens_of_both_services_no_more_is_shown_than_the_server_shows(page: Page) -> None:
    secrets = [
        "oc_perm_0123456789abcdef",
        "U0pDMTFQMDFQQVMwMHxBQUFCLW5vdC1hLXRva2VuLWF0LWFsbA==",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLW9mLW5vYm9keQ",
        "Ab3" * 12,
    ]
    names = ["greenhouse-north-sensor-number-1", "POST /api/device/register/", "24:0A:C4:12:34:56"]
    shown = page.evaluate("async (v) => v.map((await import('/dashboard/format.js')).cut)", [*secrets, *names])
    assert shown == [*(secret[:12] for secret in secrets), *names]


def test_older_entries_go_with_those_that_the_server_keeps_no_more(page: Page) -> None:
    held = page.evaluate(
        """async () => {
            const { Store, JOURNAL_MOST } = await import('/dashboard/store.js');
            const store = new Store();
            const entry = (seq) => ({ seq });
            let asked = 0;
            store.lastSeq = 100;
            store.addOlder([entry(99), entry(100)], 98);
            for (let seq = 101; seq <= 100 + 3 * JOURNAL_MOST; seq += 1) if (store.addEntry(entry(seq))) asked += 1;
            const before = store.older.length + store.journal.length;
            store.forget(JOURNAL_MOST);
            return { asked, before, first: store.older[0].seq, dropped: store.dropped, most: JOURNAL_MOST };
        }""",
    )
    most = held.pop("most")
    assert held == {"asked": 7, "before": 3 * most + 2, "first": most + 1, "dropped": most}
