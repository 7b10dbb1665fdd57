// The chosen device: what is known of it, what can be done to it, its relays and sensors.

import { admin } from "./api.js";
import { h, makeSwitch, setSwitch, setText } from "./dom.js";
import { ago, boardName, calendarDate, clockTime, until } from "./format.js";
import { showStatus, statusMark } from "./marks.js";
import { statusOf } from "./status.js";

export function showDevice(store, act, dialogs) {
  const place = document.getElementById("device");
  const title = h("h2", { id: "device-title" }, "Device");
  const mark = statusMark("PENDING");
  const facts = new Map(
    ["Board", "Device ID", "MAC", "Address", "Last contact", "Registered", "Session ends", "Token expires", "Id"].map(
      (name) => [name, h("dd")],
    ),
  );
  const chosen = () => store.devices.get(store.selected);
  const put = (fields) => act(() => admin("PUT", `devices/${store.selected}/state`, fields));

  const actions = h(
    "div",
    { class: "actions" },
    h("button", { type: "button", on: { click: () => dialogs.regenerate(chosen()) } }, "Regenerate"),
    h("button", { type: "button", on: { click: () => dialogs.revoke(chosen()) } }, "Revoke"),
    h("button", { type: "button", class: "danger", on: { click: () => dialogs.remove(chosen()) } }, "Delete"),
  );
  const relays = ["relay1", "relay2"].map((relay, index) =>
    makeSwitch(`Relay ${index + 1}`, (on) => put({ [relay]: on })),
  );
  const sensors = [
    ["temperature", "Temperature", "°C"],
    ["humidity", "Humidity", "%"],
  ].map(([name, label, unit]) => new Sensor(name, label, unit, put));
  const tagging = new Tagging((tags) => act(() => admin("PUT", `devices/${store.selected}/tags`, { tags })));
  const body = h(
    "div",
    { class: "body scroller", tabindex: "0", role: "group", "aria-label": "Details of the device" },
    actions,
    h(
      "div",
      { class: "state" },
      ...relays.map((relay, index) => h("label", { class: "tile" }, h("span", {}, `Relay ${index + 1}`), relay)),
      ...sensors.map((sensor) => sensor.element),
    ),
    tagging.element,
    h("dl", {}, ...[...facts].flatMap(([name, value]) => [h("div", {}, h("dt", {}, name), value)])),
  );
  const empty = h("p", { class: "empty" }, "Choose a device from the list to see and steer it.");
  place.append(h("header", {}, title, h("span", { class: "far" }, mark)), body, empty);

  const show = () => {
    const device = chosen();
    body.hidden = mark.hidden = device === undefined;
    empty.hidden = device !== undefined;
    setText(title, device === undefined ? "Device" : device.name);
    if (device === undefined) return;
    const now = store.now();
    showStatus(mark, statusOf(device, store.settings, now));
    const texts = {
      Board: boardName(device.board),
      "Device ID": device.device_id ?? "none yet",
      MAC: device.mac ?? "none yet",
      Address: device.ip ?? "none yet",
      "Last contact": ago(device.last_contact, now),
      Registered:
        device.registered_at === null
          ? "not yet"
          : `${calendarDate(device.registered_at)} ${clockTime(device.registered_at)}`,
      "Session ends": until(device.session_expires_at, now),
      "Token expires": device.registered_at === null ? until(device.token_expires_at, now) : "used",
      Id: device.id,
    };
    for (const [name, value] of facts) setText(value, texts[name]);
    setSwitch(relays[0], device.state.relay1);
    setSwitch(relays[1], device.state.relay2);
    for (const sensor of sensors) sensor.show(device.state);
    tagging.show(device);
  };
  store.watch(["selection", "devices", "list", "tick"], show);
  show();
}

/** The device's tags in one line; what is being typed stays, whatever comes. */
class Tagging {
  #field;
  #shown = "";
  #of = null;

  constructor(put) {
    this.#field = h("input", { autocomplete: "off", placeholder: "none", spellcheck: "false" });
    this.element = h("form", { class: "tagging" }, h("label", {}, "Tags", this.#field), h("button", {}, "Save tags"));
    this.element.addEventListener("submit", async (event) => {
      event.preventDefault();
      const typed = this.#field.value;
      const shown = await put(typed.split(/[\s,]+/).filter((tag) => tag !== ""));
      // As the server has them; what is wrong stays to be mended.
      if (shown !== undefined && this.#field.value === typed && this.#of === shown.id) this.#write(shown.tags.join(" "));
    });
  }

  show(device) {
    const text = device.tags.join(" ");
    const isTyped = this.#of === device.id && this.#field.value !== this.#shown;
    this.#of = device.id;
    if (!isTyped && text !== this.#field.value) this.#write(text);
  }

  #write(text) {
    this.#field.value = this.#shown = text;
  }
}

/** A reading, and a way to set what the sensor shows. */
class Sensor {
  #name;
  #value = h("output", { class: "reading" }, "–");
  #unit;

  constructor(name, label, unit, put) {
    this.#name = name;
    this.#unit = unit;
    const field = h("input", {
      type: "number",
      step: "any",
      required: true,
      "aria-label": `Set ${label.toLowerCase()}`,
    });
    const form = h("form", {}, field, h("button", {}, "Set"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      put({ [name]: Number(field.value) }).then(() => form.reset());
    });
    this.element = h("div", { class: "tile" }, h("span", {}, label), this.#value, form);
  }

  show(state) {
    const value = state[this.#name];
    setText(this.#value, value === null ? "–" : `${value.toFixed(1)} ${this.#unit}`);
  }
}
