/**
 * Mouse, pen and fingers on the map.
 *
 * One pointer on the ground moves the map, on a mark drags it (a finger only the selected one: on a phone marks lie too near
 * to pan between them); two pinch. A press that does not move is a click, and two at one place within a third of a second
 * are a double click.
 */

const STILL = { mouse: 4, touch: 10 }; // pixels that a press may move and is still a click
const TWICE = 330; // milliseconds between the clicks of a double click
const NEARBY = 24; // pixels between them
const NOTCH = 0.0016; // zoom a pixel of the wheel: a notch of 100 pixels comes nearer by 17 %
const PINCHED = 0.01; // the same for a pinch on a trackpad, whose steps are small
const LINE = 33; // pixels of a line, in browsers whose wheels count lines
const CLOSER = 1.6; // by a double click on the ground

/**
 * @typedef {object} Hands what the gestures do, in pixels of the host
 * @property {(left: number, top: number, touch: boolean) => string | null} grip the mark that a press there would drag
 * @property {(right: number, down: number) => void} pan
 * @property {(factor: number, left: number, top: number) => void} zoom
 * @property {(id: string, right: number, down: number) => void} drag
 * @property {(id: string) => void} drop
 * @property {(left: number, top: number, touch: boolean) => void} click
 * @property {(left: number, top: number, touch: boolean) => boolean} twice whether there was something to open
 * @property {(left: number, top: number) => void} hover
 * @property {() => void} leave
 */

/** @param {HTMLElement} host @param {Hands} hands */
export function hearGestures(host, hands) {
  /** @type {Map<number, { left: number, top: number }>} */
  const down = new Map();
  /** @type {{ left: number, top: number, touch: boolean, moved: boolean, grip: string | null } | null} */
  let press = null;
  let last = { time: -Infinity, left: 0, top: 0 };

  const at = (/** @type {MouseEvent} */ event) => {
    const box = host.getBoundingClientRect();
    return { left: event.clientX - box.left, top: event.clientY - box.top };
  };
  const spread = () => {
    const [one, other] = [...down.values()];
    return { left: (one.left + other.left) / 2, top: (one.top + other.top) / 2, apart: Math.hypot(one.left - other.left, one.top - other.top) };
  };

  host.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const [place, touch] = [at(event), event.pointerType === "touch"];
    down.set(event.pointerId, place);
    host.setPointerCapture(event.pointerId);
    if (press?.grip && press.moved) hands.drop(press.grip);
    press = down.size === 1 ? { ...place, touch, moved: false, grip: hands.grip(place.left, place.top, touch) } : null;
  });

  host.addEventListener("pointermove", (event) => {
    const [place, held] = [at(event), down.get(event.pointerId)];
    if (!held) {
      if (event.pointerType !== "touch" && !event.buttons) hands.hover(place.left, place.top);
      return;
    }
    if (down.size > 1) {
      const before = spread();
      down.set(event.pointerId, place);
      const now = spread();
      hands.pan(now.left - before.left, now.top - before.top);
      if (before.apart > 1) hands.zoom(now.apart / before.apart, now.left, now.top);
      return;
    }
    if (press && !press.moved && Math.hypot(place.left - press.left, place.top - press.top) < STILL[press.touch ? "touch" : "mouse"]) return;
    down.set(event.pointerId, place);
    if (press) press.moved = true;
    const [right, low] = [place.left - held.left, place.top - held.top];
    if (press?.grip) hands.drag(press.grip, right, low);
    else hands.pan(right, low);
  });

  const lift = (/** @type {PointerEvent} */ event, /** @type {boolean} */ clicked) => {
    if (!down.delete(event.pointerId)) return;
    const ended = press;
    press = null;
    if (!ended) return;
    if (ended.moved) return ended.grip ? hands.drop(ended.grip) : undefined;
    if (!clicked) return;
    const { left, top, touch } = ended;
    const twice = event.timeStamp - last.time < TWICE && Math.hypot(left - last.left, top - last.top) < NEARBY;
    last = { time: twice ? -Infinity : event.timeStamp, left, top };
    if (!twice) hands.click(left, top, touch);
    else if (!hands.twice(left, top, touch)) hands.zoom(CLOSER, left, top);
  };
  host.addEventListener("pointerup", (event) => lift(event, true));
  host.addEventListener("pointercancel", (event) => lift(event, false));
  host.addEventListener("pointerleave", () => hands.leave());
  host.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { left, top } = at(event);
    const pixels = event.deltaY * (event.deltaMode ? LINE : 1);
    hands.zoom(Math.exp(-Math.max(-400, Math.min(400, pixels)) * (event.ctrlKey ? PINCHED : NOTCH)), left, top);
  }, { passive: false });
}
