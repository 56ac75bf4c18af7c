// @ts-check
// Prompts that each get an option.

import * as rows from "./rows.js";

export { right, unreadable } from "./rows.js";

/** @param {any} item @param {string} lang */
export const asked = (item, lang) => rows.asked(item, lang, false);

/** @param {any} item @param {import("../offline_store.js").Kept} answer @param {string} lang */
export const told = (item, answer, lang) => rows.told(item, answer, lang, false);
