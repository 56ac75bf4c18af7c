// @ts-check
// A number to work out and type.

import { element, part } from "../offline_parts.js";

// As the server's: digits, perhaps in groups of three, perhaps decimals.
/** @type {Record<string, RegExp>} */
const typed = {
  en: /^(\d{1,3}(?:[ ,']\d{3})+|\d{1,12})(?:\.(\d{1,2}))?$/,
  fr: /^(\d{1,3}(?:[ .']\d{3})+|\d{1,12})(?:[,.](\d{1,2}))?$/,
};

/**
 * A typed number in hundredths, or null.
 * @param {string} text
 * @param {string} lang
 */
function hundredths(text, lang) {
  const plain = text.replace(/[\u00a0\u202f\u2009\ufeff\u0085]/g, " ").replace(/\u2019/g, "'").trim();
  const unsigned = plain.replace(/USD$/, "").replace(/\$$/, "").replace(/^(?:[\u2212-]\$?|\$[\u2212-]?)/, "");
  const sign = /^\$?[\u2212-]/.test(plain) ? -1 : 1, bare = unsigned.trim();
  const found = typed[lang].exec(bare);
  if (!found || [...text].length > 64) return null;
  const whole = Number(found[1].replace(/[ ,.']/g, ""));
  return whole > 1e12 ? null : sign * (whole * 100 + Number(((found[2] || "") + "00").slice(0, 2)));
}

/**
 * Why an answer cannot be taken, as the key of a text, or "".
 * @param {any} _ @param {string[]} given @param {string} lang
 */
export const unreadable = (_, given, lang) => (hundredths(given[0] || "", lang) === null ? "error_number" : "");

/** Whether a readable answer is right. @param {any} item @param {string[]} given @param {string} lang */
export function right(item, given, lang) {
  const n = hundredths(given[0], lang), { key, tolerance } = item.feedback.number;
  return n !== null && Math.abs(n - Math.round(key * 100)) <= Math.round(tolerance * 100);
}

/** @param {any} item */
export const asked = (item) => [part("typed", { unit: item.unit })];

/** @param {any} item @param {import("../offline_store.js").Kept} answer @param {string} lang */
export function told(item, answer, lang) {
  const node = part("told-number", {
    given: answer.given[0], key: item.number.right, around: item.number.around, state: "-",
    working: item.feedback.number.working.map((/** @type {string} */ line) => element("li", line, lang)),
  }, lang);
  node.querySelector(".choice")?.classList.add(...(answer.right ? ["right", "chosen-right"] : ["chosen-wrong"]));
  node.querySelector("[data-slot=state]")?.replaceWith(part(answer.right ? "figure-right" : "figure-wrong"));
  return [node];
}
