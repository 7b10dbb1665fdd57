// The list of devices. Only the rows in sight exist, so that thousands of devices cost no more than twenty.

import { inAddress, note, onReturn } from "./address.js";
import { admin } from "./api.js";
import { arrange, h, makeSwitch, setAttribute, setSwitch, setText } from "./dom.js";
import { ago } from "./format.js";
import { statusMark, showStatus } from "./marks.js";
import { STATUSES, statusOf } from "./status.js";

const AROUND = 4;
const SORT_EVERY_MS = 500;
// The first is not told in the address.
const ORDERS = [
  ["new", "newest first"],
  ["name", "by name"],
  ["contact", "last heard first"],
];
const BOARDS = { esp32: "ESP32", esp8266: "ESP8266", picow: "Pico W" };

export class DeviceList {
  #store;
  #act;
  #rows = new Map();
  #shown = [];
  #wanted = null;
  #timer = null;
  #text;
  #order;
  #chips;
  #count;
  #scroller;
  #list;
  #empty;

  constructor(store, act, generate) {
    this.#store = store;
    this.#act = act;
    this.#build(document.getElementById("devices"), generate);
    store.watch(["list", "selection"], () => this.#choose());
    store.watch(["devices", "tick"], () => this.#soon());
    onReturn(() => this.#read());
    this.#read();
    new ResizeObserver(() => this.#render()).observe(this.#scroller);
  }

  #build(place, generate) {
    this.#text = h("input", {
      type: "search",
      placeholder: "Name, MAC, ID",
      "aria-label": "Filter devices by text",
      on: { input: () => this.#change("devices") },
    });
    this.#order = h(
      "select",
      { "aria-label": "Order of devices", on: { change: () => this.#change() } },
      ...ORDERS.map(([value, label]) => h("option", { value }, label)),
    );
    this.#chips = new Map(STATUSES.map((status) => [status, this.#chip(status)]));
    this.#count = h("span", { class: "count" });
    this.#list = h("ol", { class: "rows", role: "list", "aria-labelledby": "devices-title" });
    this.#scroller = h(
      "div",
      { class: "scroller", on: { scroll: () => this.#render(), keydown: (event) => this.#move(event) } },
      this.#list,
    );
    this.#empty = h("p", { class: "empty" });
    place.append(
      h(
        "header",
        {},
        h("h2", { id: "devices-title" }, "Devices"),
        this.#count,
        h("span", { class: "far" }),
        this.#order,
        h("button", { type: "button", class: "primary", on: { click: generate } }, "Generate firmware"),
      ),
      h(
        "div",
        { class: "filters" },
        this.#text,
        h("div", { class: "chips", role: "group", "aria-label": "Filter devices by status" }, ...this.#chips.values()),
      ),
      h(
        "div",
        { class: "row columns", "aria-hidden": "true" },
        ...["status", "name, MAC", "board", "last contact", "relay 1", "relay 2", "°C", "% RH"].map((title, index) =>
          h("span", { class: `c${index}` }, title),
        ),
      ),
      this.#scroller,
      this.#empty,
    );
  }

  #chip(status) {
    const chip = h(
      "button",
      { type: "button", class: "chip", "aria-pressed": "false" },
      statusMark(status),
      h("span", { class: "number" }, "0"),
    );
    chip.addEventListener("click", () => {
      this.#wanted = this.#wanted === status ? null : status;
      this.#change();
    });
    return chip;
  }

  /** Filter and order as the address says. */
  #read() {
    const status = inAddress("status");
    this.#text.value = inAddress("devices");
    this.#wanted = STATUSES.includes(status) ? status : null;
    this.#order.value = inAddress("order");
    if (this.#order.selectedIndex < 0) this.#order.selectedIndex = 0;
    this.#choose();
  }

  #change(typed) {
    const order = this.#order.selectedIndex === 0 ? "" : this.#order.value;
    note({ devices: this.#text.value, status: this.#wanted ?? "", order }, typed);
    this.#choose();
  }

  /** Choose anew soon: status and order may have changed, but need not be right in every frame. */
  #soon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#choose();
    }, SORT_EVERY_MS);
    this.#render();
  }

  #choose() {
    const store = this.#store;
    const now = store.now();
    const text = this.#text.value.trim().toLowerCase();
    const counts = new Map(STATUSES.map((status) => [status, 0]));
    this.#shown = [];
    for (const device of store.devices.values()) {
      const status = statusOf(device, store.settings, now);
      counts.set(status, counts.get(status) + 1);
      if ((this.#wanted === null || this.#wanted === status) && matches(device, text)) this.#shown.push(device.id);
    }
    this.#sort();
    for (const [status, chip] of this.#chips) {
      setText(chip.lastChild, String(counts.get(status)));
      setAttribute(chip, "aria-pressed", String(this.#wanted === status));
    }
    const total = store.devices.size;
    setText(this.#count, this.#shown.length === total ? `${total}` : `${this.#shown.length} of ${total}`);
    setText(
      this.#empty,
      total === 0
        ? "No device yet. “Generate firmware” makes one and shows its registration token."
        : "No device fits these filters.",
    );
    this.#empty.hidden = this.#shown.length > 0;
    this.#render();
  }

  #sort() {
    const devices = this.#store.devices;
    if (this.#order.value === "new") this.#shown.reverse();
    else if (this.#order.value === "name")
      this.#shown.sort((one, other) => compare(devices.get(one).name, devices.get(other).name));
    else
      this.#shown.sort(
        (one, other) =>
          (devices.get(other).last_contact ?? -Infinity) - (devices.get(one).last_contact ?? -Infinity) || 0,
      );
  }

  #render() {
    const height = parseFloat(getComputedStyle(this.#scroller).getPropertyValue("--row-height")) || 44;
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / height) - AROUND);
    const last = Math.min(
      this.#shown.length,
      Math.ceil((this.#scroller.scrollTop + this.#scroller.clientHeight) / height) + AROUND,
    );
    this.#list.style.height = `${this.#shown.length * height}px`;
    const inSight = [];
    for (let index = first; index < last; index += 1) {
      const id = this.#shown[index];
      const device = this.#store.devices.get(id);
      if (device === undefined) continue;
      if (!this.#rows.has(id)) this.#rows.set(id, new Row(id, this.#store, this.#act));
      const row = this.#rows.get(id);
      row.show(device, index, this.#shown.length, height);
      inSight.push(row.element);
    }
    arrange(this.#list, inSight);
    const kept = new Set(this.#shown.slice(first, last));
    for (const id of this.#rows.keys()) if (!kept.has(id)) this.#rows.delete(id);
  }

  /** Arrow keys, Home and End go from row to row, also to those that do not exist yet. */
  #move(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    const focused = document.activeElement.closest?.("[data-id]");
    if (!(event.key in steps) || focused === null || focused === undefined) return;
    event.preventDefault();
    const at = this.#shown.indexOf(focused.dataset.id);
    const next = Math.min(this.#shown.length - 1, Math.max(0, at + steps[event.key]));
    const height = parseFloat(getComputedStyle(this.#scroller).getPropertyValue("--row-height")) || 44;
    const top = next * height;
    if (top < this.#scroller.scrollTop) this.#scroller.scrollTop = top;
    else if (top + height > this.#scroller.scrollTop + this.#scroller.clientHeight)
      this.#scroller.scrollTop = top + height - this.#scroller.clientHeight;
    this.#render();
    this.#rows.get(this.#shown[next])?.focus();
  }
}

class Row {
  #store;
  #mark = statusMark("PENDING");
  #name;
  #cells = ["board", "mac", "contact", "temperature", "humidity"].map((name) => h("span", { class: `cell ${name}` }));
  #relays;

  constructor(id, store, act) {
    this.#store = store;
    this.#name = h("button", { type: "button", class: "name", on: { click: () => store.select(id) } });
    this.#relays = ["relay1", "relay2"].map((relay) =>
      makeSwitch("", (on) => act(() => admin("PUT", `devices/${id}/state`, { [relay]: on }))),
    );
    const [board, mac, contact, temperature, humidity] = this.#cells;
    this.element = h(
      "li",
      { class: "row", "data-id": id },
      this.#mark,
      this.#name,
      board,
      mac,
      contact,
      ...this.#relays,
      temperature,
      humidity,
    );
  }

  show(device, index, count, height) {
    const store = this.#store;
    const now = store.now();
    showStatus(this.#mark, statusOf(device, store.settings, now));
    setText(this.#name, device.name);
    setAttribute(this.#name, "title", device.name);
    const { relay1, relay2, temperature, humidity } = device.state;
    const texts = [
      BOARDS[device.board] ?? device.board,
      device.mac ?? "no MAC yet",
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
    setAttribute(this.element, "aria-posinset", String(index + 1));
    this.element.style.transform = `translateY(${index * height}px)`;
  }

  focus() {
    this.#name.focus({ preventScroll: true });
  }
}

export function boardName(board) {
  return BOARDS[board] ?? board;
}

function measure(value) {
  return value === null ? "–" : value.toFixed(1);
}

function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

function matches(device, text) {
  if (text === "") return true;
  return [device.name, device.id, device.device_id, device.mac, device.ip, device.board].some(
    (value) => value !== null && value.toLowerCase().includes(text),
  );
}
