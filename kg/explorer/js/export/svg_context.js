/**
 * A canvas that writes SVG: what the painter draws with names, rings and headings becomes elements. It has the part of a
 * canvas' context that these need; pixels are units.
 */

const MIDDLE = 0.35; // of the letters' size, from the middle of a name to its base line: not every program knows other base lines
const FONT = /^(italic )?(\d+ )?([\d.]+)px/;

export class SvgContext {
  constructor() {
    /** @type {string[]} */
    this.parts = [];
    /** @type {{ scale: number, x: number, y: number }[]} */
    this.saved = [];
    this.view = { scale: 1, x: 0, y: 0 };
    this.path = "";
    this.fillStyle = this.strokeStyle = "#000";
    this.font = "400 12px sans-serif";
    this.letterSpacing = "0px";
    this.textAlign = "center";
    this.textBaseline = "middle";
    this.lineJoin = "round";
    this.lineWidth = this.globalAlpha = 1;
    /** @type {number[]} */
    this.dash = [];
    /** @type {{ width: number, colour: string } | null} */
    this.halo = null;
    this.measured = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  }

  save() {
    this.saved.push({ ...this.view });
  }

  restore() {
    this.view = this.saved.pop() ?? this.view;
  }

  /** @param {number} x @param {number} y */
  translate(x, y) {
    this.view.x += x * this.view.scale;
    this.view.y += y * this.view.scale;
  }

  /** @param {number} factor the same across and down */
  scale(factor) {
    this.view.scale *= factor;
  }

  /** @param {number} x @param {number} y */
  point(x, y) {
    return `${round(x * this.view.scale + this.view.x)} ${round(y * this.view.scale + this.view.y)}`;
  }

  beginPath() {
    this.path = "";
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.path += `M${this.point(x, y)}`;
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.path += `L${this.point(x, y)}`;
  }

  closePath() {
    this.path += "z";
  }

  /** A whole circle. @param {number} x @param {number} y @param {number} radius */
  arc(x, y, radius) {
    const long = round(radius * this.view.scale);
    this.path += `M${this.point(x - radius, y)}a${long} ${long} 0 1 0 ${2 * long} 0a${long} ${long} 0 1 0 ${-2 * long} 0z`;
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.dash = dash;
  }

  stroke() {
    if (!this.path) return;
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.map((each) => round(each * this.view.scale)).join(" ")}"` : "";
    this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${round(this.lineWidth * this.view.scale)}"${dash}${this.opacity()}/>`);
  }

  opacity() {
    return this.globalAlpha < 1 ? ` opacity="${round(this.globalAlpha)}"` : "";
  }

  /** The light round a name, which is written next. */
  strokeText() {
    this.halo = { width: this.lineWidth, colour: this.strokeStyle };
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    const [, italic, weight, size] = FONT.exec(this.font) ?? ["", "", "400", "12"];
    const halo = this.halo ? ` stroke="${this.halo.colour}" stroke-width="${this.halo.width}" stroke-linejoin="round" paint-order="stroke"` : "";
    const spaced = this.letterSpacing === "0px" ? "" : ` letter-spacing="${parseFloat(this.letterSpacing)}"`;
    const anchor = this.textAlign === "center" ? ' text-anchor="middle"' : "";
    const low = this.textBaseline === "middle" ? Number(size) * MIDDLE : 0;
    this.parts.push(`<text x="${round(x)}" y="${round(y + low)}" font-size="${size}" font-weight="${(weight ?? "400").trim()}"${italic ? ' font-style="italic"' : ""}${spaced}${anchor} fill="${this.fillStyle}"${halo}${this.opacity()}>${escape(text)}</text>`);
    this.halo = null;
  }

  /** @param {string} text */
  measureText(text) {
    this.measured.font = this.font;
    return this.measured.measureText(text);
  }
}

/** @param {number} value */
export function round(value) {
  return Math.round(value * 100) / 100;
}

/** Text for XML: its five signs escaped, and what XML 1.0 does not allow left out. @param {string} text */
export function escape(text) {
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
