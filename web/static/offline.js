// @ts-check
// Sets taken along: taking, listing and asking them. An answer is on the disk
// before its feedback shows.

import { showAnswer } from "./attempt.js";
import { typeOf } from "./items.js";
import { keepNames, known, part, say } from "./offline_parts.js";
import { asked, told } from "./offline_player.js";
import { askToLeave, find, look, post, root, send, signedIn, signOut, tell } from "./offline_send.js";
import * as store from "./offline_store.js";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const home = document.title;
const leaving = location.search === "?leave";

// ---------- the list ----------

async function list() {
  const { sets, answers, waiting, others } = await look();
  const device = find("[data-device]"), focused = document.activeElement;
  const inside = device.contains(focused);
  device.hidden = false;
  find("[data-waiting]").hidden = waiting.length === 0;
  find("[data-waiting-count]").textContent = say("offline_waiting", { Count: waiting.length });
  const names = new Map();
  for (const a of others) names.set(a.name, (names.get(a.name) || 0) + 1);
  find("[data-others]").replaceChildren(...[...names].map(([Name, Count]) => part("say", { text: say("offline_waiting_other", { Name, Count }) })));
  find("[data-none]").hidden = sets.length > 0;
  find("[data-sets]").replaceChildren(...sets.reverse().map((set) => row(set, answers.filter((a) => a.attempt === set.id))));
  if (inside && (!device.contains(focused) || focused?.closest("[hidden]"))) find("h1").focus(); // what had the focus has gone
}

/** @param {store.TakenSet} set @param {store.Kept[]} answers */
function row(set, answers) {
  const done = answers.length === set.items.length;
  const lang = document.documentElement.lang;
  const day = new Date(set.taken_at).toLocaleDateString(lang === "en" ? "en-GB" : lang, { dateStyle: "long" }).replace(" ", "\u00a0"); // as on all pages
  const count = say("offline_progress", { Answered: answers.length, Size: set.items.length });
  const score = answers.length > 0 ? " · " + say("offline_right", { Count: answers.filter((a) => a.right).length, Answered: answers.length }) : "";
  const owned = signedIn ? "" : " · " + say("offline_of", { Name: set.name });
  const li = part("set", { title: `${set.title} · ${set.edition}`, progress: `${day} · ${count}${score}${owned}`, go: part(done ? "look" : answers.length ? "go-on" : "begin"), which: `: ${set.title}, ${set.edition}, ${day}` });
  li.querySelector(".button")?.setAttribute("href", `#${set.id}/${done ? 1 : next(set, answers, 0)}`);
  li.querySelector("[data-remove]")?.addEventListener("click", async () => {
    await store.removeSet(set.id);
    await list();
  });
  return li;
}

/**
 * The position to go on to: the next open one, those further on first; 0 when
 * all are answered.
 * @param {store.TakenSet} set @param {store.Kept[]} answers @param {number} from
 */
function next(set, answers, from) {
  const open = set.items.map((it) => it.position).filter((pos) => !answers.some((a) => a.position === pos));
  return open.find((pos) => pos > from) || open[0] || 0;
}

// ---------- a question ----------

/** Show what the address names: "#17/3" is the third question of a set. */
async function route() {
  const [id, pos] = location.hash.slice(1).split("/").map(Number);
  const { sets, answers } = await look();
  const set = sets.find((s) => s.id === id);
  const item = set?.items[pos - 1];
  const left = main.querySelector(":scope > .question");
  left?.remove();
  root.hidden = Boolean(item);
  if (!set || !item) {
    document.title = home;
    await list();
    if (left) find("h1").focus();
    return;
  }
  show(set, item, answers.filter((a) => a.attempt === id));
  window.scrollTo(0, 0);
  /** @type {HTMLElement | null} */ (main.querySelector("[data-situation]") || main.querySelector("#stem"))?.focus({ preventScroll: true });
}

/** @param {store.TakenSet} set @param {any} item @param {store.Kept[]} answers */
function show(set, item, answers) {
  const answer = answers.find((a) => a.position === item.position);
  keepNames(set.names || []); // a set of an earlier version may lack them
  const after = next(set, answers, item.position);
  const page = answer ? told(set, item, answer, answers, after ? `#${set.id}/${after}` : "#") : asked(set, item, answers);
  page.querySelector("form[data-answer]")?.addEventListener("submit", (event) => take(/** @type {SubmitEvent} */ (event), set, item));
  page.querySelector("[data-slot=mistake]")?.setAttribute("hidden", "");
  page.querySelector("[data-keys]")?.removeAttribute("hidden");
  main.querySelector(":scope > .question")?.remove();
  main.append(page);
  const state = answer ? (answer.right ? "_correct" : "_wrong") : "";
  document.title = say(`player_title${state}`, { Position: item.position, Size: set.items.length }) + " · Viva";
}

/** @param {SubmitEvent} event @param {store.TakenSet} set @param {any} item */
async function take(event, set, item) {
  event.preventDefault();
  event.stopPropagation(); // attempt.js would send it
  const data = new FormData(/** @type {HTMLFormElement} */ (event.target), event.submitter);
  const given = data.getAll("given").map(String);
  const why = typeOf(item).unreadable(item, given, set.lang);
  if (why) return refuse(say(why, why === "player_choose" ? { Count: item.choose } : {}));
  try {
    await store.addAnswer({
      attempt: set.id, position: item.position, learner: set.learner, name: set.name, key: crypto.randomUUID(), given,
      certainty: String(data.get("certainty") || ""), answered_at: new Date().toISOString(), right: typeOf(item).right(item, given, set.lang), sent: false,
    });
  } catch {
    return refuse(say("offline_full"));
  }
  show(set, item, (await store.answers()).filter((a) => a.attempt === set.id));
  showAnswer();
  /** @type {HTMLElement} */ (main.querySelector("#verdict")).focus({ preventScroll: true });
  send();
}

/** @param {string} text */
function refuse(text) {
  const summary = /** @type {HTMLElement} */ (main.querySelector("#mistake"));
  const control = /** @type {HTMLElement | null} */ (main.querySelector("[name=given]"));
  const message = part("mistake", { why: text });
  message.querySelector("a")?.addEventListener("click", (event) => {
    event.preventDefault();
    control?.focus();
  });
  summary.hidden = false;
  summary.replaceChildren(...message.childNodes);
  summary.focus();
}

// ---------- taking along ----------

/** Have the page kept; it is when this is done. */
async function register() {
  const { installing } = await navigator.serviceWorker.register("/sw.js");
  const failed = new Promise((_, reject) => installing?.addEventListener("statechange", () => {
    if (installing.state === "redundant") reject(new Error("not installed"));
  }));
  const registration = await Promise.race([navigator.serviceWorker.ready, failed]);
  registration.active?.postMessage("keep");
}

/** @param {HTMLFormElement} asking */
async function takeAlong(asking) {
  const button = /** @type {HTMLButtonElement} */ (asking.querySelector("button"));
  if (asking.ariaBusy === "true") return;
  asking.ariaBusy = "true";
  try {
    const response = await post("/offline/sets", new URLSearchParams(/** @type {any} */ (new FormData(asking))));
    const reply = await response?.json().catch(() => undefined);
    if (!response?.ok || !reply) {
      const code = `error_${reply?.code}`;
      return tell(say(response?.status === 429 ? "offline_enough" : known(code) ? code : "offline_not_taken"));
    }
    await store.addSet(reply);
    navigator.storage?.persist?.().catch(() => {}); // it may ask, and wait for the answer
    await list();
    await register();
    tell(say("offline_taken", { Count: reply.items.length }));
    button.blur();
    find("[data-sets] .button")?.focus();
  } catch {
    tell(say("offline_full"));
  } finally {
    asking.ariaBusy = "false";
  }
}

// ---------- begin ----------

async function begin() {
  window.addEventListener("hashchange", route);
  window.addEventListener("online", send);
  window.addEventListener("viva-sent", () => root.hidden || list());
  find("[data-send]").addEventListener("click", async () => (await send()) && list()); // another tab may have sent all
  find("[data-take]")?.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    takeAlong(/** @type {HTMLFormElement} */ (event.target));
  });
  find("[data-instead]")?.toggleAttribute("hidden", location.pathname === "/offline");
  await route();
  find("[data-take]")?.toggleAttribute("hidden", false); // below the list, which would move it under a finger
  if (leaving) await askToLeave(); // which sends when it is told to
  else await send();
  if ((await store.sets()).length > 0) await register().catch(() => {}); // without network it is there already
}

/** Without https nothing may be kept, nor where a browser refuses to. */
function unable() {
  find("[data-unable]").hidden = false;
  if (leaving) signOut(); // which has nothing to ask about then
}

if ("serviceWorker" in navigator && "indexedDB" in window && "locks" in navigator) begin().catch(unable);
else unable();
