/** Where marks are, in pixels of the window, for names that are to lie on none of them. */

const CELL = 32; // pixels of a cell in which marks are looked for
const FINE = 4; // pixels of a cell that is taken or free

/** @typedef {{ id: string, region: number, x: number, y: number, radius: number }} Mark */

export class FreeRoom {
  /** @param {number} width @param {number} height of the window @param {Mark[]} marks */
  constructor(width, height, marks) {
    this.marks = marks;
    /** @type {Map<number, Mark[]>} */
    this.cells = new Map();
    this.columns = Math.ceil(width / FINE) + 1;
    this.rows = Math.ceil(height / FINE) + 1;
    /** How many fine cells above and left of each are taken: a box of any size is counted by its four corners. */
    this.sums = new Int32Array(this.columns * this.rows);
    for (const mark of marks) {
      if (mark.x < -mark.radius || mark.y < -mark.radius || mark.x > width + mark.radius || mark.y > height + mark.radius) continue;
      const key = Math.floor(mark.x / CELL) + 4096 * Math.floor(mark.y / CELL);
      const cell = this.cells.get(key);
      if (cell) cell.push(mark);
      else this.cells.set(key, [mark]);
      const [left, right] = [this.column(mark.x - mark.radius), this.column(mark.x + mark.radius)];
      for (let row = this.row(mark.y - mark.radius); row <= this.row(mark.y + mark.radius); row++) {
        this.sums.fill(1, row * this.columns + left, row * this.columns + right + 1);
      }
    }
    this.largest = marks.reduce((most, mark) => Math.max(most, mark.radius), 0);
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0, sum = 0; column < this.columns; column++) {
        const at = row * this.columns + column;
        sum += this.sums[at];
        this.sums[at] = sum + (row ? this.sums[at - this.columns] : 0);
      }
    }
  }

  /** @param {number} x */
  column(x) {
    return Math.min(this.columns - 1, Math.max(0, Math.floor(x / FINE) + 1));
  }

  /** @param {number} y */
  row(y) {
    return Math.min(this.rows - 1, Math.max(0, Math.floor(y / FINE) + 1));
  }

  /** Whether no mark lies in a box, nor in the fine cells that it touches. @param {number} x @param {number} y its middle @param {number} half @param {number} tall half its sizes */
  empty(x, y, half, tall) {
    const [left, right] = [this.column(x - half) - 1, this.column(x + half)];
    const [top, bottom] = [(this.row(y - tall) - 1) * this.columns, this.row(y + tall) * this.columns];
    const { sums } = this;
    return sums[bottom + right] - sums[bottom + Math.max(0, left)] - sums[Math.max(0, top) + right] + sums[Math.max(0, top) + Math.max(0, left)] === 0;
  }

  /** The region of the mark that is nearest to a place, or -1. @param {number} x @param {number} y */
  owner(x, y) {
    let [region, least] = [-1, Infinity];
    for (const mark of this.marks) {
      const away = (mark.x - x) ** 2 + (mark.y - y) ** 2;
      if (mark.region >= 0 && away < least) [region, least] = [mark.region, away];
    }
    return region;
  }

  /** Whether no mark but a node's own lies in a box. @param {number} x @param {number} y @param {number} half @param {number} tall @param {string} own */
  emptyBut(x, y, half, tall, own) {
    const [left, right] = [Math.floor((x - half - this.largest) / CELL), Math.floor((x + half + this.largest) / CELL)];
    const [top, bottom] = [Math.floor((y - tall - this.largest) / CELL), Math.floor((y + tall + this.largest) / CELL)];
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        for (const mark of this.cells.get(column + 4096 * row) ?? []) {
          const [dx, dy] = [Math.max(0, Math.abs(mark.x - x) - half), Math.max(0, Math.abs(mark.y - y) - tall)];
          if (mark.id !== own && dx * dx + dy * dy < mark.radius * mark.radius) return false;
        }
      }
    }
    return true;
  }
}
