// Elements with texts, never with markup: what a trace says is shown as it is.

const element = (tag, classes = "", content = undefined) => {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  if (content !== undefined) made.textContent = content;
  return made;
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
