// @ts-check
// Options to put in order: each place gets one, and each option a place.

import * as rows from "./rows.js";

export { right } from "./rows.js";

/** @param {any} item @param {string[]} given */
export const unreadable = (item, given) => rows.unreadable(item, given) || (new Set(given).size < given.length ? "error_use_once" : "");

/** @param {any} item @param {string} lang */
export const asked = (item, lang) => rows.asked(item, lang, true);

/** @param {any} item @param {import("../offline_store.js").Kept} answer @param {string} lang */
export const told = (item, answer, lang) => rows.told(item, answer, lang, true);
