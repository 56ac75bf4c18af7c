// @ts-check
// The types of questions, by name. A type reads and marks an answer as the
// server will, and makes the question before its answer and after it.

import * as choice from "./items/choice.js";
import * as matching from "./items/matching.js";
import * as numeric from "./items/numeric.js";
import * as ordering from "./items/ordering.js";
import * as text from "./items/text.js";

/**
 * @typedef {object} Type
 * @property {(item: any, given: string[], lang: string) => string} unreadable why an answer cannot be taken, as the key of a text, or ""
 * @property {(item: any, given: string[], lang: string) => boolean} right whether a readable answer is right
 * @property {(item: any, lang: string) => HTMLElement[]} asked
 * @property {(item: any, answer: import("./offline_store.js").Kept, lang: string, verdict: HTMLElement) => HTMLElement[]} told verdict may be put under the answer
 */

/** @type {Record<string, Type>} */
const types = { single: choice, multiple: choice, case: choice, ordering, matching, numeric, text };

/** @param {any} item */
export const typeOf = (item) => types[item.type];
