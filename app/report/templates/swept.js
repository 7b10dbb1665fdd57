// The map of a sweep: a point that is clicked, or chosen by its button, says how it is looked at, or leads there.
"use strict";
(() => {
  const place = (units, event) => {
    const box = units.getBoundingClientRect();
    const count = Number(units.dataset.count);
    const column = Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * count)));
    if (units.dataset.points) return units.dataset.points.split(",")[column];
    return `${units.dataset.place}.${Number(units.dataset.unit) + column * Number(units.dataset.every)}`;
  };

  // `source` knows the case: a map of one case does, and each row of a map of several.
  const tell = (source, point) => {
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
    told.replaceChildren(`${point}: `, command, " ", copy);
    if (page === undefined) return;
    const link = document.createElement("a");
    link.href = page;
    link.textContent = "Go through it beside the nearest good one";
    told.replaceChildren(`${point}: `, link, ", or: ", command, " ", copy);
    link.focus();
  };

  document.addEventListener("click", (event) => {
    const swept = event.target.closest(".swept");
    const units = event.target.closest(".units");
    const button = event.target.closest("button[data-point]");
    if (swept && units) tell(units, place(units, event));
    else if (swept && button) tell(button, button.dataset.point);
  });
})();
