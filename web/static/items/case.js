// @ts-check
// A choice about a situation.

export * from "./choice.js";
