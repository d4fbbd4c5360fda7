/** The state of the page: what is selected, filtered, hidden and fetched. It can be undone and done again; address.js makes it an address. */

/** The first sight: all but what is quiet. @param {AtlasInfo} info @returns {AtlasState} */
export function initialState(info) {
  const quiet = (/** @type {{ name: string, quiet: boolean }[]} */ all) => all.filter((each) => each.quiet).map((each) => each.name);
  return {
    selected: null, link: null, ego: null, panel: null, chosen: [], table: false, hidden: [], offKinds: quiet(info.kinds), offPredicates: quiet(info.predicates), years: null, undated: true, confidence: 0, fewest: 0,
    colour: "kind", near: 0, pins: {}, path: null, pathBy: "rare", pathAt: 0, shown: [], batches: [],
  };
}

const UNDO_STEPS = 100;
export const MOST_CHOSEN = 12; // nodes in the tray, as MOST_CHOSEN in kg/explorer/served/chosen_nodes.py

/** A call of the answers' view with its arguments, as the state and the address hold it: "compare|artifact/x|artifact/y". @param {string} call @param {...string} given */
export function panelKey(call, ...given) {
  return [call, ...given].map((part) => part.replace(/[%|]/g, encodeURIComponent)).join("|");
}

/** What a panel's key is made of. @param {string} key */
export function panelParts(key) {
  return key.split("|").map((part) => part.replace(/%7C/g, "|").replace(/%25/g, "%"));
}

/** What of a state is a place that one goes to and comes back to, as text: not its filters, which belong to every place. @param {AtlasState} state */
export function placeOf({ selected, link, ego, panel, path, shown }) {
  return JSON.stringify([selected, link, ego, panel, path, shown]);
}

/** A state with a past and, after Undo, a future. Listeners hear of every change. */
export class Store {
  /** @param {AtlasState} state */
  constructor(state) {
    this.state = state;
    /** @type {AtlasState[]} */
    this.past = [];
    /** @type {AtlasState[]} */
    this.future = [];
    /** @type {object | null} the interaction whose changes are one step of Undo */
    this.gesture = null;
    /** @type {((state: AtlasState) => void)[]} */
    this.listeners = [];
  }

  /**
   * Changes the state; states are never changed in place, so the past is a list of references.
   * @param {Partial<AtlasState>} change
   * @param {{ undoable?: boolean, gesture?: object | null }} [options] `gesture`: the same for all changes of one drag, which is one step of Undo
   */
  set(change, { undoable = true, gesture = null } = {}) {
    if (undoable && !(gesture && gesture === this.gesture)) this.remember();
    if (undoable) this.gesture = gesture;
    this.state = { ...this.state, ...change };
    this.tell();
  }

  /** Begins a step: the state as it is can be come back to. */
  remember() {
    this.past.push(this.state);
    if (this.past.length > UNDO_STEPS) this.past.shift();
    this.future = [];
  }

  /** @param {AtlasState} state */
  replace(state) {
    this.remember();
    this.gesture = null;
    this.state = state;
    this.tell();
  }

  undo() {
    return this.travel(this.past, this.future);
  }

  redo() {
    return this.travel(this.future, this.past);
  }

  /** Goes to the last of some states and leaves the present one with the others. @param {AtlasState[]} from @param {AtlasState[]} to @returns {AtlasState | undefined} */
  travel(from, to) {
    const next = from.pop();
    if (!next) return undefined;
    to.push(this.state);
    this.gesture = null;
    this.state = next;
    this.tell();
    return next;
  }

  tell() {
    for (const listener of this.listeners) listener(this.state);
  }
}
