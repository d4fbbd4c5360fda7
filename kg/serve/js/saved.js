// The saved questions: a list that can be filtered, and the question that is asked, with a field for each parameter.
// Title, fields and editor say the same at every moment: what is typed into a field goes into the VALUES of the text
// before it runs, and a text that is changed by hand is no saved question any more.
import { byId, make, say } from "./dom.js";
import { setText } from "./editor.js";

const OWN = "Your query", FILL = "Fill in the fields, then Run.";
const list = byId("saved"), filter = byId("filter"), form = byId("parameters");
let buttons = new Map(); // by the query's name
let asked = null; // the question: { query, inputs, bound }; bound: the values that the text has, as one string
let turn = 0;

// What is in the address or is kept: a question with its values, or a text.
export function written(text) {
  return new URLSearchParams(asked ? { question: asked.query.name, ...valuesOf(asked.inputs) } : { query: text }).toString();
}

// pick: is called with the question that the reader chooses, run: when the fields are sent.
export function setUpSaved(queries, pick, run) {
  buttons = new Map(queries.map((query) => [query.name, make("button", { type: "button", title: query.description, onclick: () => pick(query) }, query.title)]));
  const items = queries.map((query) => ({ item: make("li", {}, buttons.get(query.name)), words: `${query.name} ${query.title} ${query.description}`.toLowerCase() }));
  list.replaceChildren(...items.map((one) => one.item));
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    for (const one of items) one.item.hidden = !words.every((word) => one.words.includes(word));
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  form.addEventListener("change", () => bind());
}

// The text was changed by hand: it is nobody's question but the reader's.
export function leaveQuestion() {
  if (asked) put(null);
}

// Puts a question into fields and editor, with values or, without any, those of its example. False where a value is
// none that the graph has: the text is that of the example then, and is not run until the value is another.
export async function choose(query, values) {
  const inputs = query.parameters.map((one) => make("input", {
    name: one.name, value: values ? values[one.name] ?? "" : one.example ?? "", placeholder: one.default ?? "",
    inputMode: one.type === "integer" ? "numeric" : one.type === "decimal" ? "decimal" : "text", autocomplete: "off",
  }));
  setText(query.text);
  put({ query, inputs, bound: null });
  say("");
  const bound = await bind(!values);
  if (!bound && asked?.inputs === inputs) inputs[0].select();
  return bound && asked?.inputs === inputs;
}

// Puts the values of the fields into the text. False where that cannot be done: then the text is not what is asked.
export async function bind(quietly = false) {
  if (!asked || !asked.inputs.length) return true;
  const mine = asked, number = ++turn;
  const values = new URLSearchParams(valuesOf(mine.inputs)).toString();
  if (values === mine.bound) return true;
  const answer = await fetch(`queries/${mine.query.name}.rq?${values}`, { headers: { Accept: "application/problem+json" } });
  const body = await answer.text();
  if (mine !== asked || number !== turn) return false; // something else is asked meanwhile
  if (answer.ok) {
    mine.bound = values;
    setText(body);
    return true;
  }
  const problem = JSON.parse(body);
  say(quietly ? FILL : [problem.detail, problem.remedy].filter(Boolean).join("; "), !quietly);
  return false;
}

function valuesOf(inputs) {
  return Object.fromEntries(inputs.filter((input) => input.value.trim() !== "").map((input) => [input.name, input.value.trim()]));
}

function put(question) {
  for (const [name, button] of buttons) {
    if (question?.query.name === name) {
      button.setAttribute("aria-current", "true");
      list.parentElement.scrollTop = Math.max(0, button.offsetTop - list.parentElement.clientHeight / 2);
    } else button.removeAttribute("aria-current");
  }
  asked = question;
  byId("title").textContent = question ? question.query.title : OWN;
  byId("about").textContent = question ? question.query.description : "";
  const fields = (question?.inputs ?? []).map((input, place) => {
    const { description, name, type } = question.query.parameters[place];
    return make("label", {}, make("span", {}, description || name), input, make("span", { className: "muted" }, `$${name}, ${type}`));
  });
  form.replaceChildren(...fields, make("button", { hidden: true }, "Run")); // Enter in a field is that of a form
  form.hidden = !fields.length;
}
