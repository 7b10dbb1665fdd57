// Building and changing elements. Text goes in as text only: nothing here parses HTML.

/** Make an element: attributes (null and false are left out, `on` holds listeners), then children. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [kind, listener] of Object.entries(value)) element.addEventListener(kind, listener);
    else if (value !== null && value !== false && value !== undefined)
      element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Change text only where it differs, so that nothing is laid out again for nothing. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Change an attribute only where it differs; null removes it. */
export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Bring the children of `parent` into the order of `wanted`, touching only those out of place. */
export function arrange(parent, wanted) {
  const kept = new Set(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  wanted.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}

/** Give a function that draws at once, and however often it is called, not again before `everyMs` have passed. */
export function sparingly(draw, everyMs) {
  let timer = null;
  let isWanted = false;
  const soon = () => {
    isWanted = timer !== null;
    if (isWanted) return;
    draw();
    timer = setTimeout(() => {
      timer = null;
      if (isWanted) soon();
    }, everyMs);
  };
  return soon;
}

/** An on-off switch; `flip(on)` is asked to change it, `setSwitch` shows what came of it. */
export function makeSwitch(label, flip) {
  const button = h("button", {
    type: "button",
    role: "switch",
    class: "switch",
    "aria-checked": "false",
    "aria-label": label,
  });
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await flip(button.getAttribute("aria-checked") !== "true");
    } finally {
      button.disabled = false;
      // A button that is switched off loses the focus; nobody else's is taken.
      if (document.activeElement === document.body) button.focus({ preventScroll: true });
    }
  });
  return button;
}

export function setSwitch(button, on) {
  setAttribute(button, "aria-checked", String(on));
}
