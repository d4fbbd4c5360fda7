// The review page: one question at a time, answered by a key or a button. An answer is kept by the server before the next
// question is shown; what it refuses is said, and the question stays.
import { byId, make, say } from "./dom.js";

const KEYS = { a: "accept", r: "reject", t: "retype", o: "role", b: "both", m: "merge", s: "split", n: "skip", " ": "skip" };
const WORDS = {
  statement: { accept: "Accept", reject: "Reject: no link", retype: "Type", role: "Role", both: "Both", merge: "It is …", split: "Another thing of this name", skip: "Next" },
  name: { accept: "Accept: a name of this type", reject: "Reject: no name", retype: "Type", merge: "It is …", skip: "Next" },
  pair: { merge: "One thing", split: "Two things", skip: "Next" },
  homonym: { accept: "One thing", split: "The second is another", skip: "Next" },
};
const ROLES = { introduces: "introduces", evaluatesOn: "evaluates on", trainsOn: "trains on", evaluates: "evaluates", uses: "uses", comparesWith: "compares with", mentions: "mentions" };
const OFFERED = 8, KEPT = "paperatlas-review-who";
const token = document.querySelector("meta[name=review-token]").content;
const who = byId("who"), more = byId("more");
let waiting = [], left = 0, allowed = {}, types = [], roles = {};
let busy = false;

async function call(path, body) {
  const headers = { Accept: "application/json", Authorization: `Bearer ${token}` };
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers }).catch(() => null);
  if (!answer) throw new Error("the server does not answer; it may have stopped");
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error([found.detail ?? `the server said ${answer.status}`, found.remedy].filter(Boolean).join("; "));
  return found;
}

// One call at a time: a key that is pressed twice answers one question.
async function once(work) {
  if (busy) return;
  busy = true;
  byId("answers").setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    say(error.message, true);
  } finally {
    busy = false;
    byId("answers").removeAttribute("aria-busy");
  }
}

async function load() {
  const found = await call(`review/queue?${new URLSearchParams({ ask: byId("ask").value })}`);
  ({ items: waiting, left, allowed, types, roles } = found);
  draw();
}

// A sentence with the words in question marked; offsets count characters, not UTF-16 units.
function sentence({ sentence: text, marked }) {
  const letters = [...text], parts = [];
  let at = 0;
  for (const [start, end] of marked) {
    if (start < at) continue;
    parts.push(letters.slice(at, start).join(""), make("mark", {}, letters.slice(start, end).join("")));
    at = end;
  }
  return make("blockquote", {}, ...parts, letters.slice(at).join(""));
}

function sentences(side) {
  const parts = [];
  let title = "";
  for (const one of side.sentences) {
    if (one.title !== title) parts.push(make("p", { className: "muted" }, make("a", { href: one.paper }, one.title)));
    title = one.title;
    parts.push(sentence(one));
  }
  return parts;
}

function sideOf(side) {
  const papers = `${side.papers} ${side.papers === 1 ? "paper" : "papers"}, ${side.known ? "in the catalogue" : "new"}`;
  return make("section", {}, make("h2", {}, make("a", { href: side.id }, side.name)), make("p", { className: "muted" }, `${side.types.join(", ")}; ${papers}`), ...sentences(side));
}

function heading(item) {
  const strong = (text) => make("span", { className: "strong" }, text);
  switch (item.kind) {
    case "statement": return [`It ${ROLES[item.role] ?? item.role} `, strong(item.side.name), `, a ${item.type}`];
    case "name": return [strong(item.side.name), `: a name of ${item.side.types.join(" or ")}?`];
    case "pair": return [strong(item.side.name), " and ", strong(item.other.name), ": one thing?"];
    default: return [strong(item.side.name), ": one thing in all papers?"];
  }
}

function confidence(item) {
  if (item.confidence === null) return [];
  const meter = (name, value) => make("span", {}, name, make("meter", { min: 0, max: 1, value, "aria-label": name }), value.toFixed(2));
  const parts = Object.entries(item.parts ?? {}).map(([name, value]) => meter(name, value));
  return [make("p", { className: "parts" }, meter("confidence", item.confidence), ...parts, item.asserted ? "" : "not stated: too unsure")];
}

function draw() {
  const item = waiting[0];
  close();
  byId("left").textContent = `${left.toLocaleString("en")} left`;
  if (!item) {
    byId("question").replaceChildren(make("h1", {}, "Nothing is left to ask"));
    byId("answers").replaceChildren();
    return;
  }
  const named = item.kind !== "statement";
  const body = named ? make("div", { className: "sides" }, ...[item.side, item.other].filter(Boolean).map(sideOf)) : make("div", {}, ...sentences(item.side));
  byId("question").replaceChildren(make("h1", {}, ...heading(item)), make("p", { className: "muted" }, `${item.reason} · ${item.value.toFixed(2)} bits`), ...confidence(item), body);
  const key = (decision) => Object.keys(KEYS).find((each) => KEYS[each] === decision);
  byId("answers").replaceChildren(...allowed[item.kind].map((decision, place) =>
    make("button", { type: "button", className: place ? "" : "main", onclick: () => begin(decision) }, WORDS[item.kind][decision], make("kbd", {}, key(decision)))));
}

function close() {
  more.hidden = true;
  more.replaceChildren();
  more.onsubmit = (event) => event.preventDefault();
}

// Choices below the answers: by a click or by their numbers.
function choose(names, words, take) {
  more.hidden = false;
  more.replaceChildren(...names.map((name, place) => make("button", { type: "button", onclick: () => take(name) }, words[name] ?? name, make("kbd", {}, String(place + 1)))));
  more.querySelector("button")?.focus();
}

// A field below the answers, for a name.
function ask(label, hint, offers, take) {
  const field = make("input", { type: "text", maxLength: 300, autocomplete: "off", spellcheck: false, placeholder: hint, "aria-label": label });
  if (offers) {
    field.setAttribute("list", "names");
    field.addEventListener("input", () => offer(field.value));
  }
  more.hidden = false;
  more.replaceChildren(make("span", { className: "muted" }, label), field, make("button", {}, "Take it"));
  more.onsubmit = (event) => {
    event.preventDefault();
    if (field.value.trim() || hint) take(field.value.trim());
  };
  field.focus();
}

async function offer(text) {
  const found = text.trim() ? await call(`search?${new URLSearchParams({ q: text, kind: "artifact", limit: OFFERED })}`).catch(() => ({ results: [] })) : { results: [] };
  byId("names").replaceChildren(...found.results.map((one) => make("option", { value: one.label })));
}

function begin(decision) {
  const item = waiting[0];
  if (!item || !allowed[item.kind].includes(decision)) return;
  if (!who.value.trim()) {
    say("Say who you are first: it stands beside each correction.", true);
    who.focus();
    return;
  }
  const fits = (type) => Object.keys(roles).filter((role) => roles[role].includes(type));
  const take = (value) => once(() => answer(item, decision, value));
  if (decision === "retype") choose(types, {}, take);
  else if (decision === "role") choose(fits(item.type), ROLES, take);
  else if (decision === "both") choose(types, {}, (type) => choose(fits(type), ROLES, (role) => take(`${role}|${type}`)));
  else if (decision === "merge" && item.kind !== "pair") ask("It is", "", true, take);
  else if (decision === "split" && item.kind === "statement") ask("Its own name", "", false, take);
  else if (decision === "split" && item.kind === "homonym") ask("Name of the second", item.suggestion, false, take);
  else take("");
}

async function answer(item, decision, value) {
  const { taken } = await call("review/decisions", { key: item.key, decision, value, who: who.value });
  say(taken ? `${[decision, value].filter(Boolean).join(" ")}: ${item.side.name}` : "Another has decided it meanwhile.");
  waiting.shift();
  left -= 1;
  const final = (decision === "reject" || decision === "merge") && item.kind !== "statement";
  if (final || !waiting.length) await load();
  else draw();
  byId("question").focus({ preventScroll: true });
}

function undo() {
  once(async () => {
    if (!who.value.trim()) return who.focus();
    const { undone } = await call("review/undo", { who: who.value });
    say(undone ? `Undone: ${undone}` : "Nothing is left to undo.");
    await load();
    // What was taken back is asked again at once, where it is among the questions that are here.
    const place = waiting.findIndex((item) => item.key === undone);
    if (place > 0) waiting.unshift(...waiting.splice(place, 1));
    draw();
  });
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && !more.hidden) {
    close();
    byId("question").focus({ preventScroll: true });
    return;
  }
  if (event.target.closest("input, select, textarea")) return;
  if (!more.hidden && /^[1-9]$/.test(event.key)) {
    more.querySelectorAll("button")[Number(event.key) - 1]?.click();
    event.preventDefault();
    return;
  }
  if (event.key === " " && event.target.closest("button, a")) return;
  const decision = KEYS[event.key.toLowerCase()];
  if (event.key.toLowerCase() === "u") undo();
  else if (decision) begin(decision);
  else return;
  event.preventDefault();
});
who.addEventListener("change", () => {
  try { localStorage.setItem(KEPT, who.value); } catch { /* a browser may keep nothing */ }
});
try { who.value = localStorage.getItem(KEPT) ?? ""; } catch { /* a browser may keep nothing */ }
byId("ask").addEventListener("change", () => once(load));
byId("undo").addEventListener("click", undo);
once(load);
