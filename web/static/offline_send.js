// @ts-check
// Sending what was answered without network, and signing out with or without
// it. An answer leaves the queue when the server has said what became of it.

import { part, say } from "./offline_parts.js";
import * as store from "./offline_store.js";

export const root = /** @type {HTMLElement} */ (document.querySelector("[data-offline]"));
export const signedIn = Number(root.dataset.learner || 0); // 0 where the page does not know
const batch = 50; // the most that the server takes at once

/** @param {string} selector @returns {any} */
export const find = (selector) => root.querySelector(selector);

/** @param {string} text @param {Node | null} [link] */
export function tell(text, link = null) {
  find("[data-say]").replaceChildren(...(text ? [part("say", { text, link })] : []));
}

// ---------- whose ----------

/**
 * Whose sets are shown: the learner's who is signed in, else of whoever used
 * this device last.
 * @param {(store.TakenSet | store.Kept)[]} all
 */
function owner(all) {
  const last = signedIn || Number(localStorage.getItem("viva-offline-learner") || 0);
  if (signedIn) localStorage.setItem("viva-offline-learner", String(signedIn));
  return last || all[0]?.learner || 0;
}

export async function look() {
  const [sets, answers] = await Promise.all([store.sets(), store.answers()]);
  const who = owner([...sets, ...answers]);
  const waiting = answers.filter((a) => !a.sent);
  return {
    who, sets: sets.filter((set) => set.learner === who), answers: answers.filter((a) => a.learner === who),
    waiting: waiting.filter((a) => a.learner === who).sort((a, b) => a.answered_at.localeCompare(b.answered_at)),
    others: waiting.filter((a) => a.learner !== who),
  };
}

// ---------- sending ----------

/** Send what waits, one page at a time; true when nothing is left. */
export const send = () => navigator.locks.request("viva-offline-send", async () => {
  const { who, waiting } = await look();
  let sent = 0;
  /** @type {{detail: string}[]} */
  const refused = []; // of all pages: what is told last stands
  for (let from = 0; from < waiting.length; from += batch) {
    const some = waiting.slice(from, from + batch);
    const what = some.map(({ key, attempt, position, given, certainty, answered_at }) => ({ key, attempt, position, given, certainty, answered_at }));
    const response = await post("/offline/answers", JSON.stringify({ learner: who, answers: what }));
    /** @type {{answers: {key: string, state: string, detail: string}[]} | undefined} */
    const reply = response?.ok ? await response.json().catch(() => undefined) : undefined; // others too answer in a network's name
    if (!Array.isArray(reply?.answers)) {
      // Anybody may sign in here, but each sends only what is theirs.
      if (response && [401, 403, 409].includes(response.status)) tell(say("offline_sign_in_as", { Name: some[0].name }), part("sign-in"));
      else tell(say("offline_unsent"));
      break;
    }
    const done = some.filter((a) => reply.answers.some((r) => r.key === a.key));
    await store.markSent(done);
    sent += done.length;
    refused.push(...reply.answers.filter((a) => a.state === "refused"));
    if (refused.length > 0) tell(say("offline_refused", { Count: refused.length, Why: refused[0].detail }));
    else tell(say("offline_sent", { Count: sent }));
  }
  if (sent > 0) window.dispatchEvent(new Event("viva-sent"));
  return sent === waiting.length;
});

/**
 * Post a form, or JSON; undefined without network.
 * @param {string} path
 * @param {URLSearchParams | string} body
 * @returns {Promise<Response | undefined>}
 */
export async function post(path, body) {
  const type = typeof body === "string" ? "application/json" : "application/x-www-form-urlencoded";
  try {
    return await fetch(path, { method: "POST", body, headers: { Accept: "application/json", "Content-Type": type } });
  } catch {
    return undefined;
  }
}

// ---------- signing out ----------

/** @param {boolean} [forget] all that is here of the learner */
export async function signOut(forget = false) {
  const who = forget ? (await look()).who : 0;
  const response = await post("/sign-out", new URLSearchParams());
  if (!response || response.status >= 500) return tell(say("offline_leave_failed"));
  if (forget) {
    await store.forget(who);
    localStorage.removeItem("viva-offline-learner");
    if ((await store.sets()).length === 0) await (await navigator.serviceWorker.getRegistration("/"))?.unregister();
  }
  location.replace("/");
}

export async function askToLeave() {
  const { sets, waiting } = await look();
  if (sets.length + waiting.length === 0) return signOut();
  find("[data-leave]").hidden = false;
  find("[data-leave-what]").textContent = waiting.length > 0 ? say("offline_waiting", { Count: waiting.length }) : say("offline_leave_kept", { Count: sets.length });
  find("[data-leave-send]").hidden = waiting.length === 0;
  find("#leave").focus();
  find("[data-leave-send]").addEventListener("click", async () => (await send()) && signOut());
  find("[data-leave-keep]").addEventListener("click", () => signOut());
  find("[data-leave-drop]").addEventListener("click", () => signOut(true));
}

