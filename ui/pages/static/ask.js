// The conversation: sends questions, puts the pieces of the answers in their places, opens sources, keeps the tab's talk.

import { basket, keepBasket, MOST, say, showBasket } from "./site.js";
import { rememberOpinions } from "./opinion.js";

const KEPT = "conversation";
const REMEMBERED = 4; // messages that go with a follow-up: what the service reads of them
const form = document.querySelector("[data-composer]");
const input = form.elements.q;
const turns = document.querySelector("[data-turns]");
const shelf = document.querySelector("[data-shelf]");
const beside = document.querySelector("[data-beside]");
const words = form.dataset;
let talk = []; // one {id, question, said} a turn, in their order
let going = null; // what stops the answer that is being made
let recalled = 0;

const part = (turn, name) => turn.querySelector(`[data-part="${name}"]`);
const turnOf = (id) => document.getElementById(`turn-${id}`);
const sourcesOf = (id) => shelf.querySelector(`[data-sources="${id}"]`);

// --- Asking

/** Ask, in a new turn, or in the turn `again` where a condition was changed. */
async function ask(request, again) {
  going?.abort();
  const stop = going = new AbortController();
  const turn = again ?? addTurn(request.question);
  const id = turn.dataset.turn;
  const at = talk.findIndex((one) => one.id === id);
  for (const piece of turn.querySelectorAll("[data-part]")) piece.replaceChildren();
  sourcesOf(id)?.remove();
  showShelf(null);
  talk[at] = { id, question: request.question, said: "" };
  busy(turn, true);
  say(words.searching);
  try {
    const reply = await fetch("/converse", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify({ ...request, history: historyBefore(at), turn: id }),
      signal: stop.signal,
    });
    if (!reply.ok || !reply.headers.get("content-type").startsWith("text/event-stream")) throw new Error(reply.status);
    for await (const [name, html] of events(reply.body)) put(turn, name, html);
  } catch (error) {
    notice(turn, request, error.name === "AbortError" ? words.stopped : words.failed);
  } finally {
    if (going === stop) { going = null; busy(turn, false); } else turn.removeAttribute("aria-busy");
    keep();
  }
}

/** The pieces of an answer as they come: [name, html]. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const whole = text.split("\n\n");
    text = whole.pop();
    for (const event of whole) {
      const [, name, data] = event.match(/^event: (\S+)\ndata: (.*)$/s);
      yield [name, JSON.parse(data)];
    }
  }
}

function put(turn, name, html) {
  const id = turn.dataset.turn;
  if (name === "sources") {
    sourcesOf(id)?.remove();
    shelf.append(pieces(html));
    showShelf(id);
    const n = sourcesOf(id).querySelectorAll("[data-source]").length;
    say(`${n === 1 ? words.one : words.many.replace("{n}", n)}. ${words.writing}`);
  } else if (name === "sentence") {
    const prose = part(turn, "body").querySelector("[data-prose]") ?? part(turn, "body").appendChild(prosed());
    prose.append(pieces(html));
  } else if (name === "consulted") {
    const place = sourcesOf(id)?.querySelector('[data-part="consulted"]');
    place?.replaceChildren(pieces(html));
  } else {
    const place = part(turn, { fault: "body", progress: "queued" }[name] ?? name);
    const held = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    place.replaceChildren(pieces(html));
    if (held) place.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus();
    if (place !== part(turn, "queued")) part(turn, "queued").replaceChildren();
    const aloud = place.querySelector("[data-aloud]");
    if (aloud) say(aloud.textContent);
    if (name === "end") ended(turn);
  }
  enliven(turn);
}

function ended(turn) {
  const answer = turn.querySelector("[data-answer]");
  const one = talk.find((other) => other.id === turn.dataset.turn);
  one.said = answer.dataset.answer;
  say(answer.dataset.status === "abstained" ? words.abstained : words.done);
  keep();
}

function historyBefore(at) {
  const told = talk.slice(0, at < 0 ? talk.length : at).filter((one) => one.said);
  return told.flatMap((one) => [{ role: "user", content: one.question }, { role: "assistant", content: one.said }]).slice(-REMEMBERED);
}

function addTurn(question) {
  const turn = document.querySelector("[data-blank]").content.firstElementChild.cloneNode(true);
  const id = crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
  turn.id = `turn-${id}`;
  turn.dataset.turn = id;
  const asked = turn.querySelector(".asked");
  asked.id = `asked-${id}`;
  turn.setAttribute("aria-labelledby", asked.id);
  turn.querySelector("[data-asked]").textContent = question;
  turns.append(turn);
  talk.push({ id, question, said: "" });
  document.body.classList.add("talking");
  turn.scrollIntoView({ block: "start" });
  return turn;
}

function notice(turn, request, text) {
  const box = document.createElement("div"), line = document.createElement("p"), link = document.createElement("a");
  box.className = "notice warn";
  line.textContent = text;
  link.href = addressOf(request);
  link.dataset.ask = "here";
  link.textContent = words.again;
  box.append(line, link);
  part(turn, "body").append(box);
  say(text);
}

function busy(turn, is) {
  turn.toggleAttribute("aria-busy", is);
  if (is) turn.setAttribute("aria-busy", "true");
  form.querySelector("[data-stop]").hidden = !is;
}

/** The request that an address of the page stands for. */
function requestOf(href) {
  const request = { question: "", filters: {}, without: [] };
  for (const [name, value] of new URL(href, location.href).searchParams) {
    if (name === "q") request.question = value;
    else if (name === "without") request.without.push(value);
    else if (name !== "lang" && name !== "before") (request.filters[name] ??= []).push(value);
  }
  return request;
}

function addressOf(request) {
  const query = new URLSearchParams({ q: request.question });
  for (const [name, values] of Object.entries(request.filters ?? {})) for (const value of values) query.append(name, value);
  for (const value of request.without ?? []) query.append("without", value);
  return `/?${query}`;
}

const pieces = (html) => document.createRange().createContextualFragment(html);
const prosed = () => Object.assign(document.createElement("div"), { className: "prose" });

// --- Sources beside the text

/** Show the sources of one turn, or none. */
function showShelf(id) {
  for (const one of shelf.querySelectorAll("[data-sources]")) one.hidden = one.dataset.sources !== id;
}

const narrow = matchMedia("(max-width: 61.99rem)");

function openSource(key, from) {
  const source = shelf.querySelector(`[data-source="${key}"]`);
  showShelf(source.closest("[data-sources]").dataset.sources);
  for (const one of document.querySelectorAll("[data-current], .cite[aria-current]")) {
    one.removeAttribute("data-current");
    one.removeAttribute("aria-current");
  }
  source.dataset.current = "";
  from.setAttribute("aria-current", "true");
  source.querySelector("details").open = true;
  sheet(true);
  const title = source.querySelector("h3");
  title.focus({ preventScroll: true });
  const quote = source.querySelector("mark") ?? title;
  scrollWithin(beside, quote.getBoundingClientRect().height > beside.clientHeight * 0.6 ? title : quote, source);
}

/** Bring a quote into view in the panel, its source's title with it where both fit. */
function scrollWithin(panel, quote, source) {
  const box = narrow.matches && !panel.classList.contains("sheet") ? document.scrollingElement : panel;
  const top = (node) => node.getBoundingClientRect().top - panel.getBoundingClientRect().top + box.scrollTop;
  const fits = top(quote) + quote.offsetHeight - top(source) < panel.clientHeight - 30;
  box.scrollTop = fits ? top(source) - 10 : top(quote) - 80;
}

function sheet(open) {
  const up = open && narrow.matches;
  beside.classList.toggle("sheet", up);
  beside.querySelector("[data-shut]").hidden = !up;
}

function backToText() {
  sheet(false);
  const cite = document.querySelector(".cite[aria-current]");
  cite?.focus();
  cite?.scrollIntoView({ block: "nearest" });
}

// --- Keeping the talk, in this tab alone

function keep() {
  const held = talk.filter((one) => one.said).map((one) => ({
    ...one, turn: turnOf(one.id)?.outerHTML ?? "", sources: sourcesOf(one.id)?.outerHTML ?? "",
  }));
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(held));
  } catch {
    sessionStorage.removeItem(KEPT); // longer than a tab may keep: it stays on the page until one leaves it
  }
}

function restore() {
  const drawn = turns.firstElementChild;
  let held = [];
  try {
    held = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  } catch {
    sessionStorage.removeItem(KEPT);
  }
  const question = drawn?.querySelector("[data-asked]").textContent;
  if (drawn && held.at(-1)?.question === question) held.pop(); // the page was loaded again
  for (const { id, question: asked, said, turn, sources } of held) {
    turns.insertBefore(pieces(turn), drawn);
    shelf.prepend(pieces(sources));
    talk.push({ id, question: asked, said });
  }
  const said = drawn?.querySelector("[data-answer]")?.dataset.answer ?? "";
  if (drawn) talk.push({ id: drawn.dataset.turn, question, said });
  if (!talk.length) return;
  document.body.classList.add("talking");
  for (const turn of turns.children) enliven(turn);
  showShelf(talk.at(-1).id);
  turns.lastElementChild.scrollIntoView({ block: "start" });
  keep();
}

function forget() {
  going?.abort();
  talk = [];
  sessionStorage.removeItem(KEPT);
  turns.replaceChildren();
  shelf.replaceChildren();
  sheet(false);
  document.body.classList.remove("talking");
  history.replaceState(null, "", "/");
  input.focus();
}

// --- Carrying away

/** Show what only works with this script. */
function enliven(turn) {
  for (const button of turn.querySelectorAll("[data-copy], [data-take], [data-opinion]")) button.hidden = false;
  showBasket(turn);
}

async function copy(turn) {
  const text = turn.querySelector("[data-text]");
  try {
    await navigator.clipboard.writeText(text.value);
  } catch { // not a secure address: the old way
    text.hidden = false;
    text.select();
    document.execCommand("copy");
    text.hidden = true;
  }
  say(words.copied);
}

function download(turn, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([turn.querySelector("[data-markdown]").value], { type: "text/markdown" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function take(turn) {
  const cited = turn.querySelector("[data-cited]").dataset.cited.split(" ");
  const ids = [...new Set([...basket(), ...cited])].slice(0, MOST);
  keepBasket(ids);
  say(words.basketed.replace("{n}", ids.length));
}

// --- What people do

function send() {
  const question = input.value.trim();
  if (!question) return;
  input.value = "";
  recalled = 0;
  ask({ question, filters: {}, without: [] });
}

form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
  if (event.key === "ArrowUp" && (input.value === "" || recalled) && recalled < talk.length) {
    event.preventDefault();
    input.value = talk[talk.length - ++recalled].question;
  }
});
input.addEventListener("input", () => { recalled = 0; });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && beside.contains(document.activeElement)) backToText();
});
document.addEventListener("click", (event) => {
  const found = (selector) => event.target.closest(selector);
  const link = found("a[data-ask]"), cite = found("[data-cite]"), shown = found("[data-show]"), turn = found(".turn");
  if (event.ctrlKey || event.metaKey) return;
  if (link) {
    event.preventDefault();
    const again = link.dataset.ask === "here" ? turn : null;
    ask(requestOf(link.href), again);
    (again?.querySelector(".asked") ?? input).focus({ preventScroll: true });
  } else if (cite) {
    event.preventDefault();
    openSource(cite.dataset.cite, cite);
  } else if (shown) {
    event.preventDefault();
    showShelf(shown.dataset.show);
    sheet(true);
    sourcesOf(shown.dataset.show).querySelector("h2").focus();
  } else if (found("[data-back]") || found("[data-shut]")) {
    event.preventDefault();
    backToText();
  } else if (found("[data-stop]")) { going?.abort(); input.focus(); }
  else if (found("[data-new]")) forget();
  else if (found("[data-copy]")) copy(turn);
  else if (found("[data-download]")) { event.preventDefault(); download(turn, found("[data-download]").download); }
  else if (found("[data-take]")) take(turn);
});
narrow.addEventListener("change", () => sheet(false));
for (const node of document.querySelectorAll(".js")) node.hidden = false;
input.required = false;
rememberOpinions(say);
restore();
if (!matchMedia("(pointer: coarse)").matches && !location.hash) input.focus({ preventScroll: true });
