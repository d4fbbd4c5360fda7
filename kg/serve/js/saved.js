// The saved questions: a list that can be filtered, and a form for the parameters of one.
import { byId, make, say } from "./dom.js";

const list = byId("saved"), filter = byId("filter"), form = byId("parameters");

export function setUpSaved(queries, use) {
  const items = queries.map((query) => {
    const button = make("button", { type: "button", title: query.description, onclick: () => choose(query, use) }, query.title);
    return { item: make("li", {}, button), words: `${query.name} ${query.title} ${query.description}`.toLowerCase() };
  });
  list.replaceChildren(...items.map((one) => one.item));
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    for (const one of items) one.item.hidden = !words.every((word) => one.words.includes(word));
  });
}

function choose(query, use) {
  if (!query.parameters.length) {
    form.hidden = true;
    use(query.text);
    return;
  }
  const inputs = query.parameters.map((one) => make("input", { name: one.name, value: one.example ?? "", title: one.description }));
  const labels = query.parameters.map((one, number) => make("label", { title: one.description }, `${one.name} `, inputs[number], make("span", { className: "muted" }, one.description)));
  form.replaceChildren(make("strong", {}, query.title), ...labels, make("button", {}, "Ask"));
  form.hidden = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    const values = new URLSearchParams(inputs.filter((input) => input.value !== "").map((input) => [input.name, input.value]));
    const response = await fetch(`queries/${query.name}.rq?${values}`, { headers: { Accept: "application/problem+json" } });
    if (response.ok) use(await response.text());
    else { const problem = await response.json(); say([problem.detail, problem.remedy].filter(Boolean).join("; "), true); }
  };
  inputs[0].focus();
}
