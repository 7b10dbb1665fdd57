// The page: what it was made with, what is dropped on it, its keys and its address.

const KEYS = [
  ["← →", "event before, next event"], ["↑ ↓", "the same"], ["Shift ← →", "ten events"], ["[ ]", "step before, next step"],
  ["Home End", "first, last event"], ["F", "where it failed"], ["+ −", "zoom"], ["0", "all of it"],
  ["G", "fold stretches without events, or unfold"], ["C", "chatter of boot ROMs, shown or not"], ["/", "search"],
  ["N Shift N", "next, previous match"], ["?", "these keys"],
];

class Page {
  constructor() {
    this.viewers = [];
    this.active = null;
    this.box = document.getElementById("viewers");
    this.search = document.getElementById("search");
    this.hits = document.getElementById("hits");
    this.buildHelp();
    this.listen();
    const given = JSON.parse(document.getElementById("traces").textContent);
    this.album = given.album ? new Album(given.album, document.querySelector("main")) : null;
    if (this.album) this.turn();
    else this.show(given.traces.map((text) => readTrace(text)), given.differ ?? [], given.again ?? []);
  }

  // Shows the case that the address names, or the album's list.
  async turn() {
    const hash = location.hash;
    clearTimeout(this.timer); // what was shown before has no say in the address any more
    const trace = await this.album.turn(hash);
    // Who has gone on meanwhile is shown what was asked for last.
    if (keyIn(hash) === keyIn(location.hash)) this.show(trace ? [trace] : [], [], [this.album.again]);
  }

  show(traces, differ = [], again = []) {
    this.box.replaceChildren();
    this.box.classList.toggle("two", traces.length > 1);
    this.viewers = traces.map((trace, number) => {
      const root = element("article", "viewer");
      root.id = `viewer-${number}`;
      this.box.append(root);
      // Of two traces a screen reader is told which one a part is of.
      trace.place = traces.length > 1 ? `, trace ${number + 1} of ${traces.length}` : "";
      const viewer = new Viewer(root, trace, again[number], (each) => this.moved(each));
      root.addEventListener("pointerdown", () => { this.active = viewer; });
      root.addEventListener("focusin", () => { this.active = viewer; });
      return viewer;
    });
    this.active = this.viewers[0] ?? null;
    document.getElementById("empty").hidden = traces.length > 0 || this.album !== null;
    if (!this.active) return;
    const title = traces[0].head?.title;
    if (title) document.title = `${title} · oceanhil`;
    this.viewers.forEach((viewer, number) => {
      if (!viewer.events.length) return;
      if (Number.isInteger(differ[number])) viewer.mark(Math.min(differ[number], viewer.events.length - 1));
      else if (!viewer.open(bookmarkIn(location.hash))) viewer.moveTo(Math.max(0, viewer.list.failure));
    });
  }

  moved(viewer) {
    if (viewer !== this.active) return;
    const hash = addressOf(this.album?.shown, viewer.bookmark);
    // Not with each key that is held down: browsers refuse hundreds of addresses a second.
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (location.hash !== hash) history.replaceState(null, "", hash);
    }, 150);
  }

  listen() {
    addEventListener("keydown", (event) => this.key(event));
    addEventListener("hashchange", () => {
      if (this.album && keyIn(location.hash) !== this.album.shown) this.turn();
      else this.active?.open(bookmarkIn(location.hash));
    });
    this.search.addEventListener("focus", () => { this.from = this.active?.index ?? 0; });
    this.search.addEventListener("input", () => this.find());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        this.active?.nextHit(event.shiftKey ? -1 : 1);
        this.from = this.active?.index ?? 0;
      }
      if (event.key === "Escape") this.search.blur();
    });
    document.getElementById("file").addEventListener("change", (event) => this.read([...event.target.files]));
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => {
      event.preventDefault();
      this.read([...event.dataTransfer.files]);
    });
    addEventListener("beforeprint", () => { for (const viewer of this.viewers) viewer.list?.showWhole(true); });
    addEventListener("afterprint", () => { for (const viewer of this.viewers) viewer.list?.showWhole(false); });
    document.getElementById("help").addEventListener("click", () => this.keys.showModal());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      for (const viewer of this.viewers) viewer.axis?.draw();
    });
  }

  // One trace, or two beside each other. Of files that are dropped while others are read the last ones are shown.
  async read(files) {
    const given = files.slice(0, 2);
    if (!given.length) return;
    this.reading = given;
    const traces = [];
    for (const file of given) {
      const tell = (bytes) => {
        if (this.reading === given) this.tellReading(`Reading ${file.name}: ${megabytes(bytes)} of ${megabytes(file.size)}`);
      };
      tell(0);
      try {
        traces.push(await readStream(file.stream(), tell));
      } catch (error) {
        // A folder, a file that is gone meanwhile or that this user may not read; what is shown stays.
        if (this.reading === given) this.tellReading(`${file.name} cannot be read: ${error.message}`);
        return;
      }
      if (this.reading !== given) return;
    }
    this.tellReading("");
    this.album?.close();
    history.replaceState(null, "", "#");
    this.show(traces);
  }

  tellReading(text) {
    const told = document.getElementById("reading");
    told.textContent = text;
    told.hidden = !text;
  }

  find() {
    const text = this.search.value;
    if (this.album?.isListed) {
      this.hits.textContent = plural(this.album.filter(text), "case");
      return;
    }
    const counts = this.viewers.map((viewer) => viewer.search(text));
    this.hits.textContent = text.trim() ? counts.map((count) => plural(count, "event")).join(", ") : "";
    if (!text.trim() || !this.active) return;
    // From where the search began, however many letters it took.
    this.active.nextHit(1, this.from - 1);
  }

  key(event) {
    const viewer = this.active;
    const isTyping = event.target.closest?.("input, textarea, dialog[open]");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? 10 : 1;
    const isStep = (each) => each.kind === "step";
    const acts = {
      ArrowRight: () => viewer.step(far), ArrowDown: () => viewer.step(far),
      ArrowLeft: () => viewer.step(-far), ArrowUp: () => viewer.step(-far),
      "]": () => viewer.step(1, isStep), "[": () => viewer.step(-1, isStep),
      Home: () => viewer.moveTo(0), End: () => viewer.moveTo(viewer.events.length - 1),
      f: () => viewer.moveTo(viewer.list.failure < 0 ? viewer.events.length - 1 : viewer.list.failure),
      "+": () => viewer.axis.zoom(0.5), "=": () => viewer.axis.zoom(0.5), "-": () => viewer.axis.zoom(2),
      0: () => viewer.axis.showAll(), g: () => viewer.axis.fold(!viewer.axis.isFolded),
      c: () => viewer.toggleChatter(),
      n: () => viewer.nextHit(event.shiftKey ? -1 : 1), N: () => viewer.nextHit(-1),
      "/": () => this.search.focus(), "?": () => this.keys.showModal(),
    };
    const act = acts[event.key] ?? acts[event.key.toLowerCase()];
    if (!act || (!viewer?.events.length && !"/?".includes(event.key))) return;
    event.preventDefault();
    act();
  }

  buildHelp() {
    this.keys = document.getElementById("keys");
    const list = element("dl");
    for (const [keys, what] of KEYS) {
      const row = element("div");
      row.append(element("dt", "", keys), element("dd", "", what));
      list.append(row);
    }
    this.keys.querySelector("h2").after(list);
  }
}

window.page = new Page();
