// The list of devices. Only the rows in sight exist, so that thousands of devices cost no more than twenty.

import { inAddress, note, onReturn } from "./address.js";
import { DeviceRow, GroupRow } from "./device-row.js";
import { arrange, h, setAttribute, setText } from "./dom.js";
import { GROUPS, ORDERS, grouped, inOrder, tagsOf } from "./fleet.js";
import { many } from "./format.js";
import { statusMark } from "./marks.js";
import { STATUSES, statusOf } from "./status.js";

const AROUND = 4;
const SORT_EVERY_MS = 500;
export class DeviceList {
  #store;
  #act;
  #rows = new Map();
  /** What is listed: devices, and a line above each group. */
  #lines = [];
  #devicesShown = 0;
  /** The same, with those that stand in several groups counted in each. */
  #devicesListed = 0;
  #closed = new Set();
  #wanted = null;
  #timer = null;
  #text;
  #order;
  #group;
  #tag;
  /** What the choice of tags was made for. */
  #offered = "";
  #chips;
  #count;
  #scroller;
  /** As it was laid out last, in pixels: where it is scrolled to, how high it is, and how high a row. */
  #top = 0;
  #height = 0;
  #rowHeight = 44;
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
    new ResizeObserver(() => this.#measure()).observe(this.#scroller);
  }

  #build(place, generate) {
    this.#text = h("input", {
      type: "search",
      placeholder: "Name, MAC, tag",
      "aria-label": "Filter devices by text",
      on: { input: () => this.#change("devices") },
    });
    const pick = (label, options) =>
      h(
        "select",
        { "aria-label": label, on: { change: () => this.#change() } },
        ...options.map(([value, text]) => h("option", { value }, text)),
      );
    this.#order = pick("Order of devices", ORDERS);
    this.#group = pick("Groups of devices", GROUPS);
    this.#tag = pick("Filter devices by tag", [["", "any tag"]]);
    this.#chips = new Map(STATUSES.map((status) => [status, this.#chip(status)]));
    this.#count = h("span", { class: "count" });
    this.#list = h("ol", { class: "rows", role: "list", "aria-labelledby": "devices-title" });
    this.#scroller = h(
      "div",
      { class: "scroller", on: { scroll: () => this.#scrolled(), keydown: (event) => this.#move(event) } },
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
        this.#group,
        this.#order,
        h("button", { type: "button", class: "primary", on: { click: generate } }, "Generate firmware"),
      ),
      h(
        "div",
        { class: "filters" },
        this.#text,
        this.#tag,
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
    this.#offerTags(inAddress("tag"));
    for (const [name, field] of [["order", this.#order], ["group", this.#group]]) {
      field.value = inAddress(name);
      if (field.selectedIndex < 0) field.selectedIndex = 0;
    }
    this.#choose();
  }

  #change(typed) {
    const [order, group] = [this.#order, this.#group].map((field) => (field.selectedIndex === 0 ? "" : field.value));
    note({ devices: this.#text.value, status: this.#wanted ?? "", tag: this.#tag.value, order, group }, typed);
    // What is asked for anew is looked at from its beginning.
    this.#scroller.scrollTop = this.#top = 0;
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

  /** Offer the tags that devices have, and `wanted` whether any has it or not. */
  #offerTags(wanted) {
    const offered = tagsOf(this.#store.devices.values());
    if (wanted !== "" && !offered.some(([tag]) => tag === wanted)) offered.push([wanted, 0]);
    const made = JSON.stringify(offered);
    if (made !== this.#offered) {
      this.#offered = made;
      this.#tag.replaceChildren(
        h("option", { value: "" }, "any tag"),
        ...offered.map(([tag, count]) => h("option", { value: tag }, `${tag} (${many(count)})`)),
      );
    }
    this.#tag.value = wanted;
    this.#tag.hidden = offered.length === 0;
  }

  #choose() {
    const store = this.#store;
    const now = store.now();
    const text = this.#text.value.trim().toLowerCase();
    const tag = this.#tag.value;
    this.#offerTags(tag);
    const counts = new Map(STATUSES.map((status) => [status, 0]));
    const found = [];
    for (const device of store.devices.values()) {
      const status = statusOf(device, store.settings, now);
      counts.set(status, counts.get(status) + 1);
      if (this.#wanted !== null && this.#wanted !== status) continue;
      if (tag !== "" && !device.tags.includes(tag)) continue;
      if (matches(device, text)) found.push({ device, status });
    }
    this.#layOut(inOrder(found, this.#order.value));
    for (const [status, chip] of this.#chips) {
      setText(chip.lastChild, String(counts.get(status)));
      setAttribute(chip, "aria-pressed", String(this.#wanted === status));
    }
    const total = store.devices.size;
    const shown = this.#devicesShown;
    setText(this.#count, shown === total ? many(total) : `${many(shown)} of ${many(total)}`);
    setText(
      this.#empty,
      total === 0
        ? "No device yet. “Generate firmware” makes one and shows its registration token."
        : "No device fits these filters.",
    );
    this.#empty.hidden = shown > 0;
    this.#render();
  }

  /** Make the lines: devices in their order, under the lines of their groups. */
  #layOut(found) {
    this.#devicesShown = this.#devicesListed = found.length;
    let at = 0;
    const line = ({ device }, group = "") => ({ key: `${device.id}${group}`, id: device.id, at: at++ });
    if (this.#group.value === "none") {
      this.#lines = found.map((each) => line(each));
      return;
    }
    this.#lines = [];
    for (const [name, members] of grouped(found, this.#group.value)) {
      const isOpen = !this.#closed.has(name);
      this.#lines.push({ key: `group ${name}`, group: name, members, isOpen });
      // By tags a device may stand in several groups.
      if (isOpen) for (const member of members) this.#lines.push(line(member, ` ${name}`));
      else at += members.length;
    }
    this.#devicesListed = at;
  }

  #turn(group) {
    if (!this.#closed.delete(group)) this.#closed.add(group);
    this.#choose();
  }

  /** Note what a layout tells, when it changes: to ask for it while drawing would lay the page out once more. */
  #measure() {
    this.#rowHeight = parseFloat(getComputedStyle(this.#scroller).getPropertyValue("--row-height")) || this.#rowHeight;
    this.#height = this.#scroller.clientHeight;
    this.#scrolled();
  }

  #scrolled() {
    this.#top = this.#scroller.scrollTop;
    this.#render();
  }

  #scrollTo(top) {
    this.#scroller.scrollTop = top;
    this.#scrolled();
  }

  #render() {
    const height = this.#rowHeight;
    const first = Math.max(0, Math.floor(this.#top / height) - AROUND);
    const last = Math.min(this.#lines.length, Math.ceil((this.#top + this.#height) / height) + AROUND);
    this.#list.style.height = `${this.#lines.length * height}px`;
    const kept = new Map();
    for (let index = first; index < last; index += 1) {
      const line = this.#lines[index];
      const device = this.#store.devices.get(line.id);
      if (line.group === undefined && device === undefined) continue;
      const row = this.#rows.get(line.key) ?? this.#make(line);
      row.show({ ...line, device }, this.#devicesListed, index * height);
      kept.set(line.key, row);
    }
    this.#rows = kept;
    arrange(
      this.#list,
      [...kept.values()].map((row) => row.element),
    );
  }

  #make({ key, id, group }) {
    if (group !== undefined) return new GroupRow(group, (name) => this.#turn(name));
    return new DeviceRow(id, key, this.#store, this.#act);
  }

  /** Arrow keys, Home and End go from row to row, also to those that do not exist yet. */
  #move(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    const focused = document.activeElement.closest?.("[data-key]");
    if (!(event.key in steps) || focused === null || focused === undefined) return;
    event.preventDefault();
    const at = this.#lines.findIndex(({ key }) => key === focused.dataset.key);
    const next = Math.min(this.#lines.length - 1, Math.max(0, at + steps[event.key]));
    const height = this.#rowHeight;
    const top = next * height;
    this.#scrollTo(Math.min(top, Math.max(this.#top, top + height - this.#height)));
    this.#rows.get(this.#lines[next].key)?.focus();
  }
}

function matches(device, text) {
  if (text === "") return true;
  return [device.name, device.id, device.device_id, device.mac, device.ip, device.board, ...device.tags].some(
    (value) => value !== null && value.toLowerCase().includes(text),
  );
}
