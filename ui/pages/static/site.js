// What every page has: the theme, the basket, and the voice that tells what changed.

const BASKET = "basket";
export const MOST = 20; // cases that are compared at most: the service's own limit

/** Tell a screen reader what just happened. */
export function say(text) {
  const voice = document.querySelector("[data-said]");
  voice.textContent = "";
  requestAnimationFrame(() => { voice.textContent = text; });
}

/** The ids of the cases in the basket, in the order in which they came. */
export function basket() {
  try {
    const kept = JSON.parse(localStorage.getItem(BASKET) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

/** Keep these cases in the basket, and show it everywhere on the page. */
export function keepBasket(ids) {
  localStorage.setItem(BASKET, JSON.stringify(ids));
  showBasket();
  document.dispatchEvent(new CustomEvent("basket", { detail: ids }));
}

/** Show the basket: its count, its link, and on each button whether its case is in it. */
export function showBasket(within = document) {
  const ids = basket();
  for (const count of document.querySelectorAll("[data-basket-count]")) {
    count.textContent = ids.length;
    count.hidden = ids.length === 0;
  }
  for (const link of document.querySelectorAll("[data-basket-link]")) {
    const query = new URLSearchParams(ids.map((id) => ["case", id]));
    link.href = ids.length ? `/compare?${query}` : "/compare";
  }
  for (const button of within.querySelectorAll("button[data-basket]")) {
    const held = ids.includes(button.dataset.basket);
    button.hidden = false;
    button.setAttribute("aria-pressed", String(held));
    const words = held ? button.dataset.remove : button.dataset.add;
    button.title = words;
    button.querySelector("[data-label]").textContent = words;
  }
}

function toggleCase(button) {
  const ids = basket(), id = button.dataset.basket;
  if (!ids.includes(id) && ids.length >= MOST) return say(button.dataset.full);
  keepBasket(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]);
  say(button.querySelector("[data-label]").textContent);
}

function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-basket]");
  if (button) toggleCase(button);
  if (event.target.closest("[data-theme-toggle]")) toggleTheme();
});
addEventListener("storage", (event) => { if (event.key === BASKET) showBasket(); });
document.querySelector("[data-theme-toggle]").hidden = false;
showBasket();
