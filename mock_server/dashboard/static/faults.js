// Fault switches, for all devices or the chosen one. A switch is a rule on the server, which it adds and removes.

import { admin } from "./api.js";
import { h, makeSwitch, setAttribute, setSwitch, setText } from "./dom.js";

const KINDS = [
  { name: "Refuse", about: "403, not processed", make: () => ({ kind: "status", status: 403 }) },
  {
    name: "Delay",
    about: "reply held back",
    make: (seconds) => ({ kind: "delay", seconds }),
    field: { label: "seconds", value: 3, min: 0.1, max: 86400 },
  },
  { name: "Drop request", about: "closed, not processed", make: () => ({ kind: "drop_request" }) },
  { name: "Drop reply", about: "processed, never answered", make: () => ({ kind: "drop_response" }) },
  {
    name: "Truncate",
    about: "body cut short",
    make: (bytes) => ({ kind: "truncate", bytes }),
    field: { label: "bytes kept", value: 20, min: 0, max: 65536 },
  },
  {
    name: "Rate limit",
    about: "429, Retry-After",
    make: (seconds) => ({ kind: "status", status: 429, retry_after: seconds }),
    field: { label: "seconds", value: 30, min: 1, max: 86400 },
  },
  {
    name: "Maintenance",
    about: "503, Retry-After",
    make: (seconds) => ({ kind: "status", status: 503, retry_after: seconds }),
    field: { label: "seconds", value: 60, min: 1, max: 86400 },
  },
];

export function showFaults(store, act) {
  const place = document.getElementById("faults");
  const scope = { all: true };
  const scopes = [
    ["all", "All devices"],
    ["one", "This device"],
  ].map(([value, label]) => {
    const radio = h("input", { type: "radio", name: "scope", value, checked: value === "all" });
    radio.addEventListener("change", () => {
      scope.all = value === "all";
      show();
    });
    return { radio, words: h("span", { class: "whom" }, label), number: h("span", { class: "tag fault" }), label };
  });
  const target = () => (scope.all ? null : store.selected);
  const rows = KINDS.map((kind) => new FaultRow(kind, store, act, target));
  const others = h("ul", { class: "others" });
  const othersTitle = h("h3", {}, "Other rules");
  const clear = h(
    "button",
    { type: "button", class: "far", on: { click: () => act(() => admin("DELETE", "faults")) } },
    "Clear all",
  );
  place.append(
    h("header", {}, h("h2", { id: "faults-title" }, "Faults"), clear),
    h(
      "div",
      { class: "scopes", role: "radiogroup", "aria-label": "Whom faults strike" },
      ...scopes.map(({ radio, words, number }) => h("label", {}, radio, words, number)),
    ),
    h(
      "div",
      { class: "body scroller", tabindex: "0", role: "group", "aria-label": "Fault switches" },
      h("ul", { class: "faults" }, ...rows.map((row) => row.element)),
      othersTitle,
      others,
    ),
  );

  const show = () => {
    const one = scopes[1];
    const device = store.devices.get(store.selected);
    one.radio.disabled = device === undefined;
    if (device === undefined && !scope.all) {
      scope.all = true;
      scopes[0].radio.checked = true;
    }
    setText(one.words, device === undefined ? one.label : device.name);
    for (const [each, id] of [
      [scopes[0], null],
      [one, store.selected],
    ]) {
      const count = rows.filter((row) => row.isOn(id)).length;
      setText(each.number, count === 0 || (each === one && id === null) ? "" : `${count} on`);
    }
    for (const row of rows) row.show();
    const left = store.faults.filter((rule) => !isSwitch(rule));
    othersTitle.hidden = left.length === 0;
    others.replaceChildren(...left.map((rule) => otherRule(rule, store, act)));
    clear.disabled = store.faults.length === 0;
  };
  store.watch(["faults", "selection", "list"], show);
  show();
}

class FaultRow {
  #kind;
  #store;
  #target;
  #switch;
  #field = null;
  #struck = h("span", { class: "struck" });

  constructor(kind, store, act, target) {
    this.#kind = kind;
    this.#store = store;
    this.#target = target;
    this.#switch = makeSwitch(kind.name, (on) => act(() => this.#flip(on)));
    const words = h(
      "span",
      { class: "words" },
      h("span", { class: "fault-name" }, kind.name),
      h("span", { class: "about" }, kind.about),
    );
    this.element = h("li", {}, this.#switch, words, this.#makeField(act), this.#struck);
  }

  show() {
    const rules = this.#rules();
    const struck = rules.reduce((sum, rule) => sum + rule.fired, 0);
    setSwitch(this.#switch, rules.length > 0);
    setAttribute(this.element, "data-on", rules.length > 0 ? "" : null);
    setText(this.#struck, rules.length === 0 ? "" : `struck ${struck}×`);
  }

  #makeField(act) {
    const field = this.#kind.field;
    if (field === undefined) return h("span");
    this.#field = h("input", {
      type: "number",
      value: field.value,
      min: field.min,
      max: field.max,
      step: "any",
      required: true,
      "aria-label": `${this.#kind.name}: ${field.label}`,
    });
    this.#field.addEventListener("change", () => {
      if (this.#rules().length > 0 && this.#field.checkValidity()) act(() => this.#flip(true));
    });
    return h(
      "label",
      { class: "amount" },
      this.#field,
      h("span", { "aria-hidden": "true" }, field.label === "seconds" ? "s" : "B"),
    );
  }

  async #flip(on) {
    if (on && this.#field !== null && !this.#field.reportValidity()) return;
    for (const rule of this.#rules()) await admin("DELETE", `faults/${rule.id}`);
    if (on) {
      const device = this.#target();
      const match = device === null ? {} : { device };
      const amount = this.#field === null ? undefined : Number(this.#field.value);
      await admin("POST", "faults", { match, fault: this.#kind.make(amount) });
    }
    this.#store.faults = (await admin("GET", "faults")).faults;
    this.#store.touch("faults");
  }

  isOn(device) {
    return this.#rules(device).length > 0;
  }

  #rules(device = this.#target()) {
    return this.#store.faults.filter(
      (rule) => isSwitch(rule) && (rule.match.device ?? null) === device && isOf(this.#kind, rule),
    );
  }
}

function isOf(kind, rule) {
  const fault = kind.make(0);
  return ["kind", "status", "change"].every((field) => rule.fault[field] === fault[field]);
}

/** Whether a rule is one that these switches make: matched by device at most, and without limits. */
function isSwitch(rule) {
  return (
    Object.keys(rule.match).every((name) => name === "device") &&
    limitsOf(rule).length === 0 &&
    KINDS.some((kind) => isOf(kind, rule))
  );
}

/** What keeps a rule from striking every request that it matches. */
function limitsOf({ times, probability, after = 0, duration = null }) {
  const limits = [];
  if (times !== null) limits.push(`${times}×`);
  if (probability !== 1) limits.push(`p = ${probability}`);
  if (after > 0) limits.push(`after ${after}`);
  if (duration !== null) limits.push(`for ${duration} s`);
  return limits;
}

function otherRule(rule, store, act) {
  const { device, board, peer, method, path } = rule.match;
  const whom = [device === undefined ? "all devices" : store.nameOf(device), board, peer, method, path]
    .filter((part) => part !== undefined)
    .join(" ");
  const often = limitsOf(rule).join(", ");
  const remove = h(
    "button",
    {
      type: "button",
      "aria-label": `Remove rule ${rule.id}`,
      on: { click: () => act(() => admin("DELETE", `faults/${rule.id}`)) },
    },
    "Remove",
  );
  const { kind, status, change, how } = rule.fault;
  const what = [kind, status, change, how].filter((part) => part !== undefined).join(" ");
  return h(
    "li",
    {},
    h(
      "span",
      { class: "words" },
      h("span", { class: "fault-name" }, `${rule.id}: ${what}`),
      h("span", { class: "about" }, [whom, often].filter((part) => part !== "").join(" · ")),
    ),
    h("span", { class: "struck" }, `struck ${rule.fired}×`),
    remove,
  );
}
