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
    title: set.short || set.edition, note: item.note, heading: h1, unproved: item.unproved, situation: item.situation,
    count: say("player_count", { Position: item.position, Size: set.items.length }),
    nth: item.situation && say("player_situation", { Number: item.nth, Size: item.of }),
  };
}

const most = 20; // as many cells as the server shows

/**
 * How far the set is: a cell for each question, or a bar for many.
 * @param {import("./offline_store.js").TakenSet} set
 * @param {any} item the one shown
 * @param {import("./offline_store.js").Kept[]} answers of the set
 */
function tally(set, item, answers) {
  if (set.items.length > most) return { long: true };
  return { tally: set.items.map(({ position }) => {
    const answer = answers.find((a) => a.position === position);
    const cell = part(answer ? (answer.right ? "cell-right" : "cell-wrong") : "cell");
    cell.classList.toggle("now", position === item.position);
    return cell;
  }) };
}

/** @param {HTMLElement} page @param {import("./offline_store.js").Kept[]} answers @param {number} size */
function sum(page, answers, size) {
  const bar = page.querySelector("progress");
  if (bar) Object.assign(bar, { max: size, value: answers.length });
  page.querySelector(".tally")?.setAttribute("aria-label", say("player_tally", { Right: answers.filter((a) => a.right).length, Marked: answers.length }));
  return page;
}

/**
 * The question before its answer.
 * @param {import("./offline_store.js").TakenSet} set
 * @param {any} item
 * @param {import("./offline_store.js").Kept[]} answers of the set
 */
export function asked(set, item, answers) {
  const body = typeOf(item).asked(item, set.lang);
  return sum(part("asked", { ...about(set, item), ...tally(set, item, answers), body, mistake: "-" }), answers, set.items.length);
}

/**
 * The question with its feedback.
 * @param {import("./offline_store.js").TakenSet} set
 * @param {any} item
 * @param {import("./offline_store.js").Kept} answer
 * @param {import("./offline_store.js").Kept[]} answers of the set
 * @param {string} next the address to go on to
 */
export function told(set, item, answer, answers, next) {
  const verdict = part(answer.right ? "correct" : "wrong", { "in-place": item.rows?.length && inPlace(item, answer.given) });
  const page = part("told", {
    ...about(set, item), ...tally(set, item, answers), body: typeOf(item).told(item, answer, set.lang), verdict: "-", why: why(item, set.lang),
    said: answer.certainty && say("practice_said", { Certainty: say(`practice_${answer.certainty}`) }),
    next: part(next === "#" ? "to-end" : "next"),
  });
  page.querySelector("[data-slot=verdict]")?.replaceWith(verdict);
  page.querySelector("[data-next]")?.setAttribute("href", next);
  const bar = /** @type {HTMLElement} */ (page.querySelector(".places")), asks = bar.dataset.asks === "true";
  bar.classList.toggle("one", !asks && !answer.certainty);
  if (!asks || answer.certainty) bar.querySelector(".count")?.remove();
  return sum(page, answers, set.items.length);
}

/** @param {any} item @param {string} lang @returns {HTMLElement[]} */
function why(item, lang) {
  const nodes = [];
  for (const name of asides) {
    const says = item.feedback[name] || []; // a set of an earlier version may lack it
    if (says.length === 0) continue;
    const aside = part(`aside-${name}`);
    aside.querySelector("h2")?.after(...says.map((/** @type {string} */ s) => element("p", s, lang)));
    nodes.push(aside);
  }
  if (item.grounds[0]?.says?.length) nodes.push(part("why"));
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
  nodes.push(part("topic", { topic: item.topic }, lang));
  return nodes;
}
