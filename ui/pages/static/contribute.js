// The form of a case: checked as it is written, kept in this browser; and documents that say they are being read.
import { say } from "/static/site.js";

const KEPT = "draft", PAUSE = 600; // milliseconds without writing, after which a draft is checked
const draft = document.querySelector("[data-draft]");
const findings = draft.querySelector("[data-findings]");

/** The form as pairs of name and value, in the order of its fields. */
function pairs() { return [...new FormData(draft)].filter(([, value]) => typeof value === "string"); }

function addRow(rows) {
  const all = rows.querySelectorAll(".row"), last = all[all.length - 1], row = last.cloneNode(true);
  const renumber = (id) => id.replace(/\.\d+\./, `.${all.length}.`);
  for (const label of row.querySelectorAll("label")) label.htmlFor = renumber(label.htmlFor);
  for (const input of row.querySelectorAll("input")) {
    input.id = renumber(input.id); input.value = ""; input.removeAttribute("aria-invalid");
  }
  const legend = row.querySelector("legend");
  legend.textContent = legend.textContent.replace(/\d+$/, all.length + 1);
  last.after(row);
  return row;
}

function restore() {
  const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
  const values = new Map();
  for (const [name, value] of kept) values.set(name, [...(values.get(name) ?? []), value]);
  for (const rows of draft.querySelectorAll("[data-rows]")) {
    const first = rows.querySelector("input").name;
    while (rows.querySelectorAll(".row").length < (values.get(first)?.length ?? 0)) addRow(rows);
  }
  for (const [name, given] of values) {
    const fields = [...draft.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    if (fields[0]?.type === "checkbox") {
      for (const box of fields) box.checked = given.includes(box.value);
      if (given.length) fields[0].closest("details").open = true;
    } else fields.forEach((field, place) => { field.value = given[place] ?? ""; });
  }
}

let asked = 0;
async function check(loudly) {
  const turn = ++asked;
  const reply = await fetch("/contribute/check", { method: "POST", body: new URLSearchParams(pairs()) });
  if (!reply.ok || turn !== asked) return;
  findings.innerHTML = await reply.text(); // drawn by this service, every text in it escaped
  for (const field of draft.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const finding of findings.querySelectorAll(".error[data-field]")) {
    const field = document.getElementById(`f-${finding.dataset.field}`);
    if (field?.matches("input, select, textarea")) field.setAttribute("aria-invalid", "true");
  }
  if (loudly) say(findings.querySelector("p").textContent);
}

if (document.querySelector("[data-draft-kept]")) localStorage.removeItem(KEPT);
if (!pairs().some(([, value]) => value)) restore();
if (pairs().some(([, value]) => value)) check(false);

let pause;
draft.addEventListener("input", () => {
  localStorage.setItem(KEPT, JSON.stringify(pairs()));
  clearTimeout(pause);
  pause = setTimeout(() => check(false), PAUSE);
});
draft.querySelector("[data-check]").addEventListener("click", (event) => { event.preventDefault(); check(true); });
for (const button of draft.querySelectorAll("[data-add-row]")) {
  button.hidden = false;
  button.addEventListener("click", () => addRow(button.closest("[data-rows]")).querySelector("input").focus());
}
const clear = draft.querySelector("[data-clear]");
clear.hidden = draft.querySelector("[data-where]").hidden = false;
clear.addEventListener("click", () => {
  localStorage.removeItem(KEPT);
  say(draft.dataset.cleared);
  location.assign("/contribute");
});
// A finding leads to its field, wherever it is folded away.
findings.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  field.focus();
  field.scrollIntoView({ block: "center" });
});

const documents = document.querySelector("[data-documents]");
documents?.addEventListener("change", (event) => {
  const tooLarge = event.target.files[0]?.size > Number(documents.dataset.most);
  event.target.setCustomValidity(tooLarge ? documents.dataset.tooLarge : "");
  if (tooLarge) event.target.reportValidity();
});
documents?.addEventListener("submit", () => {
  const button = documents.querySelector("button");
  button.textContent = documents.dataset.putting;
  setTimeout(() => { button.disabled = true; });
  say(documents.dataset.putting);
});
