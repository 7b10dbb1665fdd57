// The dashboard's beginning: puts views, server and connection together.

import { inAddress, note, onReturn } from "./address.js";
import { hasKey, offerOf } from "./api.js";
import { showClock } from "./clock.js";
import { showDevice } from "./device.js";
import { DeviceList } from "./devices.js";
import { Dialogs } from "./dialogs.js";
import { h, setAttribute, setText } from "./dom.js";
import { showFaults } from "./faults.js";
import { nameBoards } from "./format.js";
import { JournalView } from "./journal.js";
import { Live } from "./live.js";
import { Notice } from "./notice.js";
import { showReports } from "./reports.js";
import { SequenceView } from "./sequence.js";
import { hideDevices, showSessions } from "./sessions.js";
import { Store } from "./store.js";

const ALERT_MS = 8000;

function alertOf(message) {
  const shown = h(
    "p",
    {},
    message,
    h("button", { type: "button", "aria-label": "Dismiss", on: { click: () => shown.remove() } }, "×"),
  );
  document.getElementById("alerts").append(shown);
  setTimeout(() => shown.remove(), ALERT_MS);
}

/** Do something on the server, and tell the person if it cannot be done. */
async function act(what) {
  try {
    return await what();
  } catch (error) {
    alertOf(error.message);
    return undefined;
  }
}

function showConnection(state, seconds) {
  const place = document.getElementById("connection");
  const words = {
    live: "live",
    connecting: "connecting",
    locked: "locked",
    lost: `connection lost, next try in ${seconds} s`,
  };
  setAttribute(place, "data-state", state);
  setText(place.querySelector(".words"), words[state]);
  document.getElementById("unlock").hidden = state !== "locked";
}

/** Say so when the server can keep nothing more. */
function showStorage(store) {
  const place = document.getElementById("storage");
  const words = { read_only: "read-only: nothing more can be stored", unreadable: "the store cannot be read" };
  store.watch(["storage"], () => {
    const said = words[store.storage.state];
    place.hidden = said === undefined;
    setText(place, said === undefined ? "" : [said, store.storage.reason].filter((part) => part !== "").join(": "));
  });
}

async function firstOffer() {
  for (;;) {
    try {
      return await offerOf();
    } catch {
      showConnection("lost", 2);
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

async function start() {
  const store = new Store();
  const dialogs = new Dialogs(store);
  const notice = new Notice(store);
  const live = new Live(store, notice, showConnection);
  const readChosen = () => store.select(inAddress("device") || null);
  readChosen();
  onReturn(readChosen);
  store.watch(["selection"], () => note({ device: store.selected ?? "" }));
  showClock(store, act);
  store.offer = await firstOffer();
  nameBoards(store.offer.boards);
  if (store.offer.devices) {
    new DeviceList(store, act, () => dialogs.generate());
    showDevice(store, act, dialogs);
  } else {
    hideDevices();
    if (store.offer.sessions) showSessions(store, act);
  }
  showFaults(store, act);
  new JournalView(store, act);
  new SequenceView(store, act);
  showReports(store, act);
  showStorage(store);
  setInterval(() => store.touch("tick"), 1000);

  document
    .getElementById("links")
    .prepend(...store.offer.links.map((path) => h("a", { href: path, target: "_blank", rel: "noopener" }, path)));
  const askKey = () => {
    showConnection("locked");
    dialogs.askKey(() => live.start());
  };
  document.addEventListener("key-wanted", askKey);
  document.getElementById("unlock").addEventListener("click", askKey);
  if (store.offer.needs_key && !hasKey()) askKey();
  else live.start();
}

start();
