"use strict";
(() => {
  const payload = JSON.parse(document.getElementById("payload").textContent);
  const text = (position) => payload.strings[position || 0];

  const element = (tag, classes, content) => {
    const made = document.createElement(tag);
    if (classes) made.className = classes;
    if (content !== undefined) made.textContent = content;
    return made;
  };

  // Rows are arrays without their trailing zeros; see app/report/html.py.
  const unpack = (row) => ({
    time: text(row[0]), kind: text(row[1]), lane: row[2] || 0, to: row[3] || 0, text: text(row[4]),
    reply: text(row[5]), tone: text(row[6]), log: text(row[7]), logLane: row[8] || 0, off: row[9] || 0,
  });

  // As `clock` of host/durations.py writes it.
  const TIME = /^(?:(\d+) d )?(\d+):(\d\d):(\d\d)\.(\d{3})$/;

  // Runs of lines that the program printed, or that something else printed: the boot ROM, a crash.
  const paragraphs = (lines) => {
    const found = [];
    for (const line of lines) {
      const last = found.at(-1);
      if (last && last[0].startsWith("[") === line.startsWith("[")) last.push(line);
      else found.push([line]);
    }
    return found;
  };

  class Diagram {
    constructor(run, page) {
      this.page = page;
      this.titles = run.lanes.map(text);
      this.devices = this.titles.filter((title) => !["harness", "storage", "server"].includes(title));
      this.rows = run.rows.map(unpack);
      this.speaker = null;
    }

    position(lane) {
      return (100 * (lane + 0.5)) / this.titles.length;
    }

    draw() {
      const list = element("ol");
      list.setAttribute("aria-label", `Sequence of ${this.titles.join(", ")} beside the serial log`);
      list.append(this.head(), ...this.rows.map((row, at) => this.row(row, row.kind !== "part" && this.rows[at - 1]?.time === row.time)));
      return list;
    }

    head() {
      const item = element("li", "row lane-head");
      const lanes = element("div", "lanes");
      this.titles.forEach((title, lane) => {
        const name = element("span", "", title);
        name.style.left = `${this.position(lane)}%`;
        lanes.append(name);
      });
      item.append(element("span", "t", "time"), lanes, element("span", "log", "serial log"));
      return item;
    }

    row(row, sameTime) {
      const item = element("li", `row k-${row.kind} ${row.tone}`);
      item.append(element("span", sameTime ? "t same" : "t", row.time));
      if (row.kind === "part") {
        item.append(element("span", "what", row.text));
        if (row.tone && this.page) item.lastChild.append(" ", this.link(row));
        return item;
      }
      const lanes = this.lifelines(row.off);
      item.append(lanes);
      if (row.kind === "gap") {
        const what = element("span", "what");
        what.append(element("span", "", row.text));
        item.append(what);
        return item;
      }
      this.fill(item, lanes, row);
      item.append(this.log(row));
      return item;
    }

    // To that moment on the page that shows it, which may be that of many cases.
    // A page of moments opens where the run failed by itself.
    link(row) {
      const [, days, hours, minutes, seconds, thousandths] = TIME.exec(row.time) ?? [];
      const us = ((((days || 0) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1e6 + thousandths * 1e3;
      const link = element("a", "", "event by event");
      link.href = row.tone === "bad" || hours === undefined ? this.page : `${this.page}${this.page.includes("#") ? "&" : "#"}t=${us}`;
      return link;
    }

    lifelines(off) {
      const lanes = element("div", "lanes");
      this.titles.forEach((_, lane) => {
        const line = element("i", off & (1 << lane) ? "off" : "");
        line.style.left = `${this.position(lane)}%`;
        lanes.append(line);
      });
      return lanes;
    }

    fill(item, lanes, row) {
      if (row.kind === "step") {
        lanes.append(this.steps(row));
      } else if (row.kind === "note") {
        lanes.append(this.note(row));
      } else if (row.kind === "save" || row.kind === "load") {
        item.classList.add("single");
        lanes.append(this.arrow(row.lane, row.to, row.text, `first ${row.tone}`));
      } else if (row.kind !== "empty") {
        item.classList.add("double");
        const lost = row.kind === "request-lost";
        lanes.append(this.arrow(row.lane, row.to, row.text, lost ? "first lost" : "first", lost));
        if (lost) lanes.append(this.sideNote(row));
        else lanes.append(this.reply(row));
      }
    }

    reply(row) {
      const lost = row.kind === "reply-lost";
      return this.arrow(row.to, row.lane, row.reply, `second ${row.tone}${lost ? " lost" : ""}`, lost);
    }

    arrow(from, to, label, classes, half) {
      const [left, right] = [Math.min(from, to), Math.max(from, to)].map((lane) => this.position(lane));
      const made = element("span", `arrow ${from <= to ? "right" : "left"} ${classes}`);
      const width = (right - left) * (half ? 0.6 : 1);
      made.style.left = `${from <= to ? left : right - width}%`;
      made.style.width = `${width}%`;
      made.append(element("span", "", label));
      made.title = `${this.titles[from]} → ${this.titles[to]}: ${label}`;
      return made;
    }

    sideNote(row) {
      const made = element("span", "note bad", row.reply);
      made.style.left = `${this.position(row.lane)}%`;
      made.style.top = "1.55rem";
      return made;
    }

    note(row) {
      const made = element("span", `note ${row.tone}`, row.text);
      made.style.left = `${this.position(row.lane)}%`;
      made.title = `${this.titles[row.lane]}: ${row.text}`;
      const isLong = row.text.length > 12;
      if (row.lane === 0 && (isLong || this.titles[0] === "harness")) made.classList.add("at-start");
      if (isLong && row.lane === this.titles.length - 1) made.classList.add("at-end");
      return made;
    }

    steps(row) {
      const made = element("span", "steps");
      for (const step of row.text.split("\n")) made.append(element("span", "note", step));
      return made;
    }

    log(row) {
      const log = element("span", "log");
      if (!row.log) return log;
      if (this.devices.length > 1 && this.speaker !== row.logLane) log.append(element("b", "", this.titles[row.logLane]));
      this.speaker = row.logLane;
      for (const lines of paragraphs(row.log.split("\n"))) {
        if (!lines[0].startsWith("[") && lines.length > 3) log.append(this.folded(lines));
        else for (const line of lines) log.append(element("span", line.startsWith("[") ? "line" : "line other", line));
      }
      return log;
    }

    folded(lines) {
      const made = element("details", "line other");
      made.append(element("summary", "", `${lines[0]} … ${lines.length - 1} more lines`));
      for (const line of lines) made.append(element("span", "line", line));
      return made;
    }
  }

  const draw = (run) => {
    const place = run.querySelector(".trace");
    const data = payload.runs[place.dataset.run];
    if (!data || place.querySelector("ol")) return;
    const diagram = new Diagram(data, place.dataset.page);
    place.replaceChildren(diagram.draw());
    place.classList.toggle("days", diagram.rows.some((row) => row.time.includes(" d ")));
    const failed = place.querySelector(".k-part.bad");
    if (failed) showFailed(run, place, failed);
    // The link that led here did so before the diagram was there, when the page perhaps ended below this run.
    if (decodeURIComponent(location.hash.slice(1)) === run.id) run.scrollIntoView();
  };

  // What was expected stands above, and the row at which it did not come is seen with it, however long the run was: it
  // stays in sight below. Above it is what came last before it, or the first sign of it where that is further back.
  const showFailed = (run, place, failed) => {
    place.classList.add("bounded");
    const sign = place.querySelector(".k-part.warn");
    const head = place.querySelector(".lane-head").offsetHeight;
    // Its own place is where it sticks now.
    const before = failed.previousElementSibling;
    const end = before.offsetTop + before.offsetHeight + failed.offsetHeight - place.clientHeight;
    place.scrollTop = sign ? Math.min(end, sign.offsetTop - head) : end;
    if (place.scrollHeight <= place.clientHeight) return;
    place.tabIndex = 0;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", `What happened in ${run.id}, up to where it failed`);
  };

  const runs = [...document.querySelectorAll("details.run")];
  for (const run of runs) run.addEventListener("toggle", () => run.open && draw(run));

  const filter = document.querySelector(".filter");
  const find = document.getElementById("find");
  const apply = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = filter.querySelector("input[name=show]:checked").value.split(" ").filter(Boolean);
    let shown = 0;
    for (const scenario of document.querySelectorAll("details.scenario")) {
      const head = scenario.querySelector("summary").textContent.toLowerCase();
      let any = false;
      for (const run of scenario.querySelectorAll("details.run")) {
        const own = `${head} ${run.querySelector("summary").textContent} ${run.id}`.toLowerCase();
        const match = words.every((word) => own.includes(word)) && (!wanted.length || wanted.includes(run.dataset.outcome));
        run.hidden = !match;
        any ||= match;
        shown += match;
      }
      scenario.hidden = !any;
    }
    document.getElementById("found").textContent = shown === runs.length ? "" : `${shown} of ${runs.length} runs`;
  };
  if (filter) {
    filter.hidden = false;
    filter.addEventListener("input", apply);
  }
})();
