// The server's clock: what it shows, how far it is from the machine's, and buttons that move it.

import { admin } from "./api.js";
import { h, setAttribute, setText } from "./dom.js";
import { calendarDate, clockTime, shift } from "./format.js";

const JUMPS = [
  ["−1 h", -3600],
  ["−5 min", -300],
  ["+10 s", 10],
  ["+5 min", 300],
  ["+1 h", 3600],
  ["+24 h", 86400],
];

export function showClock(store, act) {
  const place = document.getElementById("clock");
  const time = h("time", { class: "time" });
  const date = h("span", { class: "date" });
  const skew = h("span", { class: "tag skew" });
  const freeze = h("button", { type: "button", "aria-pressed": "false" }, "Freeze");
  const step = h("button", { type: "button" }, "In step");

  const jump = (seconds) =>
    act(() => admin("PUT", "clock", seconds > 0 ? { advance: seconds } : { offset: store.clock.offset + seconds }));
  const by = h("input", {
    id: "jump",
    type: "number",
    step: "any",
    placeholder: "seconds",
    "aria-label": "Jump by seconds",
  });
  const form = h("form", { class: "jump-by" }, by, h("button", {}, "Jump"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (by.value !== "" && Number(by.value) !== 0) jump(Number(by.value));
  });
  freeze.addEventListener("click", () => act(() => admin("PUT", "clock", { freeze: !store.clock.frozen })));
  step.addEventListener("click", () => act(() => admin("PUT", "clock", { offset: 0 })));
  const jumps = JUMPS.map(([label, seconds]) =>
    h("button", { type: "button", on: { click: () => jump(seconds) } }, label),
  );
  const more = h(
    "details",
    {},
    h("summary", {}, "Jump"),
    h("div", { class: "jumps", role: "group", "aria-label": "Jump" }, ...jumps, form),
  );
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    more.open = false;
    more.firstChild.focus();
  });
  document.addEventListener("click", (event) => {
    if (!more.contains(event.target)) more.open = false;
  });
  place.append(
    h("p", { class: "reading" }, time, date, h("span", { class: "date" }, "UTC"), skew),
    h("div", { class: "levers" }, freeze, step, more),
  );

  const show = () => {
    const now = store.now();
    setText(time, clockTime(now));
    setText(date, calendarDate(now));
    setText(skew, store.clock.frozen ? `${shift(store.clock.offset)} · frozen` : shift(store.clock.offset));
    setAttribute(skew, "data-off", String(store.clock.offset !== 0 || store.clock.frozen));
    setAttribute(freeze, "aria-pressed", String(store.clock.frozen));
    step.disabled = store.clock.offset === 0;
  };
  store.watch(["clock", "tick"], show);
}
