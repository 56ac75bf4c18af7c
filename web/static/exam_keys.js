// @ts-check
// The keys of an exam. Each presses what is on the page; none ends the exam.

const stored = "viva-keys";

function keysOn() {
  try {
    return localStorage.getItem(stored) !== "off";
  } catch {
    return true;
  }
}

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
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(stored, box.checked ? "on" : "off");
      } catch {
        // Without storage the wish cannot be kept.
      }
    });
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

  /** @param {string} key @returns {boolean} whether the key did something */
  function act(key) {
    const strikes = striking;
    striking = false;
    if (answer.typed() && /^[0-9]$/.test(key)) {
      answer.typed()?.focus(); // which then gets the key
      return false;
    }
    // F and H mean something else: the sixth and eighth options are 6 and 8.
    const index = /^[1-9]$/.test(key) ? Number(key) - 1 : /^[a-egi]$/.test(key) ? key.charCodeAt(0) - 97 : -1;
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
    const at = /** @type {HTMLElement} */ (event.target);
    const text = at.isContentEditable || at.matches("textarea, select, input:not([type=radio], [type=checkbox])");
    if (help?.open || page.dialog.open || text || !keysOn()) return;
    // Enter keeps its meaning on what can be pressed itself.
    if (event.key === "Enter" && at.closest("a, button, summary")) return;
    if (act(event.key.toLowerCase())) event.preventDefault();
  });
}
