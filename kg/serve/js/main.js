// The query page: text in, answer out, and the last text kept for the next visit.
import { byId, say } from "./dom.js";
import { learn } from "./completion.js";
import { markLine, setText, setUp, text } from "./editor.js";
import { clear, download, draw, setBase, show } from "./results.js";
import { setUpSaved } from "./saved.js";

const FIRST = `# Which benchmarks are evaluated on most?
SELECT ?benchmark (COUNT(?paper) AS ?papers) {
  ?paper kg:evaluatesOn ?artifact .
  ?artifact rdfs:label ?benchmark
}
GROUP BY ?benchmark
ORDER BY DESC(?papers)
LIMIT 20
`;
const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";
const KEPT = "paperatlas-query";
let running = null;

async function run() {
  running?.abort();
  const mine = running = new AbortController();
  clear();
  say("Asking …");
  byId("stop").hidden = false;
  const start = performance.now();
  try {
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
    try { localStorage.setItem(KEPT, text()); } catch { /* a browser may keep nothing */ }
  } catch (error) {
    if (error.name !== "AbortError") say("The answer was broken off: it took too long, or the server has stopped.", true);
    else if (mine === running) say("Stopped.");
  } finally {
    if (mine === running) byId("stop").hidden = true;
  }
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

function use(query) {
  setText(query);
  run();
}

function firstText() {
  const given = new URLSearchParams(location.hash.slice(1)).get("query");
  if (given) return given;
  try { return localStorage.getItem(KEPT) || FIRST; } catch { return FIRST; }
}

setUp(run);
setText(firstText());
byId("run").addEventListener("click", run);
byId("stop").addEventListener("click", () => running?.abort());
byId("view").addEventListener("change", draw);
byId("download").addEventListener("click", download);
byId("link").addEventListener("click", async () => {
  location.hash = new URLSearchParams({ query: text() }).toString();
  try { await navigator.clipboard.writeText(location.href); say("The link is copied."); } catch { say("The link is in the address bar."); }
});
fetch("vocabulary").then((response) => response.json()).then((vocabulary) => {
  learn(vocabulary);
  setBase(vocabulary.base);
  setUpSaved(vocabulary.queries, use);
}).catch(() => say("The saved questions could not be read.", true));
