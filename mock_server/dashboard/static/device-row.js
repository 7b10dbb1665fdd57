// The lines of the list of devices: one for a device, one above each group.

import { admin } from "./api.js";
import { h, makeSwitch, setAttribute, setSwitch, setText } from "./dom.js";
import { ago, boardName, many } from "./format.js";
import { showStatus, statusMark } from "./marks.js";
import { statusOf } from "./status.js";

export class DeviceRow {
  #store;
  #mark = statusMark("PENDING");
  #name;
  #cells = ["board", "mac", "tags", "contact", "temperature", "humidity"].map((name) => h("span", { class: `cell ${name}` }));
  #relays;

  constructor(id, key, store, act) {
    this.#store = store;
    this.#name = h("button", { type: "button", class: "name", on: { click: () => store.select(id) } });
    this.#relays = ["relay1", "relay2"].map((relay) =>
      makeSwitch("", (on) => act(() => admin("PUT", `devices/${id}/state`, { [relay]: on }))),
    );
    const [board, mac, tags, contact, temperature, humidity] = this.#cells;
    this.element = h(
      "li",
      { class: "row", "data-id": id, "data-key": key },
      this.#mark,
      this.#name,
      board,
      h("span", { class: "below" }, mac, tags),
      contact,
      ...this.#relays,
      temperature,
      humidity,
    );
  }

  /** `at` is its place among `count` devices; it stands `top` pixels down. */
  show({ device, at }, count, top) {
    const store = this.#store;
    const now = store.now();
    showStatus(this.#mark, statusOf(device, store.settings, now));
    setText(this.#name, device.name);
    setAttribute(this.#name, "title", device.name);
    const { relay1, relay2, temperature, humidity } = device.state;
    const texts = [
      boardName(device.board),
      device.mac ?? "no MAC yet",
      device.tags.join(" "),
      ago(device.last_contact, now),
      measure(temperature),
      measure(humidity),
    ];
    this.#cells.forEach((cell, each) => setText(cell, texts[each]));
    [relay1, relay2].forEach((on, each) => {
      setSwitch(this.#relays[each], on);
      setAttribute(this.#relays[each], "aria-label", `Relay ${each + 1} of ${device.name}`);
    });
    setAttribute(this.#name, "aria-current", store.selected === device.id ? "true" : null);
    setAttribute(this.element, "data-chosen", store.selected === device.id ? "" : null);
    setAttribute(this.element, "aria-setsize", String(count));
    setAttribute(this.element, "aria-posinset", String(at + 1));
    this.element.style.transform = `translateY(${top}px)`;
  }

  focus() {
    this.#name.focus({ preventScroll: true });
  }
}

/** The line above a group: how many devices it has, and how many of them are ONLINE. */
export class GroupRow {
  #button;
  #words = h("span", { class: "count" });

  constructor(name, turn) {
    this.#button = h("button", { type: "button", class: "group-name", on: { click: () => turn(name) } }, name);
    this.element = h("li", { class: "row group", "data-key": `group ${name}` }, this.#button, this.#words);
  }

  show({ members, isOpen }, _, top) {
    const online = members.filter(({ status }) => status === "ONLINE").length;
    setAttribute(this.#button, "aria-expanded", String(isOpen));
    setText(this.#words, `${many(members.length)} · ${many(online)} ONLINE`);
    this.element.style.transform = `translateY(${top}px)`;
  }

  focus() {
    this.#button.focus({ preventScroll: true });
  }
}

function measure(value) {
  return value === null ? "–" : value.toFixed(1);
}
