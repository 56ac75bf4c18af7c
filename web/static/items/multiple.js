// @ts-check
// Options to tick, of which several are right.

export * from "./choice.js";
