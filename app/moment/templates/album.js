// The album: many cases in one page, of which the address names the one that is shown: `#case=KEY&t=µs`.

const keyIn = (hash) => /^#case=([^&]+)/.exec(hash)?.[1] ?? "";

const bookmarkIn = (hash) => hash.slice(1).split("&").pop();

const addressOf = (key, bookmark) => `#${[key ? `case=${key}` : "", bookmark].filter(Boolean).join("&")}`;

class Album {
  constructor(given, main) {
    this.sources = given.sources ?? {};
    this.cases = new Map(given.cases.map((each) => [each.key, each]));
    this.shown = "";
    this.title = document.title;
    this.way = element("nav", "way");
    this.way.setAttribute("aria-label", "Cases of this run");
    this.list = this.index(given.cases);
    main.prepend(this.way, this.list);
  }

  // Opens the case that the address names; gives nothing where it names none, and shows the list.
  async turn(hash) {
    const key = keyIn(hash);
    const packed = this.cases.get(key);
    this.shown = packed ? key : "";
    this.again = packed?.again ?? "";
    document.title = this.title;
    this.list.hidden = packed !== undefined;
    this.way.replaceChildren();
    this.way.hidden = !key;
    if (!packed) {
      if (key) this.way.append(element("p", "problem", `No case of this page is called ${key}. It has these:`));
      return null;
    }
    const all = element("a", "", `All ${plural(this.cases.size, "case")}`);
    all.href = "#";
    this.way.append(all);
    if (packed.look) {
      const look = element("span", "look");
      look.append("As the run went. With bytes of flash, bodies and clocks: ", element("code", "", packed.look), copyButton("Copy", () => packed.look));
      this.way.append(look);
    }
    const trace = await unpacked(packed.trace);
    const source = this.sources[packed.scenario];
    if (trace.head && source) Object.assign(trace.head, source);
    return trace;
  }

  get isListed() {
    return !this.list.hidden;
  }

  // Lists the cases with `text` in their names or titles; gives how many.
  filter(text) {
    const wanted = text.trim().toLowerCase();
    let left = 0;
    for (const group of this.list.querySelectorAll("section")) {
      const title = group.firstChild.textContent.toLowerCase();
      const items = [...group.querySelectorAll("li")];
      for (const item of items) item.hidden = !`${title} ${item.textContent.toLowerCase()}`.includes(wanted);
      const shown = items.filter((item) => !item.hidden).length;
      group.hidden = shown === 0;
      left += shown;
    }
    return left;
  }

  // What is shown from now on is none of its cases.
  close() {
    this.shown = "";
    this.list.hidden = this.way.hidden = true;
  }

  // The cases below the title of their scenario.
  index(cases) {
    const list = element("div", "cases");
    list.append(element("h1", "", `The ${plural(cases.length, "case")} of a run`));
    for (const group of Map.groupBy(cases, (each) => each.scenario).values()) {
      const section = element("section");
      const items = element("ul");
      items.append(...group.map((each) => this.item(each)));
      section.append(element("h2", "", group[0].title), items);
      list.append(section);
    }
    return list;
  }

  item(packed) {
    const item = element("li");
    const link = element("a", "", packed.replay_id);
    link.href = `#case=${packed.key}`;
    item.append(element("span", `outcome ${packed.outcome}`, packed.outcome), link);
    return item;
  }
}

// Reads a deflated trace in parts, as one of any size is read.
const unpacked = async (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return readStream(stream);
};
