// @ts-check
// Options to tick: one, or as many as are asked for.

import { element, letter, part, say } from "../offline_parts.js";

/**
 * Why an answer cannot be taken, as the key of a text, or "".
 * @param {any} item @param {string[]} given
 */
export const unreadable = (item, given) => (given.length === item.choose ? "" : "player_choose");

/** Whether a readable answer is right. @param {any} item @param {string[]} given */
export const right = (item, given) => item.feedback.options.every((/** @type {any} */ o) => o.correct === given.includes(o.id));

/** @param {any} item @param {string} lang */
export function asked(item, lang) {
  const list = element("div", "");
  list.className = "choices";
  item.options.forEach((/** @type {any} */ o, /** @type {number} */ i) => {
    const row = part("choice", { letter: letter(i), text: o.text }, lang);
    const input = /** @type {HTMLInputElement} */ (row.querySelector("input"));
    Object.assign(input, { type: item.choose > 1 ? "checkbox" : "radio", value: o.id, id: `choice-${letter(i)}` });
    /** @type {HTMLLabelElement} */ (row.querySelector("label")).htmlFor = input.id;
    list.append(row);
  });
  return [list];
}

/** @param {any} item @param {import("../offline_store.js").Kept} answer @param {string} lang */
export function told(item, answer, lang) {
  const { options, why } = item.feedback;
  /** @type {HTMLElement[]} */
  const key = [], mine = [], rest = [];
  options.forEach((/** @type {any} */ o, /** @type {number} */ i) => {
    const chosen = answer.given.includes(o.id);
    const state = chosen ? (o.correct ? "state-mine" : "state-wrong") : o.correct ? "state-key" : "";
    const row = part("told-choice", { letter: letter(i), text: o.text, state: state && "-", reason: o.correct && why.includes(o.reason) ? "" : o.reason }, lang);
    row.classList.toggle("right", o.correct);
    if (chosen) row.classList.add(o.correct ? "chosen-right" : "chosen-wrong");
    row.querySelector("[data-slot=state]")?.replaceWith(part(state));
    row.querySelector(".text")?.classList.toggle("wavy", chosen && !o.correct);
    if (o.correct) {
      row.querySelector(".letter")?.append(...part("ring").childNodes);
      row.querySelector(".letter")?.classList.add("ringed");
    }
    (o.correct ? key : chosen ? mine : rest).push(row);
  });
  return [part("answer", { first: [...key, ...mine], rest, summary: say("player_rest", { Count: rest.length }) })];
}
