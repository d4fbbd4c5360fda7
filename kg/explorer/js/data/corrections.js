/** Lines of the corrections table, as docs/corrections.md and kg/graph/correction/corrections.py have them. */

import { fold, tidy } from "../base/text.js";

/** @typedef {{ action: string, subject: string, object: string, value: string, who: string, when: string, note: string }} Correction */

/** @type {(keyof Correction)[]} */
const COLUMNS = ["action", "subject", "object", "value", "who", "when", "note"];
const ACTIONS = ["reject", "retype", "role", "same", "different"];
/** Actions of one group answer the same question about a link. @type {Record<string, string>} */
const QUESTIONS = { same: "identity", different: "identity" };
const MOST_LETTERS = 2000; // of a cell
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** A line with its cells as the table holds them, or nothing where one is missing. @param {Record<string, unknown>} raw @returns {Correction | null} */
export function soundCorrection(raw) {
  const cells = COLUMNS.map((name) => [name, tidy(typeof raw[name] === "string" ? String(raw[name]).slice(0, MOST_LETTERS) : "")]);
  const line = /** @type {Correction} */ (Object.fromEntries(cells));
  const whole = ACTIONS.includes(line.action) && line.subject && line.object && line.who && DAY.test(line.when) && (line.action === "reject" || line.value);
  return whole ? line : null;
}

/** Whether two lines answer the same question about the same link. @param {Correction} one @param {Correction} other */
function alike(one, other) {
  const question = (/** @type {Correction} */ { action }) => QUESTIONS[action] ?? action;
  return question(one) === question(other) && one.subject === other.subject && fold(one.object) === fold(other.object);
}

/** Lines with one more, in the place of the one that it contradicts. @param {Correction[]} lines @param {Correction} line */
export function withLine(lines, line) {
  return [...lines.filter((each) => !alike(each, line)), line];
}

/** Whether a line says that a thing is the same as one that, by the others, is the same as it. @param {Correction[]} lines @param {Correction} line */
export function isCircular(lines, line) {
  const bare = (/** @type {string} */ name) => fold(name.replace(/^artifact\//, ""));
  const said = new Map(lines.filter((each) => each.action === "same" && each.subject === line.subject).map((each) => [bare(each.object), bare(each.value)]));
  if (line.action !== "same") return false;
  const passed = new Set();
  for (let name = /** @type {string | undefined} */ (bare(line.value)); name !== undefined && !passed.has(name); name = said.get(name)) {
    if (name === bare(line.object)) return true;
    passed.add(name);
  }
  return false;
}

/** The table. @param {Correction[]} lines */
export function correctionsTable(lines) {
  return [COLUMNS, ...lines.map((line) => COLUMNS.map((name) => line[name]))].map((cells) => `${cells.join("\t")}\n`).join("");
}
