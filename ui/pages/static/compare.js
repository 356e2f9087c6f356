// The comparison: the basket that it shows, the source beside the text, the note that stays in the tab.
import { basket, keepBasket, say } from "/static/site.js";

const address = new URL(location.href);
const shown = address.searchParams.getAll("case");

// The page without cases is that of the basket.
if (!shown.length && basket().length && !address.searchParams.has("q")) {
  for (const id of basket()) address.searchParams.append("case", id);
  location.replace(address);
}

// What is done with a case here is done in the basket too.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-out], a[data-in], a[data-order]");
  if (!link) return;
  const { out, in: entering, order } = link.dataset, ids = basket();
  if (out) keepBasket(ids.filter((id) => id !== out));
  if (entering && !ids.includes(entering)) keepBasket([...ids, entering]);
  if (order) {
    const moved = order.split(" ");
    if (moved.length === ids.length && moved.every((id) => ids.includes(id))) keepBasket(moved);
  }
});

const keep = document.querySelector("[data-keep]");
if (keep) {
  const ids = keep.dataset.keep.split(" ");
  const same = () => ids.length === basket().length && ids.every((id) => basket().includes(id));
  keep.hidden = same();
  keep.addEventListener("click", () => { keepBasket(ids); say(keep.dataset.saidKept); keep.hidden = true; });
}
const clear = document.querySelector("[data-clear]");
if (clear) {
  clear.hidden = false;
  clear.addEventListener("click", () => { keepBasket([]); location.assign("/compare"); });
}

// A citation opens its source beside the text; without a script it leads to the list of references.
const source = document.querySelector("[data-source]");
document.addEventListener("click", (event) => {
  const mark = event.target.closest("a.cite");
  if (!mark) return;
  event.preventDefault();
  const within = (name) => source.querySelector(`[data-${name}]`);
  const statement = mark.closest("li").querySelector("[data-statement]");
  within("number").textContent = mark.textContent;
  within("place").textContent = mark.dataset.where;
  within("quote").textContent = statement.textContent;
  within("quote").lang = statement.lang || document.documentElement.lang;
  within("french").textContent = mark.dataset.original ?? "";
  within("translated").hidden = !mark.dataset.original;
  const reference = document.querySelector(mark.hash).cloneNode(true);
  within("about").replaceChildren(...reference.childNodes);
  source.showModal();
});
source?.addEventListener("click", (event) => {
  if (event.target === source || event.target.closest("[data-close]")) source.close();
});

for (const field of document.querySelectorAll("[data-kept]")) {
  field.value = sessionStorage.getItem(field.dataset.kept) ?? "";
  field.addEventListener("input", () => sessionStorage.setItem(field.dataset.kept, field.value));
}
const dossier = document.querySelector("[data-dossier]");
dossier?.addEventListener("submit", () => say(dossier.dataset.made));
