// @ts-check
// What ordering and matching share: rows that each get one of the options.

import { element, part, place, say } from "../offline_parts.js";

/**
 * Why an answer cannot be taken, as the key of a text, or "".
 * @param {any} item @param {string[]} given
 */
export const unreadable = (item, given) => (given.length < item.rows.length || given.includes("") ? "error_fill_rows" : "");

/** Whether a readable answer is right. @param {any} item @param {string[]} given */
export const right = (item, given) => item.rows.every((/** @type {any} */ _, /** @type {number} */ i) => fits(item, i, given));

/** How many rows are right, in words. @param {any} item @param {string[]} given */
export const inPlace = (item, given) => say("player_rows_right", { Right: item.rows.filter((/** @type {any} */ _, /** @type {number} */ i) => fits(item, i, given)).length, Size: item.rows.length });

/** @param {any} item @param {number} i @param {string[]} given */
const fits = (item, i, given) => text(item, i, given[i]) === item.feedback.prompts[i].key;

/**
 * What a value of a row reads. No two options of a question read the same.
 * @param {any} item @param {number} i @param {string} value
 */
const text = (item, i, value) => item.rows[i].values.find((/** @type {any} */ v) => v.value === value)?.text || "";

/**
 * The options in full, and a box for each row.
 * @param {any} item @param {string} lang @param {boolean} ordered
 */
export function asked(item, lang, ordered) {
  const pool = part("pool");
  pool.append(...item.options.map((/** @type {any} */ o) => element("li", o.text, lang)));
  const hint = element("p", say(ordered ? "player_order_hint" : "player_match_hint"));
  Object.assign(hint, { id: "rows-hint", className: "hint" });
  const list = element(ordered ? "ol" : "ul", "");
  list.className = ordered ? "rows" : "rows paired";
  list.setAttribute("role", "list");
  item.rows.forEach((/** @type {any} */ row, /** @type {number} */ i) => {
    const box = part("box", { label: row.prompt || place(i + 1) }, row.prompt ? lang : "");
    const select = /** @type {HTMLSelectElement} */ (box.querySelector("select"));
    select.id = `row-${i + 1}`;
    /** @type {HTMLLabelElement} */ (box.querySelector("label")).htmlFor = select.id;
    for (const v of row.values) {
      const option = /** @type {HTMLOptionElement} */ (element("option", v.text, lang));
      option.value = v.value;
      select.append(option);
    }
    list.append(box);
  });
  return [pool, hint, list];
}

/**
 * Each row with its key, and what stood there instead; the reasons are folded.
 * @param {any} item @param {import("../offline_store.js").Kept} answer @param {string} lang @param {boolean} ordered
 */
export function told(item, answer, lang, ordered) {
  const list = element(ordered ? "ol" : "ul", "");
  list.className = ordered ? "choices" : "choices pairs";
  list.setAttribute("role", "list");
  const { options, prompts, why } = item.feedback;
  /** @type {HTMLElement[]} */
  const reasons = [];
  item.rows.forEach((/** @type {any} */ r, /** @type {number} */ i) => {
    const { key, reason } = prompts[i], given = text(item, i, answer.given[i]);
    const mine = key === given;
    const row = part(r.prompt ? "told-pair" : "told-place", {
      prompt: r.prompt, place: place(i + 1), letter: String(i + 1), text: key, state: "-",
      yours: !mine && part("yours", { given }, lang),
    }, lang);
    row.classList.toggle("chosen-right", mine);
    row.querySelector("[data-slot=state]")?.replaceWith(part(mine ? "state-mine" : "state-key"));
    list.append(row);
    const against = options.find((/** @type {any} */ o) => !o.correct && o.text === given)?.reason;
    const says = [against, !ordered && why.includes(reason) ? "" : reason].filter(Boolean); // the others are told below, with their source
    if (says.length) reasons.push(element("dt", r.prompt || place(i + 1), r.prompt ? lang : ""), ...says.map((s) => element("dd", s, lang)));
  });
  const answered = element("div", "");
  answered.className = "answer";
  answered.append(list, ...(reasons.length ? [part("rows-why", { reasons })] : []));
  return [answered];
}
