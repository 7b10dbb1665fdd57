// Searching the description: what does not hold all the words is hidden, in the text and in the index. Without this
// script the page is the same but for the search.

const place = document.getElementById("search");
const field = document.createElement("input");
field.type = "search";
field.placeholder = "Search (press /)";
field.setAttribute("aria-label", "Search the description");
const said = document.createElement("p");
said.setAttribute("role", "status");
place.append(field, said);
place.hidden = false;

// Rows of tables beside an article are found one by one.
const parts = [...document.querySelectorAll("article, main > .wide tbody tr")].map((element) => ({
  element,
  text: element.textContent.toLowerCase(),
}));
const links = new Map([...document.querySelectorAll("nav li > a")].map((link) => [link.hash.slice(1), link.parentElement]));
const lists = [...document.querySelectorAll("nav ul")];
const groups = [...document.querySelectorAll("main > section")];

function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
  let found = 0;
  for (const { element, text } of parts) {
    const fits = words.every((word) => text.includes(word));
    element.hidden = !fits;
    found += fits ? 1 : 0;
    const item = links.get(element.getAttribute("aria-labelledby"));
    if (item !== undefined) item.hidden = !fits;
  }
  for (const group of groups) group.hidden = group.querySelector("article:not([hidden])") === null;
  for (const list of lists) {
    const isEmpty = list.querySelector("li:not([hidden])") === null;
    list.hidden = list.previousElementSibling.hidden = isEmpty;
  }
  said.textContent = words.length === 0 ? "" : found === 0 ? "Nothing found." : `${found} of ${parts.length} found.`;
}

field.addEventListener("input", search);
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || document.activeElement === field) return;
  event.preventDefault();
  field.focus();
});
// A link leads to what it names, also where a search has hidden it.
addEventListener("hashchange", () => {
  const wanted = document.getElementById(location.hash.slice(1));
  if (wanted?.closest("[hidden]")) {
    field.value = "";
    search();
    wanted.scrollIntoView();
  }
});
