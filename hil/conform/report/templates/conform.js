"use strict";
(() => {
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) follow();
  });

  const copy = async (button) => {
    const code = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code);
      document.execCommand("copy");
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };
  for (const button of document.querySelectorAll(".copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }

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
  follow();
})();
