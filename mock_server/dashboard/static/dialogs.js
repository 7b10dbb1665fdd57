// Everything that asks before it acts, and the one place that shows a registration token.

import { admin, forgetKey, hasKey, send, setKey } from "./api.js";
import { copyText } from "./copy.js";
import { h, setText } from "./dom.js";
import { calendarDate, clockTime } from "./format.js";

/** Open a dialog that goes away when it closes; `fill(close)` gives its content. */
function open(title, fill) {
  const dialog = h("dialog", { "aria-labelledby": "dialog-title" });
  // The event comes later: until then what the dialog shows, a token perhaps, would stay in the page.
  const close = () => {
    dialog.close();
    dialog.remove();
  };
  dialog.append(h("h2", { id: "dialog-title" }, title), ...fill(close));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A form whose failure is told inside it; `submit` gives a promise. */
function form(children, submit) {
  const problem = h("p", { class: "problem", role: "alert" });
  const element = h("form", {}, ...children, problem);
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    setText(problem, "");
    const buttons = [...element.querySelectorAll("button")];
    for (const button of buttons) button.disabled = true;
    try {
      await submit();
    } catch (error) {
      setText(problem, error.message);
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  });
  return element;
}

function buttons(close, action, kind = "primary") {
  return h(
    "div",
    { class: "buttons" },
    h("button", { type: "button", on: { click: close } }, "Cancel"),
    h("button", { class: kind }, action),
  );
}

function field(label, attributes) {
  return h("label", {}, h("span", {}, label), h("input", { autocomplete: "off", ...attributes }));
}

export class Dialogs {
  #store;
  #isAsking = false;

  constructor(store) {
    this.#store = store;
  }

  generate() {
    open("Generate firmware", (close) => {
      const name = field("Name", { name: "name", maxlength: this.#store.offer.name_length, placeholder: "bench" });
      const boards = Object.entries(this.#store.offer.boards);
      const board = h("select", { name: "board" }, ...boards.map(([value, label]) => h("option", { value }, label)));
      const submit = async () => {
        const chosen = board.value;
        const typed = name.lastChild.value.trim();
        const made = await admin("POST", "devices", typed === "" ? { board: chosen } : { board: chosen, name: typed });
        this.#store.select(made.id);
        close();
        this.#showToken(made, chosen);
      };
      return [
        h(
          "p",
          {},
          "Makes a pending device and its registration token. The first board that registers with it becomes this device.",
        ),
        form([h("label", {}, h("span", {}, "Board"), board), name, buttons(close, "Generate")], submit),
      ];
    });
  }

  regenerate(device) {
    open(`Regenerate the token of ${device.name}?`, (close) => {
      const submit = async () => {
        const made = await admin("POST", `devices/${device.id}/regenerate`);
        close();
        this.#showToken(made, device.board);
      };
      return [
        h("p", {}, "Its old tokens end at once. It is pending until new firmware registers."),
        form([buttons(close, "Regenerate")], submit),
      ];
    });
  }

  revoke(device) {
    open(`Revoke the tokens of ${device.name}?`, (close) => {
      const submit = () => admin("POST", `devices/${device.id}/revoke`).then(close);
      return [
        h("p", {}, "Its next request is answered with 403. Only a new registration token brings it back."),
        form([buttons(close, "Revoke", "danger")], submit),
      ];
    });
  }

  remove(device) {
    open(`Delete ${device.name}?`, (close) => {
      const submit = () => admin("DELETE", `devices/${device.id}`).then(close);
      return [
        h("p", {}, "The device and every token it ever had become unknown. This cannot be undone."),
        form([buttons(close, "Delete", "danger")], submit),
      ];
    });
  }

  /** Ask for the admin key until one is right; `unlock` is called once there is one to try. */
  askKey(unlock) {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const wasWrong = hasKey();
    forgetKey();
    const ask = (close) => {
      const key = field("Admin key", { type: "password", required: true });
      const submit = async () => {
        setKey(key.lastChild.value);
        this.#isAsking = false;
        close();
        unlock();
      };
      return [
        h(
          "p",
          {},
          wasWrong
            ? "That key is not the right one."
            : "This server wants the key it was started with. It is kept for this tab only.",
        ),
        form([key, buttons(close, "Unlock")], submit),
      ];
    };
    // Left without a key, it can be asked for again.
    open("Admin key", ask).addEventListener("close", () => {
      this.#isAsking = false;
    });
  }

  #showToken(made, board) {
    const dialog = open("Registration token", (close) => {
      const token = h("input", {
        class: "token",
        readonly: true,
        value: made.registration_token,
        "aria-label": "Registration token",
        size: 52,
      });
      const copied = h("span", { class: "copied", role: "status" });
      const copy = h(
        "button",
        {
          type: "button",
          class: "primary",
          on: { click: () => copyText(token.value, token).then((done) => setText(copied, done ? "copied" : "press Ctrl+C")) },
        },
        "Copy",
      );
      const valid = `Shown this once. It registers one device, until ${calendarDate(made.expires_at)} ${clockTime(made.expires_at)} UTC.`;
      const parts = [h("p", {}, valid), h("div", { class: "token-line" }, token, copy, copied)];
      if (this.#store.offer.sketches) parts.push(...this.#sketch(made, board));
      return [...parts, h("div", { class: "buttons" }, h("button", { type: "button", on: { click: close } }, "Done"))];
    });
    dialog.classList.add("wide");
  }

  #sketch(made, board) {
    const ssid = field("Wi-Fi name", { required: true, maxlength: 32 });
    const password = field("Wi-Fi password", { type: "password", maxlength: 64 });
    const server = field("Server, as the board reaches it", { type: "url", value: location.origin });
    const submit = async () => {
      const values = { ssid: ssid.lastChild.value, password: password.lastChild.value, server: server.lastChild.value };
      const response = await send("POST", "/dashboard/sketch", {
        board,
        registration_token: made.registration_token,
        ...values,
      });
      save(await response.blob(), `oceanremote-${board}.zip`);
    };
    const local = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
    const hint = local
      ? [
          "A board cannot reach this machine’s loopback address: give one that it can, and serve with ",
          h("code", {}, "--host"),
          ".",
        ]
      : ["The sketch holds token and password: keep it to yourself."];
    return [
      h("h3", {}, "Sketch with this token"),
      form(
        [
          ssid,
          password,
          server,
          h("p", { class: "hint" }, ...hint),
          h("div", { class: "buttons" }, h("button", {}, "Download sketch")),
        ],
        submit,
      ),
    ];
  }
}

export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
