"use strict";
(() => {
  const show = (target) => {
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) show(target);
  };
  // Whoever opens the report sees the first failure; whoever comes back to it sees what was seen last.
  const begin = () => {
    const failure = document.getElementById("first-failure");
    const isNew = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    if (location.hash || !failure || !isNew) {
      follow();
      return;
    }
    show(failure);
    failure.closest("details").querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("load", begin);
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
})();
