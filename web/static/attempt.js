// @ts-check
// The question page without reloading, and with keys; and the way to it from a
// page with a form that starts an attempt. Everything here also works without
// it: forms post, links lead on.
import { figure, isText, keysOn, setKeys } from "./keys.js";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
let shown = location.pathname;

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => main.querySelector(selector);

// ---------- swapping the page ----------

/**
 * Put the page of a response in the place of this one. The answer to a post
 * that leads nowhere belongs to the address we are at.
 * @param {Response} response
 * @param {boolean} posted
 * @param {string} [stay] what keeps the focus on the same page
 */
async function show(response, posted, stay) {
  const type = response.headers.get("Content-Type") || "";
  if (!type.startsWith("text/html")) throw new Error("not a page");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = page.querySelector("main");
  // Another kind of page has its own script and its own frame. One that only
  // answers a post has no address to go to either.
  if (!next?.querySelector("[data-player]")) {
    if (posted && !response.redirected) throw new Error("not a question");
    location.assign(response.url);
    return;
  }
  const here = posted && !response.redirected ? location.href : response.url;
  const address = new URL(response.headers.get("Content-Location") ?? here, here).href;
  const samePage = new URL(address).pathname === shown;
  const given = answers().map((e) => ({ id: e.id, checked: e instanceof HTMLInputElement && e.checked, value: e.value }));
  const begins = !find("[data-player]"); // this page led to the question
  fold(next);
  main.replaceChildren(...next.childNodes);
  for (const part of [".masthead", ".foot"]) { // their forms come back to this page
    const news = page.querySelector(part);
    if (news) document.querySelector(part)?.replaceWith(news);
  }
  document.title = page.title;
  if (samePage) given.forEach((e) => restore(e));
  else {
    history.pushState(null, "", address);
    if (begins) came = performance.now();
  }
  shown = location.pathname;
  settle(samePage, stay);
}

// The second tap of two at once chooses nothing on a page that has just come
// under it, however late a busy page gets to hear of it. Keys have no place on the
// screen and are heard.
let came = -Infinity;
main.addEventListener("click", (event) => {
  if (!event.isTrusted || event.timeStamp - came > 400) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

/** What the answer to the question is given in, and how sure one is. */
const answers = () => /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ ([...main.querySelectorAll("[name=given], [data-certainty] input")]);

/**
 * The same question again still has the answer that is not sent yet.
 * @param {{ id: string, checked: boolean, value: string }} was
 */
function restore(was) {
  const e = answers().find((e) => e.id === was.id);
  if (!e) return;
  e.value = was.value;
  if (e instanceof HTMLInputElement) e.checked = was.checked;
}

/** Empty what a choice was made in, whatever it was when the page came. */
function clear() {
  for (const e of answers()) {
    if (e instanceof HTMLSelectElement) e.selectedIndex = 0;
    else if (e.type === "text") e.value = "";
    else e.checked = false;
  }
}

/** What is open for want of a script is folded. @param {ParentNode} page */
function fold(page) {
  for (const e of page.querySelectorAll("details[data-fold]")) e.removeAttribute("open");
}

/** Have as much of the right answer in sight as fits, the first of it above all. */
export function showAnswer() {
  window.scrollTo(0, 0);
  for (const e of [...main.querySelectorAll(".answer .right, .choices .right")].reverse()) e.scrollIntoView({ block: "nearest" });
}

/**
 * Move the focus to what is new.
 * @param {boolean} samePage
 * @param {string} [stay]
 */
function settle(samePage, stay) {
  prepare();
  const same = samePage && stay && (find("[aria-invalid]") || find(stay));
  if (same) return same.focus();
  const news = find("#mistake") || find("#kept") || (samePage && find("#noted"));
  const verdict = samePage && find("#verdict");
  if (!news && verdict) showAnswer();
  else if (!news) window.scrollTo(0, 0);
  (news || verdict || find("[data-situation]") || find("#stem"))?.focus({ preventScroll: !news });
}

/**
 * Do what the browser would do, without leaving the page; leave it when that
 * fails.
 * @param {() => Promise<Response>} load
 * @param {() => void} leave
 * @param {boolean} posted
 * @param {string} [stay]
 */
async function swap(load, leave, posted, stay) {
  if (main.ariaBusy === "true") return;
  main.ariaBusy = "true";
  try {
    await show(await load(), posted, stay);
  } catch {
    leave();
  } finally {
    main.ariaBusy = "false";
  }
}

const accept = { headers: { Accept: "text/html" } };
// What a form leads to comes in its answer, rather than by another round trip.
const atOnce = { headers: { ...accept.headers, Prefer: "return=representation" } };

main.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-answer], [data-post]")) return;
  event.preventDefault();
  const body = new URLSearchParams();
  new FormData(form, event.submitter).forEach((value, name) => body.append(name, String(value)));
  const button = /** @type {HTMLElement | undefined} */ (event.submitter || undefined);
  swap(
    () => fetch(form.action, { method: "POST", body, ...atOnce }),
    () => leaveBy(form, button),
    true,
    button?.dataset.stay,
  );
});

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | undefined} button
 */
function leaveBy(form, button) {
  /** @type {HTMLInputElement | undefined} */
  let field;
  if (button instanceof HTMLButtonElement && button.name) {
    field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: button.name, value: button.value });
    form.append(field);
  }
  form.submit();
  field?.remove(); // the page may be come back to
}

main.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest("a[data-swap]");
  if (!(link instanceof HTMLAnchorElement)) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  swap(() => fetch(link.href, accept), () => location.assign(link.href), false);
});

main.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-clear]")) return;
  event.preventDefault();
  clear();
});

// A link within the page, as to the row that lacks an answer, comes here too.
window.addEventListener("popstate", () => {
  if (location.pathname !== shown) location.reload();
});

// ---------- keys ----------

function prepare() {
  find("[data-keys]")?.removeAttribute("hidden");
  const box = find("[data-keys-on]");
  if (box instanceof HTMLInputElement) box.checked = keysOn();
  main.toggleAttribute("data-keys-off", !keysOn());
}

/** @returns {HTMLDialogElement | null} */
const help = () => /** @type {HTMLDialogElement | null} */ (find("#keys"));

main.addEventListener("change", (event) => {
  const box = /** @type {HTMLInputElement} */ (event.target);
  if (box.matches("[data-keys-on]")) {
    setKeys(box.checked);
    main.toggleAttribute("data-keys-off", !box.checked);
  }
});
main.addEventListener("click", (event) => {
  if (/** @type {HTMLElement} */ (event.target).closest("[data-help]")) help()?.showModal();
});

/** @param {number} index */
function choose(index) {
  const input = main.querySelectorAll(".choice > input, .rows select")[index];
  if (input instanceof HTMLSelectElement) input.focus();
  if (!(input instanceof HTMLInputElement)) return false;
  input.focus();
  input.click();
  return true;
}

/** @param {string} selector */
function press(selector) {
  const control = find(selector);
  control?.click();
  return control !== null;
}

/**
 * Enter checks, then leads on. Pressed twice at once it only checks: a key has
 * no place on the screen that could tell the two apart.
 */
function enter() {
  const now = performance.now(), twice = now - entered < 400;
  entered = now;
  return press("[data-check]") || twice || press("[data-next]");
}
let entered = 0;

/** @param {KeyboardEvent} event @returns {boolean} whether the key did something */
function act(event) {
  const key = event.key.toLowerCase();
  const number = find("#typed");
  if (number && /^[0-9]$/.test(key)) {
    number.focus(); // which then gets the key
    return false;
  }
  if (figure(event)) return choose(figure(event) - 1);
  if (/^[a-f]$/.test(key)) return choose(key.charCodeAt(0) - "a".charCodeAt(0));
  switch (key) {
    case "enter": return enter();
    case "z": return press("[data-clear]");
    case "j": return press("a[data-next]");
    case "k": return press("[data-previous]");
    case "?": help()?.showModal(); return true;
  }
  return /^[a-z]$/.test(key) && press(`[data-certainty] [aria-keyshortcuts=${key.toUpperCase()}]`);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.repeat) return;
  if (event.key === "Enter" && event.target === find("#typed")) entered = performance.now();
  if (help()?.open || isText(event.target) || !keysOn()) return;
  // Enter keeps its meaning on what can be pressed itself.
  const pressable = event.target instanceof Element && event.target.closest("a, button, summary");
  if (event.key === "Enter" && pressable) return;
  if (act(event)) event.preventDefault();
});

fold(main);
prepare();
