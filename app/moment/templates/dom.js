// Elements with texts, never with markup: what a trace says is shown as it is.

const element = (tag, classes = "", content = undefined) => {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  if (content !== undefined) made.textContent = content;
  return made;
};

const headedTable = (classes, titles) => {
  const table = element("table", classes);
  const head = table.createTHead().insertRow();
  for (const title of titles) head.append(element("th", "", title));
  table.createTBody();
  return table;
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

// The children of a box by their keys: one that is wanted again is the same element, and is not made anew.
class Keyed {
  constructor(box) {
    this.box = box;
    this.made = new Map();
  }

  // Shows these pairs of key and value in their order; `make` gives the element of a value, and may write it into one that
  // is not wanted any more.
  show(wanted, make) {
    const values = new Map();
    // Two that say the same are two.
    for (const [key, value] of wanted) values.set(values.has(key) ? `${key} ${values.size}` : key, value);
    const free = [...this.made].filter(([key]) => !values.has(key)).map(([, each]) => each);
    // Those that stay need not move if the others are taken out; where none stays, the others are in order already.
    if (free.length < this.made.size) for (const each of free) each.remove();
    const others = free.values();
    this.made = new Map([...values].map(([key, value]) => [key, this.made.get(key) ?? make(value, others.next().value)]));
    arrange(this.box, [...this.made.values()]);
  }
}

// Writes a text where another one stands; its node stays.
const setText = (shown, text) => {
  const node = shown.firstChild;
  if (!node) shown.textContent = text;
  else if (node.data !== text) node.data = text;
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
