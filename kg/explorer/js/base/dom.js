/** Making elements: text always goes in as text, never as HTML. */

/** @param {string} selector @returns {any} */
export function $(selector) {
  return document.querySelector(selector);
}

/**
 * An element with properties (`class`, `text`, `aria-*`, `data-*`, `on*` handlers and plain attributes) and children.
 * @param {string} tag @param {Record<string, any>} [properties] @param {...any} children
 * @returns {any}
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, properties);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * The same for SVG.
 * @param {string} tag @param {Record<string, any>} [properties] @param {...any} children
 * @returns {any}
 */
export function svg(tag, properties = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, properties);
  element.append(...children.flat().filter(Boolean));
  return element;
}

/** @param {any} element @param {Record<string, any>} properties */
function fill(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, each] of Object.entries(value)) element.style.setProperty(key, String(each));
    else element.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
}

/**
 * A link that leaves the page, or plain text where the address is not http or https.
 * @param {string} address @param {string} [text]
 */
export function outward(address, text = address) {
  if (!/^https?:\/\/[^\s]+$/i.test(address)) return el("span", { text });
  return el("a", { href: address, text, target: "_blank", rel: "noopener noreferrer" });
}

/** A text as a file. @param {string} name @param {string} type its media type @param {string} text */
export function saveText(name, type, text) {
  download(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

/** Whether a text went to the clipboard: not every browser, and no frame, lets a page write there. @param {string} text */
export async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name @param {Blob} blob */
export function download(name, blob) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
