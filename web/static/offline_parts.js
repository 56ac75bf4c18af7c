// @ts-check
// The parts that a question is made of: copies of the templates of the page,
// and its texts. Texts come in as text, never as markup.

const texts = new Map();
for (const name of template("texts").querySelectorAll("dt")) {
  texts.set(name.textContent, name.nextElementSibling?.textContent || "");
}

/** @param {string} name @returns {DocumentFragment} */
function template(name) {
  return /** @type {HTMLTemplateElement} */ (document.querySelector(`template[data-part="${name}"]`)).content;
}

/** What may stand beside the key, by its names in a feedback, in the order of the page. */
export const asides = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("template[data-aside]"))].map((t) => t.dataset.aside || "");

const plural = new Intl.PluralRules(document.documentElement.lang);

/** Whether there is a text of that key. @param {string} key */
export const known = (key) => texts.has(key);

/**
 * A text of the site, filled. "Count" chooses its form.
 * @param {string} key
 * @param {Record<string, string | number>} [fill]
 */
export function say(key, fill = {}) {
  const form = "Count" in fill ? (plural.select(Number(fill.Count)) === "one" ? "-one" : "-other") : "";
  // Somebody's name runs in its own direction.
  return (texts.get(key + form) || "").replace(/\{(\w+)\}/g, (_, /** @type {string} */ name) => name === "Name" ? `\u2068${fill.Name}\u2069` : String(fill[name]));
}

/** A name between what is no letter and no figure. @type {RegExp | undefined} */
let names;

/** Names that a browser leaves as they are when it translates the page. @param {string[]} all */
export function keepNames(all) {
  const longestFirst = [...all].sort((a, b) => b.length - a.length).map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  names = all.length ? new RegExp(`(?<![\\p{L}\\p{N}])(${longestFirst.join("|")})(?![\\p{L}\\p{N}])`, "u") : undefined;
}

/**
 * Puts a text into an element, its names so that no translation changes them.
 * @param {HTMLElement} e @param {string} text
 */
function write(e, text) {
  const runs = names ? text.split(names) : [text]; // each second one is a name
  const whole = runs.length === 3 && !runs[0] && !runs[2];
  if (whole) e.translate = false;
  if (whole || runs.length === 1 || e instanceof HTMLOptionElement) return e.replaceChildren(text);
  e.replaceChildren(...runs.map((run, i) => {
    if (i % 2 === 0) return run;
    const span = document.createElement("span");
    span.translate = false;
    span.textContent = run;
    return span;
  }));
}

/**
 * A copy of a part of the page. A slot without anything leaves, and so does
 * what stands under a condition that does not hold. lang is that of the set.
 * @param {string} name
 * @param {Record<string, any>} [slots]
 * @param {string} [lang]
 * @returns {HTMLElement}
 */
export function part(name, slots = {}, lang = "") {
  const node = /** @type {HTMLElement} */ (template(name).firstElementChild?.cloneNode(true));
  for (const e of node.querySelectorAll("[data-if]")) if (!slots[e.getAttribute("data-if") || ""]) e.remove();
  for (const e of /** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll("[data-slot]"))) {
    const value = slots[e.dataset.slot || ""];
    if (!value || value.length === 0) e.remove();
    else if (value instanceof Node) e.replaceChildren(value);
    else if (Array.isArray(value)) e.replaceChildren(...value);
    else {
      write(e, value);
      if (lang && lang !== document.documentElement.lang) e.lang = lang;
    }
  }
  for (const [from, to] of [["data-id", "id"], ["data-for", "for"], ["data-describedby", "aria-describedby"]]) {
    for (const e of [node, ...node.querySelectorAll(`[${from}]`)]) {
      const value = e.getAttribute(from);
      if (value) e.setAttribute(to, value);
    }
  }
  return node;
}

/**
 * @param {string} name of an element
 * @param {string} text
 * @param {string} [lang]
 */
export function element(name, text, lang = "") {
  const e = document.createElement(name);
  write(e, text);
  if (lang && lang !== document.documentElement.lang) e.lang = lang;
  return e;
}

/** @param {number} i */
export const letter = (i) => String.fromCharCode(65 + i);

/** @param {number} n from 1 */
export const place = (n) => (n <= 3 ? say(`player_place_${n}`) : say("player_place_n", { Place: n }));
