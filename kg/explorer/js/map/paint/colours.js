/** Colours: of the page's theme, of kinds, of regions and of years. */

/** Oldest and newest year, in either theme at least 3:1 against the ground. */
const YEARS = { light: [[118, 138, 178], [8, 40, 100]], dark: [[104, 124, 170], [236, 243, 255]] };
const UNDATED = { light: "#76797e", dark: "#8f949b" };

/** The theme's colours from the style sheet, which is their only home. @returns {AtlasTheme} */
export function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    dark: read("scheme") === "dark", paper: read("ground"), ink: read("ink"), muted: read("muted"), line: read("link"),
    accent: read("accent"),
  };
}

/** @param {string} hex @returns {[number, number, number]} */
function channels(hex) {
  const at = (/** @type {number} */ start) => parseInt(hex.slice(start, start + 2), 16);
  return [at(1), at(3), at(5)];
}

/** `share` of one colour in another. @param {string} one @param {string} other @param {number} share */
export function mix(one, other, share) {
  const [a, b] = [channels(one), channels(other)];
  return `#${a.map((value, k) => Math.round(value * share + b[k] * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
}

/** How bright a colour is, as WCAG 2.2 counts it. @param {string} hex */
function luminance(hex) {
  const [red, green, blue] = channels(hex).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** A colour for small letters: with as much of the ink in it as they need to be read on the ground (4.5:1). @param {string} colour @param {AtlasTheme} theme */
export function legible(colour, { paper, ink }) {
  const ground = luminance(paper) + 0.05;
  for (let share = 1; share > 0; share -= 0.1) {
    const mixed = mix(colour, ink, share);
    const own = luminance(mixed) + 0.05;
    if (Math.max(own, ground) / Math.min(own, ground) >= 4.5) return mixed;
  }
  return ink;
}

/**
 * Gives each region a hue that its near neighbours do not have.
 * @param {{ region: number, x: number, y: number }[]} centres @param {number} hues @returns {Map<number, number>}
 */
export function assignHues(centres, hues) {
  /** @type {Map<number, number>} */
  const chosen = new Map();
  for (const here of [...centres].sort((a, b) => a.region - b.region)) {
    const cost = Array.from({ length: hues }, (_, hue) => [...chosen].reduce((sum, [region, other]) => {
      const there = /** @type {any} */ (centres.find((each) => each.region === region));
      return other === hue ? sum + 1 / (1 + Math.hypot(here.x - there.x, here.y - there.y)) : sum;
    }, 0));
    chosen.set(here.region, cost.indexOf(Math.min(...cost)));
  }
  return chosen;
}

/**
 * The colour of nodes under a colouring: "kind", "region" or "year".
 * @param {AtlasInfo} info @param {string} colouring @param {AtlasTheme} theme @param {Map<number, number>} hues @param {[number, number]} span
 * @returns {(node: AtlasNode) => string}
 */
export function colouring(info, colouring, theme, hues, span) {
  const mode = theme.dark ? "dark" : "light";
  const kinds = new Map(info.kinds.map((kind) => [kind.name, kind[mode]]));
  if (colouring === "region") {
    return (node) => (node.region < 0 ? UNDATED[mode] : info.hues[hues.get(node.region) ?? 0][mode]);
  }
  if (colouring === "year") {
    const [from, to] = YEARS[mode];
    return (node) => {
      const year = node.year ?? 0;
      if (!year) return UNDATED[mode];
      const share = Math.min(1, Math.max(0, (year - span[0]) / Math.max(1, span[1] - span[0])));
      return `rgb(${from.map((value, k) => Math.round(value + (to[k] - value) * share)).join(",")})`;
    };
  }
  return (node) => kinds.get(node.kind) ?? UNDATED[mode];
}
