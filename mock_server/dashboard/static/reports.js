// Reports of test runs. With an admin key they are saved instead of opened: a link cannot carry the key.

import { hasKey, send } from "./api.js";
import { save } from "./dialogs.js";
import { h } from "./dom.js";
import { bytes } from "./format.js";

export function showReports(store, act) {
  const place = document.getElementById("reports");
  store.watch(["reports"], () => {
    place.hidden = !store.offer.reports;
    const items = store.reports.map((report) =>
      h(
        "li",
        {},
        link(report, act),
        h(
          "span",
          { class: "about" },
          `${report.written.replace("T", " ")} · ${bytes(report.bytes)}`,
        ),
      ),
    );
    place.replaceChildren(
      h("h2", {}, "Run reports"),
      items.length === 0 ? h("p", {}, "none in the folder yet") : h("ul", {}, ...items),
    );
  });
}

function link(report, act) {
  if (!hasKey()) return h("a", { href: report.path, target: "_blank", rel: "noopener noreferrer" }, report.name);
  const fetchAndSave = () => act(async () => save(await (await send("GET", report.path)).blob(), report.name));
  return h("button", { type: "button", class: "link", on: { click: fetchAndSave } }, report.name);
}
