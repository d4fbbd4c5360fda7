/**
 * What a reader adds to the page, kept in the browser: a list under a key of its own for each graph and each place it lies at.
 *
 * What comes back from the browser is no more trusted than any input: another page of the same place may have written it.
 */

const MOST_LETTERS = 2_000_000; // of one list; browsers give a place about five million
const MOST_ITEMS = 1000;

/** @template Item */
export class Kept {
  /**
   * @param {string} name of the list @param {AtlasInfo} info
   * @param {(raw: Record<string, unknown>) => Item | null} sound an item of what was kept, or nothing where it is none
   */
  constructor(name, info, sound) {
    this.key = ["paperatlas", name, info.base, info.title, location.pathname].join(" ");
    this.sound = sound;
    /** @type {(() => void)[]} */
    this.listeners = [];
    /** whether the list outlasts the page */
    this.lasting = true;
    /** @type {Item[]} */
    this.items = this.read();
    addEventListener("storage", (event) => { // another window of the same page has changed it
      if (event.key !== this.key) return;
      this.items = this.read();
      this.tell();
    });
  }

  /** @returns {Item[]} */
  read() {
    let text = null;
    try {
      text = localStorage.getItem(this.key);
    } catch {
      this.lasting = false; // a frame or a file of which the browser keeps nothing
    }
    if (!text || text.length > MOST_LETTERS) return [];
    try {
      const raw = JSON.parse(text);
      if (!Array.isArray(raw)) return [];
      return raw.slice(0, MOST_ITEMS).flatMap((each) => (each && typeof each === "object" ? this.sound(each) ?? [] : []));
    } catch {
      return [];
    }
  }

  /** Keeps other items; false where there is no room for so many. @param {Item[]} items */
  set(items) {
    if (items.length > MOST_ITEMS) return false;
    this.items = items;
    try {
      if (items.length) localStorage.setItem(this.key, JSON.stringify(items));
      else localStorage.removeItem(this.key);
      this.lasting = true;
    } catch {
      this.lasting = false;
    }
    this.tell();
    return true;
  }

  tell() {
    for (const listener of this.listeners) listener();
  }
}

/** A text of what was kept, no longer than it may be. @param {unknown} value @param {number} most */
export function keptText(value, most) {
  return typeof value === "string" ? value.slice(0, most) : "";
}
