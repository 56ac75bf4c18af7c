// @ts-check
// The types of questions, by name. A type reads and marks an answer as the
// server will, and makes the question before its answer and after it.

import * as singleItem from "./items/single.js";
import * as multipleItem from "./items/multiple.js";
import * as orderingItem from "./items/ordering.js";
import * as matchingItem from "./items/matching.js";
import * as numericItem from "./items/numeric.js";
import * as caseItem from "./items/case.js";
import * as textItem from "./items/text.js";

/**
 * @typedef {object} Type
 * @property {(item: any, given: string[], lang: string) => string} unreadable why an answer cannot be taken, as the key of a text, or ""
 * @property {(item: any, given: string[], lang: string) => boolean} right whether a readable answer is right
 * @property {(item: any, lang: string) => HTMLElement[]} asked
 * @property {(item: any, answer: import("./offline_store.js").Kept, lang: string) => HTMLElement[]} told
 */

/** @type {Record<string, Type>} */
const types = {
  single: singleItem, multiple: multipleItem, ordering: orderingItem, matching: matchingItem, numeric: numericItem, case: caseItem, text: textItem,
};

/** @param {any} item */
export const typeOf = (item) => types[item.type];
