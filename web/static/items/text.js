// @ts-check
// A name to recall and type.

import { part, say } from "../offline_parts.js";

const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });

/** @typedef {{ text: string, mark: number, reason?: string }} Spelling */

// As the server's. The blanks are spelled out, for \s differs from the server's.
const blanks = /[_\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/gu;
const around = /^ *["'`\p{Pi}\p{Pf}\p{Ps}](.*)["'`\p{Pi}\p{Pf}\p{Pe}]$|[ .!?,;:。、]+$/gu;
const article = /^ *(?:(?:the|an?|le|la|les|une?|des) +|l' *)([^ ].*)$/iu;
const anything = "\ue000";

/** A name without what stands around it. @param {string} s */
function bare(s) {
  for (let inner; (inner = s.replace(around, "$1")) !== s;) s = inner;
  return s;
}

/** The ways to read a typed text. @param {string} s @param {boolean} matchCase */
function folded(s, matchCase) {
  const counted = [...s.normalize("NFKD").replace(/[\p{M}\p{Pd}\p{Cf}]/gu, "").replace(blanks, " ").replace(/’/g, "'")];
  const all = (matchCase ? counted : counted.map((c) => c.toLowerCase())).join(""), name = bare(all);
  return [all, name, bare(name.replace(article, "$1"))].map((way) => way.replaceAll(" ", ""));
}

/** @param {Spelling} spelling @param {string[]} typed folded @param {boolean} matchCase */
function matches(spelling, typed, matchCase) {
  const wildcard = spelling.text.replace(/\\?\*/g, (sign) => sign === "*" ? anything : "*");
  return folded(wildcard, matchCase).some((way) => typed.some((text) => made(text, way.split(anything))));
}

/** Whether a text has these parts in their order. @param {string} text @param {string[]} parts */
function made(text, parts) {
  const first = parts[0], last = parts[parts.length - 1];
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let rest = text.slice(first.length, text.length - last.length);
  for (const p of parts.slice(1, -1)) {
    const at = rest.indexOf(p);
    if (at < 0) return false;
    rest = rest.slice(at + p.length);
  }
  return true;
}

/** The first spelling that an answer matches. @param {any} item @param {string[]} given @returns {Spelling | undefined} */
function spelling(item, given) {
  const { spellings, match_case: matchCase = false } = item.feedback.entry, typed = folded(given[0] || "", matchCase);
  return spellings.find((/** @type {Spelling} */ s) => matches(s, typed, matchCase));
}

/**
 * Why an answer cannot be taken, as the key of a text, or "".
 * @param {any} _ @param {string[]} given
 */
export function unreadable(_, given) {
  const text = given[0] || "";
  return [...text].length > 100 || /\p{Cc}/u.test(text) || folded(text, false).includes("") ? "error_typed" : "";
}

/** Whether a readable answer is right. @param {any} item @param {string[]} given */
export const right = (item, given) => spelling(item, given)?.mark === 1;

/** @param {any} item */
export const asked = (item) => [part("typed-name", { exact: item.feedback.entry.match_case, folded: !item.feedback.entry.match_case })];

/** @param {any} item @param {import("../offline_store.js").Kept} answer @param {string} lang */
export function told(item, answer, lang) {
  const found = spelling(item, answer.given), inPart = found && found.mark > 0 && found.mark < 1;
  const node = part("told-name", {
    given: answer.given[0], state: "-", key: item.feedback.entry.key, also: item.feedback.entry.also?.join(", "), reason: found?.reason,
    part: inPart && say("player_text_part", { Percent: percent.format(found.mark) }),
  }, lang);
  const yours = node.querySelector("[data-yours]");
  yours?.classList.add(...(answer.right ? ["right", "chosen-right"] : ["chosen-wrong"]));
  yours?.querySelector("b")?.classList.toggle("wavy", !answer.right);
  yours?.querySelector("[data-slot=state]")?.replaceWith(part(answer.right ? "state-yours-right" : "state-wrong"));
  return [node];
}
