// @ts-check
// The time left of an exam. The server owns the deadline: the page is told how
// much is left, and counts down with the steady clock that started with it. A
// client's own date plays no part.

const warnings = [30, 15, 5, 1]; // minutes
const comesBack = 5; // minutes before the end a hidden clock shows itself
const slip = 1500; // ms that the two clocks of a device may differ by between two ticks

/** @param {number} ms */
export function face(ms) {
  const s = Math.ceil(ms / 1000);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const minutes = Math.floor(s / 60) % 60;
  const hours = Math.floor(s / 3600);
  return hours ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}

/** Minutes and seconds in the words of the page's language. @param {number} ms */
function inWords(ms) {
  const s = Math.ceil(ms / 1000);
  const lang = document.documentElement.lang;
  const part = (/** @type {number} */ n, /** @type {string} */ unit) =>
    new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(n);
  const parts = [];
  if (s >= 60) parts.push(part(Math.floor(s / 60), "minute"));
  if (s % 60 || s < 60) parts.push(part(s % 60, "second"));
  return new Intl.ListFormat(lang).format(parts);
}

/** When this page began to arrive, on the steady clock. */
export function arrived() {
  const [entry] = performance.getEntriesByType("navigation");
  return entry instanceof PerformanceNavigationTiming ? entry.responseStart : 0;
}

/**
 * How many ms the steady clock stood since this was last asked. While a device
 * sleeps it may stand, and the date does not; a date that is set looks the same.
 */
export function sleepWatch() {
  let steady = performance.now(), date = Date.now();
  return () => {
    const stood = (Date.now() - date) - (performance.now() - steady);
    steady = performance.now();
    date = Date.now();
    return stood > slip ? stood : 0;
  };
}

/**
 * Start the clock of the page, if it has one.
 * @param {(text: string) => void} say
 * @param {() => Promise<number>} ended asks the server, and tells how many ms are left after all
 * @param {() => void} woke asks the server for the time, which sync is then told
 * @returns {{sync: (ms: number, asked: number) => void, toggle: () => void} | null}
 */
export function startClock(say, ended, woke) {
  const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-clock]"));
  if (!box) return null;
  const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (box.querySelector(selector));
  const time = find("[data-time]"), shown = find("[data-shown]"), toggle = find("[data-clock-toggle]"), now = find("[data-clock-now]");
  let deadline = arrived() + Number(box.dataset.left);
  let asking = false;
  let over = false; // said once, however often the server has to be asked
  let guessed = false; // the time left goes by the date, until the server has said it
  const stood = sleepWatch();
  let late = left() <= comesBack * 60_000;
  let warned = warnings.filter((m) => left() <= m * 60_000).length;

  function left() {
    return Math.max(0, deadline - performance.now());
  }
  /** @param {boolean} visible */
  function show(visible) {
    shown.hidden = !visible;
    toggle.textContent = (visible ? box?.dataset.hide : box?.dataset.show) || "";
    toggle.setAttribute("aria-label", (visible ? box?.dataset.hideName : box?.dataset.showName) || "");
    try {
      sessionStorage.setItem("viva-clock", visible ? "shown" : late ? "hidden late" : "hidden");
    } catch {
      // Without storage the wish holds for this page only.
    }
  }
  const flip = () => show(Boolean(shown.hidden));
  const saying = () => (box.dataset.says || "%s").replace("%s", inWords(left()));

  async function end() {
    asking = true;
    if (!over && !guessed) say(box?.dataset.over || "");
    over = !guessed;
    const ms = await ended();
    deadline = performance.now() + ms;
    asking = guessed = false;
  }
  /** After a sleep the clock is right at once, and the server is asked. */
  function wake() {
    const ms = stood();
    if (!ms) return;
    deadline -= ms;
    guessed = true;
    woke();
  }
  function tick() {
    wake();
    const ms = left();
    time.textContent = face(ms);
    box?.classList.toggle("soon", ms <= comesBack * 60_000);
    const due = warnings.filter((m) => ms <= m * 60_000).length;
    if (due > warned) {
      warned = due;
      say(saying());
    }
    if (!late && ms <= comesBack * 60_000) {
      late = true;
      show(true);
    }
    if (ms === 0 && !asking) end();
  }

  let hidden = false;
  try {
    const wish = sessionStorage.getItem("viva-clock");
    hidden = wish === "hidden late" || (wish === "hidden" && !late); // it may have been due between two pages
  } catch {
    // It is shown.
  }
  if (hidden) show(false);
  toggle.hidden = now.hidden = false;
  toggle.addEventListener("click", flip);
  now.addEventListener("click", () => say(saying()));
  tick();
  setInterval(tick, 250);
  return {
    // The server said so, in whole seconds, between the question and now. A
    // clock that stood, as while a computer slept, is outside of that.
    sync: (ms, asked) => {
      deadline = Math.min(Math.max(deadline, asked + ms - 1000), performance.now() + ms);
      guessed = false;
      tick();
    },
    toggle: flip,
  };
}
