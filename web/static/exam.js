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

const troubles = ["offline", "unread", "signed-out", "stale"];
let state = find("[data-saved]")?.dataset.state || "";
let standing = state === "saved"; // an answer is saved on the server

/** Show a state in the strip, and what is to be known about it above the buttons. @param {string} now */
function badge(now) {
  const line = find("[data-saved]"), words = find("[data-saved-text]");
  if (!line || !words) return;
  const bad = troubles.includes(now);
  const told = (root.getAttribute("data-say-" + now) || "").replace("%s", String(answer.given().length));
  if (now === "saving") say(""); // so that "Saved" is heard each time
  else if (now !== state && now !== "none") say(told);
  line.dataset.state = state = now;
  words.textContent = bad ? root.dataset.sayUnsaved || "" : told;
  const stands = now === "incomplete" && standing ? root.dataset.sayStands || "" : "";
  trouble(bad && now !== "stale" ? told : stands, now === "signed-out");
}

/** @param {string} text @param {boolean} signIn */
function trouble(text, signIn) {
  const line = find("[data-trouble]");
  if (!line) return;
  line.hidden = !text;
  line.textContent = text;
  if (!signIn) return;
  const link = document.createElement("a");
  link.href = root.dataset.signIn || "/sign-in";
  link.textContent = root.dataset.saySignIn || "";
  line.append(" ", link);
}

/** @param {boolean} answered */
function showAnswered(answered) {
  standing = answered;
  find(".numbers [aria-current]")?.classList.toggle("answered", answered);
  find(".numbers [aria-current] [data-answered]")?.toggleAttribute("hidden", !answered);
}

/** Offer to take back what there is. */
function showClear() {
  find("[data-clear]")?.toggleAttribute("hidden", !standing && !answer.given().length);
}

const desk = form && new Desk(exam, api, position, Number(form.dataset.standing), {
  state(now, current) {
    if (now === "over") leave();
    else if (now === "stale") ask(current);
    else badge(now === "saved" && !answer.given().length && standing ? "cleared" : now);
  },
  saved(reply, asked) {
    if (reply.left_seconds !== undefined) clock?.sync(reply.left_seconds * 1000, asked);
    const progress = find("progress");
    if (progress instanceof HTMLProgressElement) progress.value = reply.answered;
    if (desk?.draft || desk?.unread) return;
    const given = answer.given().length, complete = answer.complete();
    if (reply.revision && (!given || complete)) showAnswered(given > 0);
    if (given && !complete) badge("incomplete");
    else if (!given && state !== "cleared") badge("none");
    showClear();
  },
  // Another answer stands on the server: the question is asked for anew, unless
  // that would cost what is half done here.
  moved() {
    if (!typing && (!answer.given().length || answer.complete())) location.reload();
  },
});

/** @type {{given: string[], revision: number} | null} */
let stands = null;

/** Two answers: the learner decides. @param {{given: string[], revision: number} | undefined} current */
function ask(current) {
  stands = current || null;
  const notice = find("#stale"), theirs = find("[data-stands]"), mine = find("[data-mine]");
  if (!notice || !theirs || !mine || !stands) return;
  theirs.textContent = answer.inWords(stands.given) || root.dataset.sayNone || "";
  mine.textContent = answer.inWords(desk?.draft?.given || answer.given()) || root.dataset.sayNone || "";
  notice.hidden = false;
  badge("stale");
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
  if (answer.complete() || !answer.given().length) desk?.keep({ given: answer.given() });
  else badge("incomplete");
  showClear();
}

/** Take the answer back. */
function clear() {
  answer.fill([]);
  find("#stem")?.focus({ preventScroll: true }); // the button goes
  changed();
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
  const option = button.closest(".choice");
  option?.classList.toggle("struck", on);
  option?.querySelector("[data-struck]")?.toggleAttribute("hidden", !on);
}

const strikes = () => /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll("[data-strike]")]);
/** @param {Element} button */
const pressed = (button) => button.getAttribute("aria-pressed") === "true";

// Whether options can be struck out is a wish for the whole exam.
const wish = `viva-strikes-${exam}`;

/** @param {boolean} on */
function showStrikes(on) {
  root.classList.toggle("striking", on);
  find("[data-strikes]")?.setAttribute("aria-pressed", String(on));
  try {
    sessionStorage.setItem(wish, on ? "on" : "");
  } catch {
    // Without storage the wish holds for this question only.
  }
}

function strikesWished() {
  try {
    return Boolean(sessionStorage.getItem(wish));
  } catch {
    return false;
  }
}

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
  } else if (state === "unread") {
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
  if (button?.matches("[data-strikes]")) {
    showStrikes(!pressed(button));
    return;
  }
  if (button?.matches("[data-clear]")) {
    clear();
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
  find("[data-close]")?.removeAttribute("hidden");
  find("[data-navigator]")?.addEventListener("click", (event) => {
    event.preventDefault(); // without this file it leads to the foot of the page
    dialog.showModal();
  });
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
    if (state !== "signed-out") badge("offline");
    return 5000; // then it is asked for again
  }
}, askTime);

/** Ask the server for the time, and where there is a question, for its state. */
async function askTime() {
  if (desk) {
    desk.flush(true);
    return;
  }
  const asked = performance.now();
  try {
    clock?.sync(await timeLeft(), asked);
  } catch {
    // The server is asked again when the time is over.
  }
}

// A page out of sight may not come back, and its clock may have stood.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    typed();
    return;
  }
  askTime();
  if (!desk) lookAgain();
});

/** Show the overview as the server has it now. */
async function lookAgain() {
  const list = (/** @type {ParentNode} */ page) => page.querySelector("[data-list]")?.textContent;
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    if (list(page) !== list(document)) location.reload();
  } catch {
    // Without a line there is nothing newer to show.
  }
}

listen(root, answer, { clock, dialog, say });
// What is saved is shown, and not what a browser that comes back remembers of
// the form; so what differs was chosen before this script came, and counts.
if (form) form.autocomplete = "off";
if (answer.touched()) changed();
restore();
if (strikesWished()) showStrikes(true);
showClear();
root.dataset.ready = "";
desk?.flush(true); // the exam is resumed here
sendOthers(exam, api, position).then((sent) => sent && desk?.flush(true));
if (document.referrer.includes(`/attempts/${exam}/`) && !find("#mistake, #kept")) {
  (find("[data-situation]") || find("#stem") || find("h1"))?.focus({ preventScroll: true });
}
