/** A picture of the map that the window is cut from: painted once, shifted while the camera moves. */

const LONG = 9; // milliseconds of painting from which the sheet is larger than the window
const RIM = 0.3; // of the window's smaller side, that such a sheet has more on each side
const [SMALLER, LARGER] = [0.6, 1.7]; // how far a picture may be stretched while the camera moves

export class MapPicture {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { alpha: false }));
    this.taken = 0; // milliseconds that painting took
    /** @type {{ x: number, y: number, scale: number, width: number, height: number, rim: number } | null} the camera it was painted for */
    this.of = null;
  }

  /** What is on it is no longer so. */
  spoil() {
    this.of = null;
  }

  /** Whether it shows what a camera sees; well enough, while that moves. @param {import("./camera.js").Camera} lens @param {boolean} moving */
  serves(lens, moving) {
    const { of } = this;
    if (!of || of.width !== lens.width || of.height !== lens.height) return false;
    if (of.x === lens.x && of.y === lens.y && of.scale === lens.scale) return true;
    const ratio = lens.scale / of.scale;
    if (!moving || !of.rim || ratio < SMALLER || ratio > LARGER) return false;
    const within = (/** @type {number} */ away, /** @type {number} */ size) => Math.abs(away) * of.scale + size / 2 / Math.max(1, ratio) <= size / 2 + of.rim + 1;
    return within(lens.x - of.x, of.width) && within(lens.y - of.y, of.height);
  }

  /** @param {import("./camera.js").Camera} lens @param {import("../paint/painter.js").Painter} painter */
  paint(lens, painter) {
    const begun = performance.now();
    const { width, height, scale, x, y } = lens;
    const rim = this.taken > LONG ? Math.round(RIM * Math.min(width, height)) : 0;
    const ratio = devicePixelRatio || 1;
    const [wide, high] = [Math.round((width + 2 * rim) * ratio), Math.round((height + 2 * rim) * ratio)];
    if (this.canvas.width !== wide || this.canvas.height !== high) [this.canvas.width, this.canvas.height] = [wide, high];
    const { context } = this;
    context.setTransform(ratio, 0, 0, ratio, rim * ratio, rim * ratio);
    context.fillStyle = painter.theme.paper;
    context.fillRect(-rim, -rim, width + 2 * rim, height + 2 * rim);
    painter.paint(context, { width, height, scale, place: (left, top) => lens.place(left, top), centre: { x, y } });
    this.of = { x, y, scale, width, height, rim };
    this.taken = performance.now() - begun;
  }

  /** Puts the part that a camera sees into the window. @param {CanvasRenderingContext2D} context @param {import("./camera.js").Camera} lens */
  put(context, lens) {
    const { of } = this;
    if (!of) return;
    const ratio = lens.scale / of.scale;
    const [left, top] = lens.place(of.x, of.y);
    const [wide, high] = [(of.width + 2 * of.rim) * ratio, (of.height + 2 * of.rim) * ratio];
    context.imageSmoothingEnabled = ratio !== 1;
    context.drawImage(this.canvas, left - wide / 2, top - high / 2, wide, high);
  }
}
