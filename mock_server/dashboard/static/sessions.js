// What a token service has instead of devices: users and their sessions.

import { admin } from "./api.js";
import { h } from "./dom.js";
import { ago } from "./format.js";

/** Take away what is about devices: this service has none. */
export function hideDevices() {
  for (const id of ["devices", "device", "paths"]) {
    document.getElementById(id).remove();
    document.querySelector(`nav a[href="#${id}"]`)?.remove();
  }
  document.title = "mock server";
  document.querySelector(".skip").replaceWith(h("a", { class: "skip", href: "#journal" }, "Skip to the journal"));
}

/** Show users and sessions; a live session can be ended, as its user can. */
export function showSessions(store, act) {
  const place = h("section", { id: "sessions", class: "panel", "aria-labelledby": "sessions-title" });
  document.querySelector("main").prepend(place);
  document.querySelector("nav").prepend(h("a", { href: "#sessions" }, "Sessions"));
  const end = (session) => act(() => admin("DELETE", `sessions/${encodeURIComponent(session.id)}`));
  store.watch(["sessions", "clock"], () => {
    const names = new Map(store.users.map((user) => [user.id, user.name]));
    const sessions = [...store.sessions.values()].reverse();
    place.replaceChildren(
      h("header", {}, h("h2", { id: "sessions-title" }, "Users and sessions")),
      table(
        ["user", "id", "logins", "live sessions"],
        store.users.map((user) => [user.name, user.id, String(user.logins), String(user.sessions)]),
        "no users yet: POST /_admin/users makes one",
      ),
      table(
        ["session", "user", "began", "refreshes", "state", ""],
        sessions.map((session) => [
          session.id,
          names.get(session.user) ?? session.user,
          ago(session.created_at, store.now()),
          String(session.refreshes),
          session.ended ?? (session.live ? "live" : "expired"),
          session.live ? h("button", { type: "button", on: { click: () => end(session) } }, "End") : "",
        ]),
        "no sessions yet",
      ),
    );
  });
}

function table(heads, rows, nothing) {
  if (rows.length === 0) return h("p", { class: "empty" }, nothing);
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell))))),
  );
}
