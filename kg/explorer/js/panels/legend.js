/** The legend, which is the filter: kinds, links, years, confidence, fewest links, colouring. */

import { $, el } from "../base/dom.js";
import { roleIcon } from "../map/paint/link_marks.js";
import { icon } from "../map/paint/marks.js";
import { plural, shareOf } from "../base/text.js";
import { initialState } from "../data/state.js";

/** @param {App} app */
export function mountLegend(app) {
  const { info, store } = app;
  const kinds = rows($("#kinds"), info.kinds.map((kind) => ({ name: kind.name, text: kind.plural, mark: icon(kind) })), "offKinds", app);
  const predicates = rows($("#predicates"), info.predicates.map((predicate) => ({
    name: predicate.name, text: predicate.forward, mark: roleIcon(info, predicate.name),
  })), "offPredicates", app);
  const years = mountYears(app);

  for (const key of ["confidence", "fewest"]) {
    const gesture = gestureOf($(`#${key}`));
    $(`#${key}`).addEventListener("input", (/** @type {any} */ event) => store.set({ [key]: Number(event.target.value) }, { gesture: gesture() }));
  }
  $("#colour").addEventListener("change", (/** @type {any} */ event) => store.set({ colour: event.target.value }));

  return (/** @type {AtlasView} */ view, /** @type {AtlasState} */ state) => {
    const anew = showsAll(state, info);
    kinds(view.kinds, state.offKinds, anew);
    predicates(view.predicates, state.offPredicates, anew);
    years(state);
    $("#confidence").value = String(state.confidence);
    $("#confidence-value").textContent = state.confidence ? `at least ${state.confidence.toFixed(2)}` : "any";
    $("#fewest").value = String(state.fewest);
    $("#fewest-value").textContent = state.fewest ? `${state.fewest} or more` : "any number";
    $("#colour").value = state.colour;
  };
}

/**
 * What is being done with a slider, as an object of its own for each: from the press of a pointer to the next, from the
 * arrival by keyboard to the leaving.
 * @param {HTMLElement} slider @returns {() => object}
 */
function gestureOf(slider) {
  let gesture = {};
  for (const begun of ["pointerdown", "focus"]) slider.addEventListener(begun, () => (gesture = {}));
  return () => gesture;
}

/**
 * Rows that switch something on and off: a click toggles one, shift-click leaves only that one.
 * @param {HTMLElement} host @param {{ name: string, text: string, mark: Element | null }[]} entries
 * @param {"offKinds" | "offPredicates"} key @param {App} app
 */
function rows(host, entries, key, app) {
  const names = entries.map((entry) => entry.name);
  const whole = app.info.total[key === "offKinds" ? "kinds" : "predicates"];
  const buttons = entries.map((entry) => {
    const number = el("span", { class: "number" });
    const button = el("button", {
      class: "row", type: "button", "data-name": entry.name, title: "Click: show or hide. Shift-click: only this",
      onclick: (/** @type {MouseEvent} */ event) => {
        const off = app.store.state[key];
        const only = names.filter((name) => name !== entry.name);
        const alone = off.length === only.length && !off.includes(entry.name);
        if (event.shiftKey) app.store.set({ [key]: alone ? [] : only });
        else app.store.set({ [key]: off.includes(entry.name) ? off.filter((/** @type {string} */ name) => name !== entry.name) : [...off, entry.name] });
      },
    }, entry.mark, el("span", { text: entry.text }), number);
    return { entry, button, number };
  });
  const seen = new Set(); // what occurs without filters: it keeps its row while they leave none of it
  host.replaceChildren(...buttons.map(({ button }) => button));
  return (/** @type {Map<string, number>} */ counts, /** @type {string[]} */ off, /** @type {boolean} */ anew) => {
    if (anew) seen.clear();
    for (const { entry, button, number } of buttons) {
      if (counts.get(entry.name)) seen.add(entry.name);
      button.hidden = !seen.has(entry.name) && !off.includes(entry.name);
      const on = !off.includes(entry.name);
      number.textContent = on ? shareOf(whole[entry.name] ?? 0, counts.get(entry.name) ?? 0) : "off";
      button.setAttribute("aria-pressed", String(on));
      button.classList.toggle("none", on && !counts.get(entry.name));
    }
  };
}

/** @type {(keyof AtlasState)[]} what leaves out, or brings in, marks and links */
const CHOICES = ["selected", "link", "ego", "path", "shown", "hidden", "offKinds", "offPredicates", "years", "undated", "confidence", "fewest", "near"];

/** Whether nothing is filtered or chosen. @param {AtlasState} state @param {AtlasInfo} info */
function showsAll(state, info) {
  const first = initialState(info);
  return CHOICES.every((name) => JSON.stringify(state[name]) === JSON.stringify(first[name]));
}

/** The histogram of years with its two handles. @param {App} app */
function mountYears(app) {
  const { store } = app;
  const [from, to, undated] = [$("#year-from"), $("#year-to"), $("#undated")];
  const span = () => [Number(from.min), Number(from.max)];
  const change = (/** @type {object} */ gesture) => {
    const [low, high] = [Number(from.value), Number(to.value)].sort((a, b) => a - b);
    const whole = low === span()[0] && high === span()[1];
    store.set({ years: whole ? null : [low, high] }, { gesture });
  };
  for (const slider of [from, to]) {
    const gesture = gestureOf(slider);
    slider.addEventListener("input", () => change(gesture()));
  }
  undated.addEventListener("change", () => store.set({ undated: undated.checked }));

  return (/** @type {AtlasState} */ state) => {
    const found = app.atlas.years(state);
    const years = [...found.years.keys()];
    $("#years").hidden = !years.length;
    $("#undated-row").hidden = !found.undated;
    undated.checked = state.undated;
    $("#undated-text").textContent = `${plural(found.undated, "paper")} without a date`;
    if (!years.length) return;
    const [first, last] = [Math.min(...years), Math.max(...years)];
    const most = Math.max(...found.years.values());
    const inside = (/** @type {number} */ year) => !state.years || (year >= state.years[0] && year <= state.years[1]);
    const bars = [];
    for (let year = first; year <= last; year++) {
      const number = found.years.get(year) ?? 0;
      bars.push(el("i", { class: inside(year) ? "" : "out", title: `${year}: ${plural(number, "paper")}`, style: { height: `${Math.max(number ? 4 : 1, (100 * number) / most)}%` } }));
    }
    $("#histogram").replaceChildren(...bars);
    $(".handles").style.setProperty("--years", String(bars.length));
    $(".handles").hidden = bars.length < 2;
    const [low, high] = state.years ?? [first, last];
    for (const [slider, value] of [[from, low], [to, high]]) {
      Object.assign(slider, { min: first, max: last });
      slider.value = String(value);
      slider.setAttribute("aria-valuetext", String(value));
    }
    const shown = years.filter(inside).reduce((sum, year) => sum + (found.years.get(year) ?? 0), 0);
    $("#years-value").textContent = `${low === high ? low : `${low} to ${high}`}: ${plural(shown, "paper")}`;
  };
}
