// SPARQL as far as colours need it: section 19.8 of the grammar, in one pattern. What it cannot read stays plain.

const PATTERN = new RegExp([
  "(?<comment>#[^\\n]*)",
  "(?<iri><[^<>\"{}|^`\\\\\\x00-\\x20]*>)",
  "(?<string>\"\"\"(?:[^\"\\\\]|\\\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\\\]|\\\\.|'(?!''))*'''|\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*')",
  "(?<variable>[?$][\\p{L}_\\d]+)",
  "(?<name>(?:\\p{L}[\\p{L}\\d_.-]*)?:[\\p{L}\\d_:.%\\\\-]*)",
  "(?<number>\\b\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?\\b)",
  "(?<keyword>\\p{L}[\\p{L}\\d_]*)",
].join("|"), "gsu");

// The pieces of a text, in order: each a kind (empty for plain text) and its characters.
export function pieces(text) {
  const found = [];
  let last = 0;
  for (const match of text.matchAll(PATTERN)) {
    if (match.index > last) found.push(["", text.slice(last, match.index)]);
    found.push([Object.keys(match.groups).find((kind) => match.groups[kind] !== undefined), match[0]]);
    last = match.index + match[0].length;
  }
  if (last < text.length) found.push(["", text.slice(last)]);
  return found;
}

// What is being typed at a position: where it starts, and its text. Not inside comments, strings and IRIs.
export function wordAt(text, position) {
  let start = 0;
  for (const [kind, piece] of pieces(text)) {
    const end = start + piece.length;
    if (position > start && position <= end) {
      if (["comment", "string", "iri"].includes(kind)) return null;
      if (kind === "") return null;
      return { kind, start, text: text.slice(start, position) };
    }
    start = end;
  }
  return null;
}
