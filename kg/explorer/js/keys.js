/** Keys: one for every action, and the dialog that lists them. */

import { toggleChosen } from "./answers/tray.js";
import { $, el } from "./base/dom.js";

/** @param {App} app */
export function mountKeys(app) {
  const { actions, store, stage } = app;
  const selected = (/** @type {(id: string) => void} */ run) => () => {
    const { state } = store;
    if (state.selected) run(state.selected);
    else app.say("Select a node first");
  };
  const click = (/** @type {string} */ selector) => () => $(selector).click();
  /** @type {[string, string, () => void][]} */
  const keys = [
    ["/", "search", () => $("#search").focus()],
    ["Enter", "on the map: expand the selected node", selected((id) => actions.expand(id))],
    ["e", "expand: draw its next 60 neighbours", selected((id) => actions.expand(id))],
    ["o", "around: what the selected node is linked to, by role; again, back to the map", selected((id) => actions.around(id))],
    ["h", "hide the selected node", selected((id) => actions.hide(id))],
    ["n", "only near: one step, two steps, all", () => actions.near()],
    ["p", "path: from here, then to here", selected((id) => actions.path(id))],
    ["i", "pin or unpin the selected node", selected((id) => actions.pin(id))],
    ["s", "side by side: add the selected node to what is compared, or take it out", selected((id) => toggleChosen(app, id))],
    ["u", "undo; Ctrl+Z does it, too", () => actions.undo()],
    ["y", "do again what was undone; Ctrl+Y does it, too", () => actions.redo()],
    ["Escape", "from around a node back to the map; then let go of the selection", () => {
      if (store.state.ego) actions.leave();
      else if (store.state.selected || store.state.link || store.state.path) store.set({ selected: null, link: null, path: null, near: 0 });
    }],
    ["f", "fit the whole map", click("#fit")],
    ["+", "nearer", () => stage.zoom(1.25)],
    ["-", "farther", () => stage.zoom(0.8)],
    ["q", "questions of the whole graph, and back", click("#answers-button")],
    ["t", "table or map", click("#table-button")],
    ["l", "to the legend and its filters", () => {
      $("#legend").classList.add("open");
      $("#kinds button").focus();
    }],
    ["r", "to the details", () => ($("#details-title") ?? $("#details")).focus()],
    ["m", "to the map", () => stage.host.focus()],
    ["a", "add the selected paper to the reading list, or take it off", selected((id) => {
      const node = app.atlas.nodes.get(id);
      if (node?.kind === "paper") app.reading.toggle(node);
      else app.say("The reading list is of papers: select one first");
    })],
    ["b", "the reading list", click("#reading")],
    ["x", "export", click("#export")],
    ["c", "copy the link to this view", click("#copy")],
    ["d", "light or dark", click("#theme")],
    ["?", "this list", click("#help")],
  ];
  const run = new Map(keys.map(([key, , action]) => [key, action]));
  const arrows = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });

  addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const back = event.ctrlKey || event.metaKey ? { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()] : undefined;
    if (back && !target.closest("input:not([type=range], [type=checkbox]), textarea, dialog")) {
      event.preventDefault();
      return back === "undo" ? actions.undo() : actions.redo();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, select, textarea, dialog, [role=menu]")) return;
    const onMap = target === document.body || !!target.closest("#mynetwork");
    if (arrows[event.key]) {
      if (!onMap) return;
      event.preventDefault();
      actions.step(...arrows[event.key]);
    } else if (run.has(event.key) && (event.key !== "Enter" || onMap)) {
      event.preventDefault();
      run.get(event.key)?.();
    }
  });

  const rows = [["arrows", "on the map: to the linked node in that direction"], ...keys.map(([key, text]) => [key, text]),
    ["shift-click", "in the legend: only this"], ["drag", "move and pin a node"], ["double click", "expand a node"]];
  $("#keys").replaceChildren(...rows.flatMap(([key, text]) => [el("dt", {}, el("kbd", { text: key })), el("dd", { text })]));
  $("#help").addEventListener("click", () => $("#help-dialog").showModal());
  $("#help-close").addEventListener("click", () => $("#help-dialog").close());
}
