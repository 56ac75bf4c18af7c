// @ts-check
// What keys mean on every page of a question, in practice and in an exam.

const stored = "viva-keys";

/** Whether the learner wants keys; they may never have been asked. */
export function keysOn() {
  try {
    return localStorage.getItem(stored) !== "off";
  } catch {
    return true;
  }
}

/** @param {boolean} on */
export function setKeys(on) {
  try {
    localStorage.setItem(stored, on ? "on" : "off");
  } catch {
    // Without storage the wish holds for this page only.
  }
}

/** Whether a text is typed or a choice made there with the same keys. @param {EventTarget | null} target */
export function isText(target) {
  return target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox])"));
}

/**
 * The figure that a key stands for, or 0. Where figures are typed with Shift,
 * as on a French keyboard, the key alone will do.
 * @param {KeyboardEvent} event
 */
export function figure(event) {
  if (/^[1-9]$/.test(event.key)) return Number(event.key);
  return event.shiftKey ? 0 : Number(/^Digit([1-9])$/.exec(event.code)?.[1] || 0);
}
