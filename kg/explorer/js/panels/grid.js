/**
 * A table of any length: only the rows in the window are in the page, and the keys go from row to row.
 *
 * After the ARIA pattern of a grid (https://www.w3.org/WAI/ARIA/apg/patterns/grid/): rows say their place, and one row is
 * reached by the Tab key. Rows that stay in the window are kept, so that the focus stays where it is.
 */

import { el } from "../base/dom.js";

const SPARE = 8; // rows beyond the window on either side, so that a turn of the wheel shows no gap
const FIRST_SIGHT = 700; // pixels of a window whose height is not known yet

export class Grid {
  /**
   * @param {HTMLElement} host what scrolls @param {HTMLElement} body a `tbody` in it
   * @param {(row: number) => HTMLElement} make a row's `tr`
   */
  constructor(host, body, make) {
    this.host = host;
    this.body = body;
    this.make = make;
    this.length = 0;
    this.height = 32;
    /** the row that the Tab key reaches */
    this.current = 0;
    /** @type {Map<number, HTMLElement>} */
    this.rows = new Map();
    this.above = el("tr", { class: "gap", role: "presentation", "aria-hidden": "true" });
    this.below = el("tr", { class: "gap", role: "presentation", "aria-hidden": "true" });
    host.addEventListener("scroll", () => this.paint(), { passive: true });
    body.addEventListener("keydown", (event) => this.key(event));
    body.addEventListener("focusin", (event) => this.arrive(/** @type {HTMLElement} */ (event.target)));
  }

  /** Other rows, or the same anew. @param {number} length @param {number} height of a row in pixels */
  reset(length, height) {
    const held = this.body.contains(document.activeElement);
    [this.length, this.height] = [length, height];
    this.current = Math.min(this.current, Math.max(0, length - 1));
    this.rows.clear();
    this.body.replaceChildren(this.above, this.below);
    this.paint();
    if (held) this.focus(this.current);
  }

  /** Puts the rows into the page that the window shows. */
  paint() {
    const { height, length, host, rows } = this;
    const tall = host.clientHeight || FIRST_SIGHT;
    const first = Math.max(0, Math.min(length - 1, Math.floor(host.scrollTop / height)) - SPARE);
    const after = Math.min(length, first + Math.ceil(tall / height) + 2 * SPARE);
    const gone = [...rows].filter(([row]) => row < first || row >= after);
    // First: the browser lays the page out when the focus goes, and with some rows missing would scroll back.
    if (gone.some(([, line]) => line.contains(document.activeElement))) host.focus({ preventScroll: true });
    for (const [row, line] of gone) {
      line.remove();
      rows.delete(row);
    }
    let before = this.above;
    for (let row = first; row < after; row++) {
      let line = rows.get(row);
      if (!line) {
        line = this.make(row);
        line.setAttribute("role", "row");
        line.setAttribute("aria-rowindex", String(row + 2)); // the head is the first
        this.reach(line, row === this.current);
        rows.set(row, line);
        before.after(line);
      }
      before = line;
    }
    this.above.style.height = `${first * height}px`;
    this.below.style.height = `${(length - after) * height}px`;
  }

  /** @param {HTMLElement} line @param {boolean} reached by the Tab key */
  reach(line, reached) {
    for (const button of line.querySelectorAll("button")) button.tabIndex = reached ? 0 : -1;
  }

  /** @param {HTMLElement} target */
  arrive(target) {
    for (const [row, line] of this.rows) {
      if (line.contains(target)) this.current = row;
    }
    for (const [row, line] of this.rows) this.reach(line, row === this.current);
  }

  /** Brings a row into the window. @param {number} row */
  reveal(row) {
    if (row < 0) return;
    const { host, height } = this;
    const head = this.body.offsetTop;
    const top = row * height;
    if (top < host.scrollTop) host.scrollTop = top;
    else if (top + height + head > host.scrollTop + host.clientHeight) host.scrollTop = top + height + head - host.clientHeight;
    this.paint();
  }

  /** Brings the focus to one of a row's buttons. @param {number} row @param {number} [place] of the button */
  focus(row, place = 0) {
    this.current = row;
    this.reveal(row);
    for (const [each, line] of this.rows) this.reach(line, each === row);
    const buttons = this.rows.get(row)?.querySelectorAll("button") ?? [];
    buttons[Math.min(place, buttons.length - 1)]?.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const line = this.rows.get(this.current);
    const buttons = [...(line?.querySelectorAll("button") ?? [])];
    const place = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const page = Math.max(1, Math.floor(this.host.clientHeight / this.height) - 2);
    const row = { ArrowDown: this.current + 1, ArrowUp: this.current - 1, PageDown: this.current + page, PageUp: this.current - page, Home: 0, End: this.length - 1 }[event.key];
    const side = { ArrowLeft: place - 1, ArrowRight: place + 1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || place < 0 || (row === undefined && side === undefined)) return;
    event.preventDefault();
    event.stopPropagation();
    if (row !== undefined) this.focus(Math.max(0, Math.min(this.length - 1, row)), place);
    else if (side !== undefined) buttons[Math.max(0, Math.min(buttons.length - 1, side))].focus();
  }
}
