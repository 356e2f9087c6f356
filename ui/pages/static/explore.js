// Filters without a reload: the same address is fetched, and the pieces of the page that it changes are replaced.
import { say, showBasket } from "/static/site.js";

const form = document.querySelector("#filters");
const PIECES = "[data-swap], .languages";
let fetching, typing, typed = false;

/** Show the cases of this address; `kept`, how the history takes it: "pushState", "replaceState", or nothing. */
async function show(url, kept) {
  fetching?.abort();
  const own = fetching = new AbortController();
  document.body.setAttribute("aria-busy", "true");
  try {
    const reply = await fetch(url, { headers: { Accept: "text/html" }, signal: own.signal });
    if (!reply.ok) throw new Error(reply.status);
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (kept) history[kept](null, "", url);
    swap(page);
    say(document.querySelector("[data-found]").textContent);
  } catch (error) {
    if (error.name === "AbortError") return;
    say(form.dataset.failed);
    location.assign(url);
  } finally {
    if (fetching === own) document.body.removeAttribute("aria-busy");
  }
}

/** Put the new pieces in the place of the old; what was open stays open, what had the focus gets it back. */
function swap(page) {
  const focused = document.activeElement?.closest(PIECES) && document.activeElement;
  const again = focused && { id: focused.id, name: focused.name, value: focused.value, href: focused.getAttribute("href") };
  const old = [...document.querySelectorAll(PIECES)], fresh = [...page.querySelectorAll(PIECES)];
  old.forEach((piece, n) => {
    for (const detail of piece.querySelectorAll("details[open][id]")) {
      const same = fresh[n].querySelector(`#${CSS.escape(detail.id)}`);
      if (same) same.open = true;
    }
    piece.replaceWith(document.adoptNode(fresh[n]));
  });
  showBasket();
  rove();
  if (again) refocus(again);
}

function refocus({ id, name, value, href }) {
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const box = name && boxes.find((one) => one.name === name && one.value === value);
  const target = box || (id && document.getElementById(id)) || document.querySelector(`[data-swap] a[href="${CSS.escape(href ?? "")}"]`)
    || document.querySelector("[data-found]");
  const folded = target.closest("details:not([open])");
  if (folded) folded.open = true;
  target.focus({ preventScroll: true });
}

function asked() {
  const given = new FormData(form);
  if (!given.get("q").trim()) given.delete("q");
  return `${form.action.split("?")[0]}?${new URLSearchParams(given)}`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  show(asked(), "pushState");
  typed = false;
});
form.addEventListener("change", (event) => {
  if (event.target.type !== "checkbox") return;
  typed = false;
  show(asked(), "pushState");
});
// What is typed is one step of the history, not one a letter.
form.elements.q.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => { show(asked(), typed ? "replaceState" : "pushState"); typed = true; }, 250);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-explore]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const url = link.getAttribute("href");
  if (!new URLSearchParams(url.split("?")[1]).has("q")) form.elements.q.value = "";
  typed = false;
  show(url, "pushState");
  if (link.closest(".pages")) document.querySelector(".found").scrollIntoView();
});
addEventListener("popstate", () => {
  form.elements.q.value = new URLSearchParams(location.search).get("q") ?? "";
  typed = false;
  show(location.href);
});

// The map is one stop of the Tab key: from there, arrows go to the nearest département that way.
const shapes = () => [...document.querySelectorAll(".france a")];

function rove() {
  const all = shapes();
  all.forEach((shape, n) => shape.setAttribute("tabindex", n ? "-1" : "0"));
}

document.addEventListener("keydown", (event) => {
  const from = event.target.closest?.(".france a");
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!from || !way) return;
  event.preventDefault();
  const middle = (shape) => { const box = shape.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
  const [x, y] = middle(from);
  let best, least = Infinity;
  for (const shape of shapes()) {
    const [dx, dy] = [middle(shape)[0] - x, middle(shape)[1] - y];
    const along = dx * way[0] + dy * way[1], aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    if (along > 1 && along + 2 * aside < least) [best, least] = [shape, along + 2 * aside];
  }
  if (!best) return;
  from.setAttribute("tabindex", "-1");
  best.setAttribute("tabindex", "0");
  best.focus();
});

// On a phone the cases come first: what stands before them starts closed.
if (matchMedia("(max-width: 60rem)").matches) document.querySelectorAll("details[data-wide]").forEach((one) => { one.open = false; });
document.querySelector(".apply").hidden = true;
rove();
