/**
 * Places for the neighbours of a node round it, by role, so that every name can be read.
 *
 * 1. The circle is shared among the sectors: the more neighbours, the wider, but none so narrow that nothing fits.
 * 2. In the order of a sector each neighbour takes the free place nearest to the middle that lies in its sector, together
 *    with its name, which stands outwards of the mark. So the surest are innermost, and no two names touch.
 * 3. The heading of a sector stands outside its last neighbour.
 * 4. What is larger than the window is laid out again for smaller scale, at which names take more of the map.
 */

import { free } from "../paint/labels.js";

const INNERMOST = 84; // pixels from the middle to the first neighbours: the chosen one's name lies between
const STEP = 12; // pixels from one ring of places to the next
const APART = 15; // pixels between two places on a ring
const FARTHEST = 1400; // pixels: far outside any window
const LEAST = 0.08; // of the circle for each sector
const [TALL, MARGIN] = [8, 12]; // half a line of text, and what is left round all, in pixels
export const GAP = 5; // pixels between a mark and its name
const CLOSEST = 1.3; // scale: as near as few neighbours are drawn
const TRIES = 4; // layouts for ever smaller scales

/** @typedef {{ half: number, radius: number }} Sized half the width of its name, and the radius of its mark */
/** @typedef {{ x: number, y: number, spot: [number, number] }} Placed `spot`: on which side of the mark the name stands */

/**
 * @param {AtlasSector[]} sectors @param {Map<string, Sized>} sizes of the neighbours, in pixels @param {number[]} headings half widths
 * @param {Sized} centre @param {{ width: number, height: number }} window
 */
export function layoutSectors(sectors, sizes, headings, centre, window) {
  let scale = 1;
  let made = new Layout(sectors, sizes, headings, centre, window, 1);
  for (let attempt = 0; attempt < TRIES && made.fitting() < scale * 0.97; attempt++) {
    scale = made.fitting();
    made = new Layout(sectors, sizes, headings, centre, window, scale);
  }
  return { places: made.places, headings: made.headings, borders: made.borders, squeeze: made.squeeze, reach: made.reach, bounds: made.bounds(), scale: Math.min(CLOSEST, made.fitting()) };
}

class Layout {
  /** @param {AtlasSector[]} sectors @param {Map<string, Sized>} sizes @param {number[]} headings @param {Sized} centre @param {{ width: number, height: number }} window @param {number} scale at which it shall be seen */
  constructor(sectors, sizes, headings, centre, { width, height }, scale) {
    this.unit = 1 / scale;
    this.window = { width: width / scale, height: height / scale };
    const shape = Math.sqrt(Math.min(1.6, Math.max(0.62, width / height)));
    this.squeeze = /** @type {[number, number]} */ ([shape, 1 / shape]); // rings are as wide and tall as the window
    /** @type {number[][]} */
    this.boxes = [[0, 0, centre.radius, centre.radius], [0, centre.radius + 19 * this.unit, centre.half * this.unit, 11 * this.unit]];
    /** @type {Map<string, Placed>} */
    this.places = new Map();
    /** @type {{ x: number, y: number }[]} */
    this.headings = [];
    /** @type {number[]} */
    this.borders = [];
    this.reach = INNERMOST;
    const numbers = sectors.map((sector) => sector.nodes.length);
    const spans = shares(numbers).map((part) => part * 2 * Math.PI);
    let from = turned(numbers, spans);
    sectors.forEach((sector, place) => {
      const to = from + spans[place];
      if (sectors.length > 1) this.borders.push(from);
      let last = INNERMOST;
      /** @type {number[]} */
      const rays = [];
      for (const node of sector.nodes) last = Math.max(last, this.place(node.id, /** @type {Sized} */ (sizes.get(node.id)), [from, to], [rays, (to - from) / (sector.nodes.length + 1)]));
      this.headings.push(this.head(headings[place], from, to, last));
      from = to;
    });
  }

  /**
   * Gives a neighbour the nearest free place; how far from the middle that is.
   * @param {string} id @param {Sized} sized @param {[number, number]} sector radians
   * @param {[number[], number]} fan directions of the sector's other neighbours, and how far apart they are where there is room
   */
  place(id, { half, radius }, [from, to], [rays, apart]) {
    for (const care of [0.7, 0.35, 0.12, 0, -1]) { // each as much in a direction of its own as can be, in its sector and the window, or else anywhere
      const strict = care >= 0;
      for (let ring = INNERMOST; ring < FARTHEST; ring += STEP) {
        for (const angle of angles(from, to, ring)) {
          const [x, y] = [ring * Math.cos(angle) * this.squeeze[0], ring * Math.sin(angle) * this.squeeze[1]];
          if (strict && !this.inWindow(x, y, radius, radius)) continue;
          if (rays.some((ray) => Math.abs(ray - angle) < care * apart)) continue;
          if (!free(this.boxes, x, y, radius + 3, radius + 3)) continue;
          const spot = this.spot(x, y, angle, half, radius, strict ? [from, to] : null);
          if (!spot) continue;
          this.boxes.push([x, y, radius + 2, radius + 2], spot.box);
          this.places.set(id, { x, y, spot: spot.side });
          this.reach = Math.max(this.reach, ring);
          rays.push(angle);
          return ring;
        }
      }
    }
    this.places.set(id, { x: FARTHEST * Math.cos(from), y: FARTHEST * Math.sin(from), spot: [0, 1] });
    return FARTHEST;
  }

  /** Where the name of a mark is free: outwards first. @param {number} x @param {number} y @param {number} angle @param {number} half @param {number} radius @param {[number, number] | null} sector */
  spot(x, y, angle, half, radius, sector) {
    const aside = /** @type {[number, number]} */ ([Math.cos(angle) < 0 ? -1 : 1, 0]);
    const along = /** @type {[number, number]} */ ([0, Math.sin(angle) < 0 ? -1 : 1]);
    for (const side of Math.abs(Math.cos(angle)) > 0.4 ? [aside, along] : [along, aside]) {
      const [wide, tall] = [(half + 3) * this.unit, TALL * this.unit];
      const cx = x + side[0] * (radius + (GAP + half) * this.unit);
      const cy = y + side[1] * (radius + (GAP + TALL - 2) * this.unit);
      if (sector && !(this.inWindow(cx, cy, wide, tall) && this.inSector(cx, cy, wide, tall, sector))) continue;
      if (free(this.boxes, cx, cy, wide, tall)) return { side, box: [cx, cy, wide, tall] };
    }
    return null;
  }

  /** A place for a sector's heading, outside its neighbours if it can be. @param {number} half @param {number} from @param {number} to @param {number} last ring of its neighbours */
  head(half, from, to, last) {
    const [wide, tall] = [(half + 4) * this.unit, (TALL + 3) * this.unit];
    for (const strict of [true, false]) {
      for (let ring = last + STEP; ring < FARTHEST; ring += STEP) {
        for (const angle of angles(from, to, ring)) {
          const [x, y] = [ring * Math.cos(angle) * this.squeeze[0], ring * Math.sin(angle) * this.squeeze[1]];
          if (strict && !(this.inWindow(x, y, wide, tall) && this.inSector(x, y, wide * 0.8, tall, [from, to]))) continue;
          if (!free(this.boxes, x, y, wide, tall)) continue;
          this.boxes.push([x, y, wide, tall]);
          return { x, y };
        }
      }
    }
    return { x: 0, y: -FARTHEST };
  }

  /** @param {number} x @param {number} y @param {number} wide @param {number} tall */
  inWindow(x, y, wide, tall) {
    const rim = MARGIN * this.unit;
    return Math.abs(x) + wide < this.window.width / 2 - rim && Math.abs(y) + tall < this.window.height / 2 - rim;
  }

  /** Whether a box lies in a sector, but for its inner end. @param {number} x @param {number} y @param {number} wide @param {number} tall @param {[number, number]} sector */
  inSector(x, y, wide, tall, [from, to]) {
    if (to - from > 1.2 * Math.PI) return true;
    const outer = x < 0 ? x - wide : x + wide;
    return [[x, y], [outer, y - tall], [outer, y + tall]].every(([a, b]) => {
      const turn = (Math.atan2(b / this.squeeze[1], a / this.squeeze[0]) - from + 8 * Math.PI) % (2 * Math.PI);
      return turn <= to - from;
    });
  }

  /** What all of it takes: left, top, right, bottom. */
  bounds() {
    const side = (/** @type {(box: number[]) => number} */ of, /** @type {(...values: number[]) => number} */ most) => this.boxes.reduce((found, box) => most(found, of(box)), of(this.boxes[0]));
    return [side((box) => box[0] - box[2], Math.min), side((box) => box[1] - box[3], Math.min), side((box) => box[0] + box[2], Math.max), side((box) => box[1] + box[3], Math.max)];
  }

  /** The scale at which it fits into the window. */
  fitting() {
    const [left, top, right, bottom] = this.bounds();
    const { width, height } = this.window;
    return Math.min((width / this.unit - 2 * MARGIN) / (right - left), (height / this.unit - 2 * MARGIN) / (bottom - top));
  }
}

/** Shares of the circle: by the numbers, damped, with a least one. @param {number[]} numbers */
function shares(numbers) {
  const damped = numbers.map((number) => number ** 0.7);
  const sum = damped.reduce((one, other) => one + other, 0);
  const spare = 1 - LEAST * numbers.length;
  return damped.map((each) => (spare > 0 ? LEAST + (spare * each) / sum : 1 / numbers.length));
}

/** Where the first sector begins, so that those with many neighbours lie right and left, where names do not stand above one another's marks. @param {number[]} numbers @param {number[]} spans */
function turned(numbers, spans) {
  let [best, most] = [0, -1];
  for (let turn = 0; turn < 2 * Math.PI; turn += Math.PI / 18) {
    let from = turn;
    let aside = 0;
    numbers.forEach((number, place) => {
      aside += number * Math.abs(Math.cos(from + spans[place] / 2)) ** 0.5;
      from += spans[place];
    });
    if (aside > most + 1e-9) [best, most] = [turn, aside];
  }
  return best;
}

/** Directions on a ring within a sector, from its middle outwards. @param {number} from @param {number} to @param {number} ring */
function angles(from, to, ring) {
  const number = Math.max(1, Math.floor(((to - from) * ring) / APART) - 1);
  const middle = (from + to) / 2;
  const step = (to - from) / (number + 1);
  return Array.from({ length: number }, (_, place) => middle + (place % 2 ? 1 : -1) * Math.ceil(place / 2) * step);
}
