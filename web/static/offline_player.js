// @ts-check
// A question of a set, made from the templates of the page: before its answer,
// and told after it. What depends on its type is in the file of that type.

import { typeOf } from "./items.js";
import { inPlace } from "./items/rows.js";
import { asides, element, part, say } from "./offline_parts.js";

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
    position: say("player_position", { Position: item.position, Size: set.items.length }),
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
  const body = typeOf(item).asked(item, set.lang);
  return progress(part("asked", { ...about(set, item), body, mistake: "-" }), answered, set.items.length);
}

/**
 * The question with its feedback.
 * @param {import("./offline_store.js").TakenSet} set
 * @param {any} item
 * @param {import("./offline_store.js").Kept} answer
 * @param {{ answered: number, next: string }} where in the set; next is the address to go on to
 */
export function told(set, item, answer, where) {
  const verdict = part(answer.right ? "correct" : "wrong", { "in-place": item.rows?.length && inPlace(item, answer.given) });
  const body = typeOf(item).told(item, answer, set.lang, verdict);
  const placed = body.some((node) => node.contains(verdict)); // it stands under the answer
  const page = part("told", {
    ...about(set, item), topic: `· ${item.topic}`, body, verdict: !placed && "-", why: why(item, set.lang),
    said: answer.certainty && part("said", { certainty: say(`practice_${answer.certainty}`) }),
    next: part(where.next === "#" ? "to-end" : "next"),
  });
  if (!placed) page.querySelector("[data-slot=verdict]")?.replaceWith(verdict);
  page.querySelector("[data-next]")?.setAttribute("href", where.next);
  return progress(page, where.answered, set.items.length);
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
  for (const name of asides) {
    const says = item.feedback[name] || []; // a set of an earlier version may lack it
    if (says.length === 0) continue;
    const aside = part(`aside-${name}`);
    aside.append(...says.map((/** @type {string} */ s) => element("p", s, lang)));
    nodes.push(aside);
  }
  return nodes;
}
