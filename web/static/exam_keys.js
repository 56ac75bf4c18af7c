// @ts-check
// The keys of an exam. Each presses what is on the page; none ends the exam.

import { figure, isText, keysOn, setKeys } from "./keys.js";

/**
 * @param {HTMLElement} root
 * @param {ReturnType<typeof import("./exam_answer.js").answerOn>} answer
 * @param {{clock: {toggle: () => void} | null, dialog: HTMLDialogElement, say: (text: string) => void}} page
 */
export function listen(root, answer, page) {
  /** @param {string} selector @returns {HTMLElement | null} */
  const find = (selector) => root.querySelector(selector);
  const help = /** @type {HTMLDialogElement | null} */ (find("#keys"));
  const box = find("[data-keys-on]");
  find("[data-keys]")?.removeAttribute("hidden");
  find("[data-help]")?.addEventListener("click", () => help?.showModal());
  if (box instanceof HTMLInputElement) {
    box.checked = keysOn();
    box.addEventListener("change", () => setKeys(box.checked));
  }

  let striking = false; // X was pressed: the next figure strikes out

  /** @param {number} index */
  function choose(index) {
    answer.rows()[index]?.focus();
    const option = answer.boxes()[index];
    option?.focus();
    option?.click();
    return Boolean(option || answer.rows()[index]);
  }
  /** @param {string} selector */
  function press(selector) {
    find(selector)?.click();
    return find(selector) !== null;
  }
  function arm() {
    striking = find("[data-strike]") !== null;
    if (striking) page.say(root.dataset.sayStrike || "");
    return striking;
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key did something */
  function act(event) {
    const key = event.key.toLowerCase();
    const strikes = striking;
    striking = false;
    if (answer.typed() && /^[0-9]$/.test(key)) {
      answer.typed()?.focus(); // which then gets the key
      return false;
    }
    // F and H mean something else: the sixth and eighth options are 6 and 8.
    const index = figure(event) ? figure(event) - 1 : /^[a-egi]$/.test(key) ? key.charCodeAt(0) - 97 : -1;
    if (index >= 0 && strikes) {
      /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-strike]"))[index]?.click();
      return true;
    }
    if (index >= 0) return choose(index);
    switch (key) {
      case "enter": case "j": return press("[data-next]");
      case "k": return press("[data-previous]");
      case "f": return press("[data-flag]");
      case "r": return press("[data-overview]");
      case "h": page.clock?.toggle(); return page.clock !== null;
      case "x": return arm();
      case "?": help?.showModal(); return true;
    }
    return false;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
    if (help?.open || page.dialog.open || isText(event.target) || !keysOn()) return;
    // Enter keeps its meaning on what can be pressed itself.
    const pressable = event.target instanceof Element && event.target.closest("a, button, summary");
    if (event.key === "Enter" && pressable) return;
    if (act(event)) event.preventDefault();
  });
}
