// The editor: a textarea with its text painted behind it, and a list of offers at the cursor.
import { byId, make } from "./dom.js";
import { pieces, wordAt } from "./tokens.js";
import { nodesFor, offersFor } from "./completion.js";

const area = byId("text"), painted = byId("painted"), list = byId("offers");
const PAUSE = 120; // ms without a key before names are looked up
let offers = [], chosen = 0, word = null, timer = 0, fault = null;

export const text = () => area.value;

export function setText(value) {
  area.value = value;
  close();
  paint();
}

// Marks the line of a fault until the text is changed.
export function markLine(line) {
  fault = line;
  paint();
}

// changed: is called when the reader changes the text.
export function setUp(run, changed) {
  area.addEventListener("input", () => { fault = null; changed(); paint(); offer(); });
  area.addEventListener("scroll", () => { painted.scrollTop = area.scrollTop; painted.scrollLeft = area.scrollLeft; });
  area.addEventListener("blur", () => setTimeout(close, 150));
  area.addEventListener("click", close);
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); close(); run(); }
    else if (event.key === " " && event.ctrlKey) { event.preventDefault(); offer(); }
    else if (!list.hidden) steer(event);
    else if (event.key === "Tab" && !event.shiftKey && area.selectionStart !== area.selectionEnd) { event.preventDefault(); insert("  "); }
    else if (event.key === "Enter") { event.preventDefault(); insert(`\n${indent()}`); }
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    if (item) { event.preventDefault(); take(Number(item.dataset.number)); }
  });
  paint();
}

function paint() {
  const children = [];
  for (const [kind, piece] of pieces(area.value)) children.push(kind ? make("span", { className: kind }, piece) : piece);
  painted.replaceChildren(...children, "\n");
  if (fault) {
    const mark = make("span", { className: "fault" });
    mark.style.setProperty("--line", String(fault - 1));
    painted.append(mark);
  }
}

const indent = () => {
  const line = area.value.slice(0, area.selectionStart).split("\n").pop();
  return line.match(/^ */)[0] + (line.trimEnd().endsWith("{") ? "  " : "");
};

// execCommand keeps the browser's own undo; where it is missing the text is put in without it.
function insert(put) {
  area.focus();
  if (!document.execCommand("insertText", false, put)) area.setRangeText(put, area.selectionStart, area.selectionEnd, "end");
  paint();
}

async function offer() {
  clearTimeout(timer);
  word = wordAt(area.value, area.selectionStart);
  if (!word || area.selectionStart !== area.selectionEnd) return close();
  offers = offersFor(word, area.value);
  show();
  if (word.kind === "name" || word.kind === "keyword") {
    const mine = word;
    timer = setTimeout(async () => {
      const nodes = await nodesFor(mine).catch(() => []);
      if (mine !== word || !nodes.length) return;
      const there = new Set(offers.map((one) => one.put));
      offers = [...offers, ...nodes.filter((one) => !there.has(one.put))].slice(0, 16);
      show();
    }, PAUSE);
  }
}

function show() {
  if (!offers.length || (offers.length === 1 && offers[0].put === word.text)) { list.hidden = true; return; }
  chosen = Math.min(chosen, offers.length - 1);
  list.replaceChildren(...offers.map((one, number) => make("li", { role: "option", id: `offer-${number}`, "data-number": number, "aria-selected": number === chosen, title: one.more || "" },
    make("span", {}, one.put), make("span", { className: "muted" }, one.note))));
  const [line, column] = place();
  list.style.setProperty("--line", line);
  list.style.setProperty("--column", column);
  list.style.setProperty("--down", `${-area.scrollTop}px`);
  list.hidden = false;
  area.setAttribute("aria-activedescendant", `offer-${chosen}`);
}

function place() {
  const lines = area.value.slice(0, word.start).split("\n");
  return [lines.length, Math.min(lines[lines.length - 1].length, 50)];
}

function steer(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length;
    show();
    list.children[chosen].scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" || event.key === "Tab") {
    event.preventDefault();
    take(chosen);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (event.key.length > 1 && !["Backspace", "Shift"].includes(event.key)) close();
}

function take(number) {
  area.setSelectionRange(word.start, area.selectionStart);
  insert(offers[number].put);
  close();
}

function close() {
  clearTimeout(timer);
  word = null;
  chosen = 0;
  list.hidden = true;
  area.removeAttribute("aria-activedescendant");
}
