// Elements with texts, never with markup: what a trace says is shown as it is.

const element = (tag, classes = "", content = undefined) => {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  if (content !== undefined) made.textContent = content;
  return made;
};

const setAttribute = (shown, name, value) => {
  if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
};

// Brings the children of `parent` into the order of `wanted`, touching only those out of place.
const arrange = (parent, wanted) => {
  const kept = new Set(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let next = parent.firstChild;
  for (const child of wanted) {
    if (child === next) next = next.nextSibling;
    else parent.insertBefore(child, next);
  }
};

// Scrolls `box` so that `part` of it is in its middle. Both are measured: to be called when a frame settles.
const centre = (box, part) => {
  box.scrollTop = part.offsetTop - box.clientHeight / 2;
};

// What changes in a frame: each asks for its change once, however often it asks. When all is changed they settle, which is
// to measure and to scroll, so that the page is laid out once.
const frames = {
  changes: new Map(),
  settlings: [],

  ask(who, change) {
    if (!this.changes.size) requestAnimationFrame(() => this.run());
    this.changes.set(who, change);
  },

  settle(act) {
    this.settlings.push(act);
  },

  run() {
    const changes = [...this.changes.values()];
    this.changes.clear();
    for (const change of changes) change();
    for (const act of this.settlings.splice(0)) act();
  },
};

const button = (label, title, act) => {
  const made = element("button", "", label);
  made.type = "button";
  made.title = title;
  made.addEventListener("click", act);
  return made;
};

const copyButton = (label, text) => {
  const made = button(label, `${label}: put it on the clipboard`, async () => {
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      const area = element("textarea");
      area.value = text();
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    made.textContent = "Copied";
    setTimeout(() => { made.textContent = label; }, 1500);
  });
  return made;
};
