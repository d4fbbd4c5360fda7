// The query page: text in, answer out, and the last text kept for the next visit.
import { byId, save, say } from "./dom.js";
import { learn } from "./completion.js";
import { markLine, setText, setUp, text } from "./editor.js";
import { clear, download, draw, setBase, show } from "./results.js";
import { bind, choose, leaveQuestion, setUpSaved, written } from "./saved.js";

const FIRST = "most-used-benchmarks"; // the question of a first visit
const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";
const KEPT = "paperatlas-query";
let running = null;

async function run() {
  running?.abort();
  const mine = running = new AbortController();
  clear();
  say("Asking …");
  byId("stop").hidden = false;
  byId("results").setAttribute("aria-busy", "true");
  const start = performance.now();
  try {
    if (!(await bind())) {
      if (mine === running && byId("said").textContent === "Asking …") say("");
      return;
    }
    if (mine !== running) return;
    const body = new URLSearchParams({ query: text() });
    const response = await fetch("sparql", { method: "POST", body, headers: { Accept: ACCEPT }, signal: mine.signal });
    const raw = await response.text();
    if (!response.ok) return refuse(raw, response.status);
    const seconds = (performance.now() - start) / 1000;
    const answer = read(raw, response.headers.get("Content-Type") ?? "");
    show(answer);
    const rows = answer.kind === "table" ? `${answer.rows.length.toLocaleString("en")} rows in ` : "";
    const hint = response.headers.get("PaperAtlas-Hint");
    say(`${rows}${seconds.toFixed(2)} s${hint ? `. ${hint}` : ""}`);
    try { localStorage.setItem(KEPT, written(text())); } catch { /* a browser may keep nothing */ }
  } catch (error) {
    if (error.name !== "AbortError") say("The answer was broken off: it took too long, or the server has stopped.", true);
    else if (mine === running) say("Stopped.");
  } finally {
    if (mine === running) {
      byId("stop").hidden = true;
      byId("results").removeAttribute("aria-busy");
    }
  }
}

// The papers that the answer names, in a form for reference managers.
async function cite() {
  const choice = byId("cite").selectedOptions[0];
  if (!choice.value) return;
  byId("cite").value = "";
  try {
    if (!(await bind())) return;
    const body = new URLSearchParams({ query: text(), format: choice.value });
    const response = await fetch("sparql", { method: "POST", body, headers: { Accept: "application/problem+json" } });
    const raw = await response.text();
    if (!response.ok) return refuse(raw, response.status);
    save(`papers${choice.dataset.suffix}`, raw, "text/plain");
    say(`The papers of the answer are saved as ${choice.value}.`);
  } catch { say("The server does not answer.", true); }
}

function refuse(raw, status) {
  let problem = { detail: raw.trim() || `The server said ${status}.` };
  try { problem = JSON.parse(raw); } catch { /* plain text */ }
  say([problem.detail, problem.remedy].filter(Boolean).join("; "), true);
  if (problem.line) markLine(problem.line);
}

function read(raw, type) {
  if (!type.includes("json")) return { kind: "text", raw };
  const found = JSON.parse(raw);
  if (typeof found.boolean === "boolean") return { kind: "truth", truth: found.boolean, raw };
  return { kind: "table", columns: found.head.vars, rows: found.results.bindings, raw };
}

// Another question: what was asked before is neither waited for nor shown any more.
async function ask(query, values, atOnce = true) {
  running?.abort();
  clear();
  try {
    if ((await choose(query, values)) && atOnce) run();
  } catch { say("The server does not answer.", true); }
}

// What is asked at first: of the address, else what was asked last, else a question to begin with.
function first(queries, hash) {
  let kept = "";
  try { kept = localStorage.getItem(KEPT) ?? ""; } catch { /* a browser may keep nothing */ }
  const given = new URLSearchParams(hash.slice(1) || kept);
  const named = queries.find((query) => query.name === given.get("question"));
  if (named) ask(named, Object.fromEntries(given), hash.length > 1);
  else if (given.get("query")) {
    leaveQuestion();
    setText(given.get("query"));
  } else ask(queries.find((query) => query.name === FIRST), null, false);
}

// What is shown is the answer to another text than that in the editor.
const markStale = () => byId("results").classList.add("stale");

setUp(run, () => { leaveQuestion(); markStale(); });
byId("run").addEventListener("click", run);
byId("parameters").addEventListener("input", markStale);
byId("stop").addEventListener("click", () => running?.abort());
byId("view").addEventListener("change", draw);
byId("download").addEventListener("click", download);
byId("cite").addEventListener("change", cite);
byId("link").addEventListener("click", async () => {
  history.replaceState(null, "", `#${written(text())}`);
  try { await navigator.clipboard.writeText(location.href); say("The link is copied."); } catch { say("The link is in the address bar."); }
});
fetch("vocabulary").then((response) => response.json()).then((vocabulary) => {
  learn(vocabulary);
  setBase(vocabulary.base);
  setUpSaved(vocabulary.queries, (query) => ask(query, null), run);
  first(vocabulary.queries, location.hash);
  addEventListener("hashchange", () => first(vocabulary.queries, location.hash));
}).catch(() => say("The saved questions could not be read.", true));
