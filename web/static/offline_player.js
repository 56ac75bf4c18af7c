// @ts-check
// A question of a set, made from the templates of the page: before its answer,
// and told after it. Texts come in as text, never as markup.

const texts = new Map();
for (const name of template("texts").querySelectorAll("dt")) {
  texts.set(name.textContent, name.nextElementSibling?.textContent || "");
}

/** @param {string} name @returns {DocumentFragment} */
function template(name) {
  return /** @type {HTMLTemplateElement} */ (document.querySelector(`template[data-part="${name}"]`)).content;
}

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
  return (texts.get(key + form) || "").replace(/\{(\w+)\}/g, (_, /** @type {string} */ name) => String(fill[name]));
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
      e.textContent = value;
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
function element(name, text, lang = "") {
  const e = document.createElement(name);
  e.textContent = text;
  if (lang && lang !== document.documentElement.lang) e.lang = lang;
  return e;
}

/** @param {number} i */
const letter = (i) => String.fromCharCode(65 + i);

/** @param {number} n from 1 */
const place = (n) => (n <= 3 ? say(`player_place_${n}`) : say("player_place_n", { Place: n }));

/**
 * What both states have.
 * @param {import("./offline_store.js").TakenSet} set
 * @param {any} item
 */
function about(set, item) {
  const h1 = document.createElement("h1");
  h1.id = "stem";
  h1.tabIndex = -1;
  h1.append(...part("stem", { position: String(item.position), stem: item.stem }, set.lang).childNodes);
  return {
    title: set.edition, note: item.note, heading: h1, unproved: item.unproved, situation: item.situation,
    place: say("player_position", { Position: item.position, Size: set.items.length }),
    nth: item.situation && say("player_situation", { Number: item.nth, Size: item.of }),
  };
}

/**
 * Show how far the set is.
 * @param {HTMLElement} page
 * @param {number} answered
 * @param {number} size
 */
function progress(page, answered, size) {
  const bar = page.querySelector("progress");
  if (bar) Object.assign(bar, { max: size, value: answered });
  return page;
}

/**
 * The question before its answer.
 * @param {import("./offline_store.js").TakenSet} set
 * @param {any} item
 * @param {number} answered of the set
 */
export function asked(set, item, answered) {
  const body = item.number ? [part("typed", { unit: item.number.unit })] : item.rows ? boxes(item, set.lang) : [choices(item, set.lang)];
  return progress(part("asked", { ...about(set, item), body, mistake: "-" }), answered, set.items.length);
}

/** @param {any} item @param {string} lang */
function choices(item, lang) {
  const list = element("div", "");
  list.className = "choices";
  item.options.forEach((/** @type {any} */ o, /** @type {number} */ i) => {
    const row = part("choice", { letter: letter(i), text: o.text }, lang);
    const input = /** @type {HTMLInputElement} */ (row.querySelector("input"));
    Object.assign(input, { type: item.type === "multiple" ? "checkbox" : "radio", value: o.id, id: `choice-${letter(i)}` });
    /** @type {HTMLLabelElement} */ (row.querySelector("label")).htmlFor = input.id;
    list.append(row);
  });
  return list;
}

/** @param {any} item @param {string} lang */
function boxes(item, lang) {
  const ordered = item.type === "ordering";
  const pool = part("pool");
  pool.append(...item.options.map((/** @type {any} */ o) => element("li", o.text, lang)));
  const hint = element("p", say(ordered ? "player_order_hint" : "player_match_hint"));
  Object.assign(hint, { id: "rows-hint", className: "hint" });
  const list = element(ordered ? "ol" : "ul", "");
  list.className = ordered ? "rows" : "rows wide";
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
 * The question with its feedback.
 * @param {import("./offline_store.js").TakenSet} set
 * @param {any} item
 * @param {import("./offline_store.js").Kept} answer
 * @param {{ answered: number, next: string }} where in the set; next is the address to go on to
 */
export function told(set, item, answer, where) {
  const verdict = part(answer.right ? "correct" : "wrong");
  const rows = !item.rows && !item.number;
  const body = rows ? toldChoices(item, answer, verdict, set.lang) : item.rows ? toldRows(item, answer, set.lang) : [toldNumber(item, answer, set.lang)];
  const page = part("told", {
    ...about(set, item), topic: `· ${item.topic}`, body, verdict: !rows && "-", why: why(item, set.lang),
    said: answer.certainty && part("said", { certainty: say(`practice_${answer.certainty}`) }),
    next: part(where.next === "#" ? "to-end" : "next"),
  });
  page.querySelector("[data-slot=verdict]")?.replaceWith(verdict);
  page.querySelector("[data-next]")?.setAttribute("href", where.next);
  return progress(page, where.answered, set.items.length);
}

/** @param {any} item @param {import("./offline_store.js").Kept} answer @param {HTMLElement} verdict @param {string} lang */
function toldChoices(item, answer, verdict, lang) {
  const chosen = item.options.filter((/** @type {any} */ o) => answer.given.includes(o.id));
  const under = chosen.find((/** @type {any} */ o) => !o.correct) || chosen[0];
  const list = element("ol", "");
  list.className = "choices";
  list.setAttribute("role", "list");
  item.options.forEach((/** @type {any} */ o, /** @type {number} */ i) => {
    const mine = chosen.includes(o);
    const state = mine ? (o.correct ? "state-mine" : "state-wrong") : o.correct ? "state-key" : "";
    const row = part("told-choice", { letter: letter(i), text: o.text, state: state && "-", verdict: o === under && "-", reason: o.reason }, lang);
    row.classList.toggle("right", o.correct);
    if (mine) row.classList.add(o.correct ? "chosen-right" : "chosen-wrong");
    row.querySelector("[data-slot=state]")?.replaceWith(part(state));
    row.querySelector("[data-slot=verdict]")?.replaceWith(verdict);
    list.append(row);
  });
  return [list];
}

/** @param {any} item @param {import("./offline_store.js").Kept} answer @param {string} lang */
function toldRows(item, answer, lang) {
  const list = element(item.type === "ordering" ? "ol" : "ul", "");
  list.className = item.type === "ordering" ? "choices" : "choices pairs";
  list.setAttribute("role", "list");
  item.rows.forEach((/** @type {any} */ r, /** @type {number} */ i) => {
    const mine = r.key === answer.given[i];
    const text = (/** @type {string} */ value) => r.values.find((/** @type {any} */ v) => v.value === value)?.text || "";
    const row = part(r.prompt ? "told-pair" : "told-place", {
      prompt: r.prompt, place: place(i + 1), letter: String(i + 1), text: text(r.key), reason: r.reason, state: "-",
      yours: !mine && part("yours", { given: text(answer.given[i]) }, lang),
      against: item.options.find((/** @type {any} */ o) => o.text === text(answer.given[i]))?.reason,
    }, lang);
    row.classList.toggle("chosen-right", mine);
    row.querySelector("[data-slot=state]")?.replaceWith(part(mine ? "state-mine" : "state-key"));
    list.append(row);
  });
  return [list];
}

/** @param {any} item @param {import("./offline_store.js").Kept} answer @param {string} lang */
function toldNumber(item, answer, lang) {
  const node = part("told-number", {
    given: answer.given[0], key: item.number.right, around: item.number.around, state: "-",
    working: item.number.working.map((/** @type {string} */ line) => element("li", line, lang)),
  }, lang);
  node.querySelector(".choice")?.classList.add(...(answer.right ? ["right", "chosen-right"] : ["chosen-wrong"]));
  node.querySelector("[data-slot=state]")?.replaceWith(part(answer.right ? "figure-right" : "figure-wrong"));
  return node;
}

/** @param {any} item @param {string} lang @returns {HTMLElement[]} */
function why(item, lang) {
  const nodes = item.grounds.some((/** @type {any} */ g) => g.says) ? [part("why")] : [];
  for (const g of item.grounds) {
    /** @type {string | HTMLElement} */
    let title = g.title;
    if (g.url && g.url.startsWith("https://")) {
      title = element("a", g.title, lang);
      Object.assign(title, { href: g.url, rel: "noreferrer" });
    }
    const ground = part("ground", { title, after: g.after }, lang);
    ground.prepend(...(g.says || []).map((/** @type {string} */ s) => element("p", s, lang)));
    nodes.push(ground);
  }
  for (const a of item.asides) {
    const aside = part("aside", { title: a.title }, lang);
    aside.classList.toggle("today", Boolean(a.today));
    aside.append(...a.texts.map((/** @type {string} */ t) => element("p", t, lang)));
    nodes.push(aside);
  }
  return nodes;
}
