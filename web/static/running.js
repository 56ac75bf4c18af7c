// @ts-check
// The clock of an exam that runs, above a page that is not the exam's. Without
// this file the page says until when the exam runs.
import { arrived, face } from "./timer.js";

const strip = /** @type {HTMLElement} */ (document.querySelector("[data-running]"));
const time = /** @type {HTMLElement} */ (strip.querySelector("[data-time]"));
const deadline = arrived() + Number(strip.dataset.running);

function tick() {
  const left = Math.max(0, deadline - performance.now());
  time.textContent = face(left);
  if (left === 0 && strip.dataset.over) {
    /** @type {HTMLElement} */ (strip.querySelector("[data-until]")).textContent = strip.dataset.over;
    clearInterval(ticking);
  }
}
const ticking = setInterval(tick, 250);
tick();
