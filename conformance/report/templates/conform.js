"use strict";
(() => {
  const filter = document.querySelector(".filter");
  const items = [...document.querySelectorAll("details.item")];
  const texts = new Map(items.map((item) => [item, item.textContent.toLowerCase()]));
  const chosen = (name) => document.getElementById(name).value;
  const fits = (item, words) =>
    [["verdict", chosen("verdict")], ["kind", chosen("kind")], ["topic", chosen("topic")]]
      .every(([name, wanted]) => !wanted || item.dataset[name] === wanted) &&
    words.every((word) => texts.get(item).includes(word));
  const apply = () => {
    const words = chosen("find").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      item.hidden = !fits(item, words);
      shown += !item.hidden;
    }
    for (const section of document.querySelectorAll("section.of-topic")) {
      section.hidden = !section.querySelector("details.item:not([hidden])");
    }
    document.getElementById("found").textContent = shown === items.length ? "" : `${shown} of ${items.length} items`;
  };
  if (filter) {
    filter.hidden = false;
    filter.addEventListener("input", apply);
  }
})();
