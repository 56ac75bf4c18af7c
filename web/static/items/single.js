// @ts-check
// Options to tick, of which one is right.

export * from "./choice.js";
