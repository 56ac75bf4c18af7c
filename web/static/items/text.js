// @ts-check
// A name to recall and type.

import { part, say } from "../offline_parts.js";

const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });

/** @typedef {{ text: string, mark: number, reason?: string }} Spelling */

// As the server's: an article before the name does not count. The blanks are
// spelled out, for \s differs from the server's.
const blanks = "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const runs = new RegExp(blanks + "+", "gu"), ends = new RegExp(`^${blanks}+|${blanks}+$`, "gu");
const article = /^(?:(?:the|an?|le|la|les|une?|des) +|l['’] *)(\S.*)$/iu;
const uncounted = new RegExp(`[\\p{M}\\p{Pd}\\p{Cf}]|${blanks}`, "gu");

/** @param {string} s */
function withoutArticle(s) {
  const plain = s.replace(ends, "").replace(runs, " ");
  return article.exec(plain)?.[1] ?? plain;
}

/** @param {string} s @param {boolean} matchCase */
function letters(s, matchCase) {
  const counted = [...s.normalize("NFKD").replace(uncounted, "").replace(/’/g, "'")];
  return (matchCase ? counted : counted.map((c) => c.toLowerCase())).join("");
}

/** What counts of a typed text. @param {string} s @param {boolean} matchCase */
const folded = (s, matchCase) => letters(withoutArticle(s), matchCase);

/** What stands between the asterisks of a spelling. @param {string} text @param {boolean} matchCase */
function wildcard(text, matchCase) {
  const parts = text.replaceAll("\\*", "\ue000").split("*").map((p) => p.replaceAll("\ue000", "*"));
  return parts.map((p, i) => letters(i === 0 ? withoutArticle(p) : p, matchCase));
}

/** @param {Spelling} spelling @param {string} typed folded @param {boolean} matchCase */
function matches(spelling, typed, matchCase) {
  const parts = wildcard(spelling.text, matchCase), first = parts[0], last = parts[parts.length - 1];
  if (parts.length === 1) return typed === first;
  if (typed.length < first.length + last.length || !typed.startsWith(first) || !typed.endsWith(last)) return false;
  let rest = typed.slice(first.length, typed.length - last.length);
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
  return [...text].length > 100 || /\p{Cc}/u.test(text) || folded(text, false) === "" ? "error_typed" : "";
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
  node.querySelector(".choice")?.classList.add(...(answer.right ? ["right", "chosen-right"] : ["chosen-wrong"]));
  node.querySelector("[data-slot=state]")?.replaceWith(part(answer.right ? "name-right" : "name-wrong"));
  return [node];
}
