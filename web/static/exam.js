// @ts-check
// The pages of an open exam: every change is saved as it is made, the clock
// counts, and keys do what buttons do. Without this file forms post and links
// lead on.
import { Desk, forget, sendOthers } from "./draft.js";
import { answerOn } from "./exam_answer.js";
import { listen } from "./exam_keys.js";
import { startClock } from "./timer.js";

const root = /** @type {HTMLElement} */ (document.querySelector("[data-exam]"));
const exam = root.dataset.exam || "", api = root.dataset.api || "", position = root.dataset.position || "";
const form = /** @type {HTMLFormElement | null} */ (root.querySelector("form[data-answer]"));
const answer = answerOn(root, form);
const status = document.querySelector("#status");

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => root.querySelector(selector);
/** @param {string} text */
const say = (text) => { if (status) status.textContent = text; };

/** The exam has ended: all is told on the page of its result. */
function leave() {
  forget(exam);
  location.assign(root.dataset.result || "/");
}

// ---------- what is saved ----------

const unanswered = find("[data-saved-text]")?.textContent || "";

/** @param {string} state @param {string} [text] */
function badge(state, text) {
  const line = find("[data-saved]"), words = find("[data-saved-text]");
  if (!line || !words) return;
  const news = text || root.getAttribute("data-say-" + state) || "";
  const before = line.dataset.state || "";
  const bad = ["offline", "unread", "signed-out"];
  if (before !== state && (bad.includes(state) || (bad.includes(before) && state === "saved"))) say(news);
  line.dataset.state = state;
  words.textContent = news;
  if (state === "signed-out") {
    const link = document.createElement("a");
    link.href = root.dataset.signIn || "/sign-in";
    link.textContent = root.dataset.saySignIn || "";
    words.append(" ", link);
  }
}

const desk = form && new Desk(exam, api, position, Number(form.dataset.standing), {
  state(state, current) {
    if (state === "over") leave();
    else if (state === "stale") ask(current);
    else badge(state);
  },
  saved(reply, asked) {
    if (reply.left_seconds !== undefined) clock?.sync(reply.left_seconds * 1000, asked);
    const progress = find("progress");
    if (progress instanceof HTMLProgressElement) progress.value = reply.answered;
    if (reply.revision) {
      find(".numbers [aria-current]")?.classList.add("answered");
      find(".numbers [aria-current] [data-answered]")?.removeAttribute("hidden");
    }
    if (desk?.draft || desk?.unread) return;
    if (answer.given().length && !answer.complete()) badge("incomplete");
    else if (!reply.revision) badge("none", unanswered);
  },
});

/** @type {{given: string[], revision: number} | null} */
let stands = null;

/** Two answers: the learner decides. @param {{given: string[], revision: number} | undefined} current */
function ask(current) {
  stands = current || null;
  const notice = find("#stale"), theirs = find("[data-stands]"), mine = find("[data-mine]");
  if (!notice || !theirs || !mine || !stands) return;
  theirs.textContent = answer.inWords(stands.given);
  mine.textContent = answer.inWords(desk?.draft?.given || answer.given());
  notice.hidden = false;
  badge("stale", notice.querySelector("h2")?.textContent || "");
  notice.focus();
}

/** @param {boolean} mine */
function decide(mine) {
  const notice = find("#stale");
  if (!desk || !notice || !stands) return;
  const chosen = mine ? desk.draft?.given || answer.given() : stands.given;
  desk.halted = false;
  notice.hidden = true;
  answer.fill(chosen);
  find("#stem")?.focus();
  if (mine) {
    desk.keep({ given: chosen });
    return;
  }
  desk.drop();
  badge("saved");
  desk.flush(true);
}

function changed() {
  if (answer.complete()) desk?.keep({ given: answer.given() });
  else if (answer.given().length) badge("incomplete");
}

// ---------- flag, strike-outs ----------

/** @param {HTMLElement | null} button @param {boolean} on */
function showFlag(button, on) {
  button?.setAttribute("aria-pressed", String(on));
  find(".numbers [aria-current] .flagged")?.toggleAttribute("hidden", !on);
}

/** @param {Element} button @param {boolean} on */
function showStrike(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.closest(".choice")?.classList.toggle("struck", on);
}

const strikes = () => /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll("[data-strike]")]);
/** @param {Element} button */
const pressed = (button) => button.getAttribute("aria-pressed") === "true";

/** Show what this device kept but could not send. */
function restore() {
  const draft = desk?.draft;
  if (!draft) return;
  if (draft.given) answer.fill(draft.given);
  if (draft.flagged !== null) showFlag(find("[data-flag]"), draft.flagged);
  if (draft.struck) for (const b of strikes()) showStrike(b, draft.struck.includes(b.value));
}

// ---------- going on ----------

/** Save, then go: without a connection there is nowhere to go. @param {HTMLElement | null} button */
async function go(button) {
  if (!form || !desk) return;
  if (await desk.flush(true)) {
    if (!desk.unread && (!answer.given().length || answer.complete())) location.assign(button?.dataset.to || "");
    else post(button); // the server says what is missing, or cannot be read
  } else if (find("[data-saved]")?.dataset.state === "unread") {
    post(button);
  }
}

/** Send the form as if there were no script. @param {HTMLElement | null} button */
function post(button) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "go", value: button instanceof HTMLButtonElement ? button.value : "" });
  form?.append(field);
  form?.submit();
  field.remove(); // the page may be come back to
}

root.addEventListener("change", (event) => {
  const e = /** @type {HTMLElement} */ (event.target);
  if (e.matches("[name=given]:not(#typed)")) changed();
});
let typing = 0;
answer.typed()?.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(typed, 600);
});

/** What is being typed is the answer so far. */
function typed() {
  if (!typing) return;
  clearTimeout(typing);
  typing = 0;
  changed();
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (button?.matches("[data-flag]")) {
    const on = !pressed(button);
    showFlag(button, on);
    desk?.keep({ flagged: on });
    return;
  }
  if (button?.matches("[data-strike]")) {
    showStrike(button, !pressed(button));
    desk?.keep({ struck: strikes().filter(pressed).map((b) => b.value) });
    return;
  }
  typed();
  go(button?.dataset.to ? button : find("[data-next]"));
});

// ---------- navigator ----------

const numbers = find("#navigator");
const dialog = document.createElement("dialog");
if (numbers) {
  dialog.className = "sheet-dialog";
  dialog.setAttribute("aria-labelledby", "navigator-title");
  numbers.replaceWith(dialog);
  dialog.append(numbers);
  for (const button of root.querySelectorAll("[data-navigator], [data-close]")) button.removeAttribute("hidden");
  find("[data-navigator]")?.addEventListener("click", () => dialog.showModal());
  find("[data-close]")?.addEventListener("click", () => dialog.close());
}
find("[data-keep-mine]")?.addEventListener("click", () => decide(true));
find("[data-take-theirs]")?.addEventListener("click", () => decide(false));

// ---------- clock ----------

/** What the server says is left, in ms; it may have something else to say. */
async function timeLeft() {
  const response = await fetch(api.replace(/\/items\/$/, ""));
  if (!response.ok) throw new Error(`no time: ${response.status}`);
  return ((await response.json()).left_seconds || 0) * 1000;
}

const clock = startClock(say, async () => {
  typed();
  try {
    await Promise.race([desk?.flush(), new Promise((resolve) => setTimeout(resolve, 3000))]);
    const left = await timeLeft();
    if (left > 0) return left;
    await fetch(find("[data-clock]")?.dataset.finish || "", { method: "POST", body: new URLSearchParams() });
    leave();
    return 60_000; // until the page of the result is there
  } catch {
    if (find("[data-saved]")?.dataset.state !== "signed-out") badge("offline");
    return 5000; // then it is asked for again
  }
});

// A page out of sight may not come back, and its clock may have stood.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) typed();
  else desk?.flush(true);
});

listen(root, answer, { clock, dialog, say });
// What is saved is shown, and not what a browser that comes back remembers of
// the form; so what differs was chosen before this script came, and counts.
if (form) form.autocomplete = "off";
if (answer.touched()) changed();
restore();
desk?.flush(true); // the exam is resumed here
sendOthers(exam, api, position).then((sent) => sent && desk?.flush(true));
if (document.referrer.includes(`/attempts/${exam}/`) && !find("#mistake, #kept")) {
  (find("[data-situation]") || find("#stem") || find("h1"))?.focus({ preventScroll: true });
}
