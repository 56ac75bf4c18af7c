// @ts-check
// A number to work out and type.

import { element, part, say } from "../offline_parts.js";

// As the server's typed_number.go, which gives the reasons.
const unseen = /[\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u0301\ufe0e\ufe0f]/gu;
const spelled = /** @type {Record<string, string>} */ ({
  USD: "us ?dollars?|dollars?(?: us| am[eé]ricains?)?|us ?\\$|\\$ ?usd?|usd ?\\$?|\\$",
  EUR: "euros?|eur|€",
});
const grouped = /^(?:\d*|\d{1,3}(?:[ .,']\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})$/;
const leads = /^(?:[1-9]\d{0,2}|\d{1,3}(?:[ ']\d{3})+)$/;
const shortened = /\d ?(?:e ?[-+]?\d|[x×*^] ?1?0|(?:[kmb]|mio|mille|milliers?|thousand|millions?|milliards?|billions?)(?:[^a-z]|$))/iu;

/** @typedef {{ n: number, told: boolean } | string} Read a number in hundredths, or the key of a text that says why not */

/** A typed text with the signs of a keyboard. @param {string} text */
const plain = (text) => text.replace(unseen, "").replace(/[\p{Zs}\x85]+/gu, " ")
  .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (c) => String(c.charCodeAt(0) & 15))
  .replace(/[\u0966-\u096f\u09e6-\u09ef]/g, (c) => String((c.charCodeAt(0) & 15) - 6))
  .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
  .replace(/[\u2019\u2018\u02bc\u2032\xb4`\u066c]/g, "'").replace(/[\u2212\u2010-\u2014\ufe63]/g, "-")
  .replace(/\u066b/g, ".").replace(/\u060c/g, ",").replace(/\u066a/g, "%").trim();

/** @param {string} text @param {string} unit @param {string} lang @returns {Read} */
export function readNumber(text, unit, lang) {
  const s = plain(text), u = Object.hasOwn(spelled, unit) ? spelled[unit] : unit.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const m = [...text].length > 64 ? null : new RegExp(`^(?:= ?)?([-+]?) ?(?:${u})? ?([-+]?) ?([\\d.,' ]+?) ?(?:${u})?$`, "iu").exec(s);
  if (!m) return whyUnread(s);
  if (m[1] && m[2]) return "error_number";
  const read = readFigures(m[3], lang);
  return typeof read !== "string" && m[1] + m[2] === "-" ? { n: -read.n || 0, told: read.told } : read;
}

/** @param {string} s @param {string} lang @returns {Read} */
function readFigures(s, lang) {
  const last = Math.max(s.lastIndexOf("."), s.lastIndexOf(","));
  if (last < 0) return hundredths(s, "", false);
  const before = s.slice(0, last), sign = s[last], after = s.slice(last + 1), divides = lang === "fr" ? "," : ".";
  const both = before.includes(sign === "." ? "," : "."), again = before.includes(sign);
  if (both && again) return "error_number";
  if (both || (again && after.length !== 3)) return hundredths(before, after, false);
  if (again) return hundredths(s, "", false);
  if (after.length !== 3 || !leads.test(before)) return hundredths(before, after, sign !== divides);
  return sign === divides ? "error_number_two_readings" : hundredths(s, "", true);
}

/** @param {string} whole @param {string} decimals @param {boolean} told @returns {Read} */
function hundredths(whole, decimals, told) {
  if (!grouped.test(whole) || /\D/.test(decimals) || whole + decimals === "") return "error_number";
  const units = Number(whole.replace(/[ .,']/g, "")), rest = `${decimals}000`;
  if (units > 1e12) return "error_number";
  return { n: units * 100 + Number(rest.slice(0, 2)) + (rest[2] >= "5" ? 1 : 0), told: told || /[1-9]/.test(rest.slice(2)) };
}

/** @param {string} s */
function whyUnread(s) {
  if (!/\d/.test(s)) return "error_number";
  return shortened.test(s) ? "error_number_shortened" : /[\p{L}\p{Sc}%]/u.test(s) ? "error_number_unit" : "error_number";
}

/**
 * How a number was read, written out, where it could be read otherwise; or "".
 * @param {any} item @param {string[]} given @param {string} lang
 */
export function readAs(item, given, lang) {
  const read = readNumber(given[0] || "", item.unit, lang);
  if (typeof read === "string" || !read.told) return "";
  const decimals = read.n % 100 ? 2 : 0;
  return new Intl.NumberFormat(lang, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(read.n / 100).replace("-", "\u2212");
}

/**
 * Why an answer cannot be taken, as the key of a text, or "".
 * @param {any} item @param {string[]} given @param {string} lang
 */
export function unreadable(item, given, lang) {
  const read = readNumber(given[0] || "", item.unit, lang);
  return typeof read === "string" ? read : "";
}

/** Whether a readable answer is right. @param {any} item @param {string[]} given @param {string} lang */
export function right(item, given, lang) {
  const read = readNumber(given[0], item.unit, lang), { key, tolerance } = item.feedback.number;
  return typeof read !== "string" && Math.abs(read.n - Math.round(key * 100)) <= Math.round(tolerance * 100);
}

/** @param {any} item */
export const asked = (item) => [part("typed", { unit: item.unit })];

/** @param {any} item @param {import("../offline_store.js").Kept} answer @param {string} lang */
export function told(item, answer, lang) {
  const read = readAs(item, answer.given, lang);
  const node = part("told-number", {
    given: answer.given[0], key: item.number.right, around: item.number.around, state: "-",
    read: read && say("player_number_read", { Number: read, Unit: item.unit }),
    working: item.feedback.number.working.map((/** @type {string} */ line) => element("li", line, lang)),
  }, lang);
  const yours = node.querySelector("[data-yours]");
  yours?.classList.add(...(answer.right ? ["right", "chosen-right"] : ["chosen-wrong"]));
  yours?.querySelector("b")?.classList.toggle("wavy", !answer.right);
  yours?.querySelector("[data-slot=state]")?.replaceWith(part(answer.right ? "state-yours-right" : "state-wrong"));
  return [node];
}
