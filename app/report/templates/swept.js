// The map of a sweep: a point that is clicked, or chosen by its button, says what happened there, and how it is looked at.
"use strict";
(() => {
  const columnAt = (units, event) => {
    const box = units.getBoundingClientRect();
    const count = Number(units.dataset.count);
    return Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * count)));
  };

  const pointAt = (units, column) => {
    if (units.dataset.points) return units.dataset.points.split(",")[column];
    return `${units.dataset.place}.${Number(units.dataset.unit) + column * Number(units.dataset.every)}`;
  };

  // What flash was doing when so many units were done, as far as somebody has looked.
  const workAt = (source, unit) => {
    const work = JSON.parse(source.closest("[data-work]")?.dataset.work ?? "[]");
    const within = work.find((each) => each.first < unit && unit < each.end);
    if (within) return `in the middle of ${within.words}`;
    const done = work.find((each) => each.end === unit);
    const next = work.find((each) => each.first === unit);
    return [done && `behind ${done.words}`, next && `before ${next.words}`].filter(Boolean).join(", ");
  };

  // Letter and name of what a point came to, its boot and units, and the operation: "L, lost: power cut in boot 2 …".
  const wordsOf = (source, point, letter) => {
    const [, before, boot, unit] = /^(?:(.*):)?(\d+)\.(\d+)$/.exec(point) ?? [];
    if (boot === undefined) return point;
    const marks = [...source.closest(".swept").querySelectorAll(".words i")];
    const name = marks.find((each) => each.textContent === letter)?.nextSibling?.textContent.trim() ?? "";
    const cut = `power cut in boot ${boot} after ${Number(unit).toLocaleString("en")} ${unit === "1" ? "unit" : "units"}`;
    const where = [cut, before && `behind the cut at ${before}`, workAt(source, Number(unit))].filter(Boolean).join(", ");
    return name ? `${letter}, ${name}: ${where}` : where;
  };

  // `source` knows the case: a map of one case does, and each row of a map of several.
  const tell = (source, point, letter) => {
    if (!point) return;
    const swept = source.closest("[data-replay]");
    const told = source.closest(".swept").querySelector(".told");
    const page = JSON.parse(swept.dataset.pages ?? "{}")[point];
    const command = document.createElement("code");
    command.textContent = `oceanhil replay '${swept.dataset.replay.replace("{}", point)}'${swept.dataset.options} --open`;
    const copy = document.createElement("button");
    copy.type = "button";
    copy.textContent = "Copy";
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(command.textContent);
      copy.textContent = "Copied";
    });
    const happened = `${wordsOf(source, point, letter)}. `;
    told.replaceChildren(happened, command, " ", copy);
    if (page === undefined) return;
    const link = document.createElement("a");
    link.href = page;
    link.textContent = "Go through it beside the nearest good one";
    told.replaceChildren(happened, link, ", or: ", command, " ", copy);
    link.focus();
  };

  document.addEventListener("click", (event) => {
    const swept = event.target.closest(".swept");
    const units = event.target.closest(".units");
    const button = event.target.closest("button[data-point]");
    if (swept && units) {
      const column = columnAt(units, event);
      tell(units, pointAt(units, column), units.textContent[column]);
    } else if (swept && button) tell(button, button.dataset.point, button.querySelector("i").textContent);
  });
})();
