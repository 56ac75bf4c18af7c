// @ts-check
// The clock of an exam that runs, above a page that is not the exam's. Without
// this file the page says until when the exam runs.
import { arrived, face, sleepWatch } from "./timer.js";

const strip = /** @type {HTMLElement} */ (document.querySelector("[data-running]"));
const time = /** @type {HTMLElement} */ (strip.querySelector("[data-time]"));
const until = /** @type {HTMLElement} */ (strip.querySelector("[data-until]"));
const runs = until.textContent;
const stood = sleepWatch();
let deadline = arrived() + Number(strip.dataset.running);

function tick() {
  const slept = stood();
  deadline -= slept;
  if (slept) ask();
  const left = Math.max(0, deadline - performance.now());
  time.textContent = face(left);
  until.textContent = left ? runs : strip.dataset.over || "";
}

/** Ask the server: after a sleep, or out of sight, the exam may be over. */
async function ask() {
  try {
    const response = await fetch("/api/v1" + strip.querySelector("a")?.getAttribute("href"));
    const exam = response.ok ? await response.json() : {};
    if (exam.finished_at) return strip.remove();
    if (exam.left_seconds !== undefined) deadline = performance.now() + exam.left_seconds * 1000;
  } catch {
    // Without a line there is nothing newer to show.
  }
}

setInterval(tick, 250);
tick();
document.addEventListener("visibilitychange", () => document.hidden || ask());
