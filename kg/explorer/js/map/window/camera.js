/** The camera: which part of the map the window shows. Arithmetic only; the stage draws, gestures.js moves it. */

const LEAST = 0.02; // pixels a unit of the map: 5,000 nodes fit into a phone at five times that
const MOST = 6;

/** @param {number} scale */
function bounded(scale) {
  return Math.min(MOST, Math.max(LEAST, scale));
}

export class Camera {
  constructor() {
    this.x = this.y = 0;
    this.scale = this.width = this.height = 1;
  }

  /** @returns {AtlasCamera} */
  get() {
    return { x: this.x, y: this.y, scale: this.scale };
  }

  /** @param {Partial<AtlasCamera>} camera what is left out stays; what is no number, too */
  set({ x = this.x, y = this.y, scale = this.scale }) {
    if (![x, y, scale].every(Number.isFinite)) return;
    [this.x, this.y, this.scale] = [x, y, bounded(scale)];
  }

  /** The pixel of a place of the map. @param {number} x @param {number} y @returns {[number, number]} */
  place(x, y) {
    return [(x - this.x) * this.scale + this.width / 2, (y - this.y) * this.scale + this.height / 2];
  }

  /** The place of the map under a pixel. @param {number} left @param {number} top @returns {[number, number]} */
  under(left, top) {
    return [(left - this.width / 2) / this.scale + this.x, (top - this.height / 2) / this.scale + this.y];
  }

  /** Moves the map by pixels. @param {number} right @param {number} down */
  pan(right, down) {
    this.x -= right / this.scale;
    this.y -= down / this.scale;
  }

  /** Comes nearer by a factor; what lies under a pixel stays there. @param {number} factor @param {number} [left] @param {number} [top] */
  zoom(factor, left = this.width / 2, top = this.height / 2) {
    const [x, y] = this.under(left, top);
    this.scale = bounded(this.scale * factor);
    const [now, high] = this.under(left, top);
    this.x += x - now;
    this.y += y - high;
  }

  /** Between two cameras, so that the middle goes straight and the scale evenly. @param {AtlasCamera} from @param {AtlasCamera} to @param {number} share 0 to 1 */
  between(from, to, share) {
    const scale = from.scale * (to.scale / from.scale) ** share;
    // Of the way, what the scale has gone: the place flown to moves on a straight line of the window.
    const way = Math.abs(to.scale / from.scale - 1) < 1e-3 ? share : (1 / scale - 1 / from.scale) / (1 / to.scale - 1 / from.scale);
    this.set({ x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way, scale });
  }
}
