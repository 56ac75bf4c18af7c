// @ts-check
// Keeps what is done at a question of an exam: on this device at once, on the
// server as soon as it can be reached, and here no longer than until then.

/**
 * What is not acknowledged yet. given is null where the answer is not new, and
 * empty where it is taken back.
 * @typedef {{given: string[] | null, flagged: boolean | null, struck: string[] | null, revision: number, key: string}} Draft
 * @typedef {"saved" | "saving" | "offline" | "incomplete" | "unread" | "signed-out" | "stale" | "over"} State
 * @typedef {{state: (state: State, current?: {given: string[], revision: number}) => void, saved: (reply: any, asked: number) => void, moved: () => void}} Hooks
 */

const retries = [1, 2, 4, 8, 15, 30]; // seconds

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID needs https
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** @param {string} name @returns {Draft | null} */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) || "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {Draft | null} draft */
function write(name, draft) {
  try {
    if (draft) localStorage.setItem(name, JSON.stringify(draft));
    else localStorage.removeItem(name);
  } catch {
    // Without storage a reload loses what was not sent; the badge tells what was.
  }
}

const prefix = (/** @type {string} */ exam) => `viva-draft-${exam}-`;

/** Forget all drafts of an exam that has ended. @param {string} exam */
export function forget(exam) {
  for (const name of names(exam)) write(name, null);
}

/** @param {string} exam */
function names(exam) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix(exam)));
  } catch {
    return [];
  }
}

/** Send a draft once, even when the page goes. @param {string} api @param {string} position @param {Draft | null} draft @param {number} [patience] */
function put(api, position, draft, patience = 15_000) {
  /** @type {Record<string, any>} */
  const body = {};
  /** @type {Record<string, string>} */
  const headers = { "Content-Type": "application/json" };
  if (draft?.given) {
    Object.assign(body, { given: draft.given, revision: draft.revision });
    headers["Idempotency-Key"] = draft.key;
  }
  if (draft?.flagged != null) body.flagged = draft.flagged;
  if (draft?.struck) body.struck = draft.struck;
  return fetch(`${api}${position}/draft`, {
    method: "PUT", body: JSON.stringify(body), headers, keepalive: true, signal: AbortSignal.timeout(patience),
  });
}

/**
 * Send what other questions left behind, as when a tab was closed too soon. A
 * draft that the server has something newer for waits for its question.
 * Resolves to whether anything was sent: the server then takes the learner for
 * being there.
 * @param {string} exam @param {string} api @param {string} but
 */
export async function sendOthers(exam, api, but) {
  let sent = false;
  for (const name of names(exam)) {
    const position = name.slice(prefix(exam).length);
    const draft = position === but ? null : read(name);
    if (!draft) continue;
    try {
      if (!(await put(api, position, draft)).ok) continue;
    } catch {
      break; // another time
    }
    sent = true;
    // The tab that wrote it may have kept something newer since.
    if (JSON.stringify(read(name)) === JSON.stringify(draft)) write(name, null);
  }
  return sent;
}

/** The drafts of one question. */
export class Desk {
  /** @param {string} exam @param {string} api @param {string} position @param {number} standing revision of the answer that stands @param {Hooks} hooks */
  constructor(exam, api, position, standing, hooks) {
    this.api = api;
    this.position = position;
    this.standing = standing;
    this.hooks = hooks;
    this.name = prefix(exam) + position;
    this.draft = read(this.name);
    this.tries = 0;
    this.halted = false; // until the learner has chosen between two answers
    this.unread = false; // the answer on the page is none that can be saved
    /** @type {string[] | null} */
    this.unsure = null; // sent, but it was not heard whether it came
    /** @type {Promise<boolean> | null} */
    this.sending = null;
    /** @type {number | undefined} */
    this.timer = undefined;
    window.addEventListener("online", () => this.flush(true));
  }

  /** Keep a change and send it. @param {{given?: string[], flagged?: boolean, struck?: string[]}} change */
  keep(change) {
    const draft = this.draft || { given: null, flagged: null, struck: null, revision: 0, key: "" };
    if (change.given) {
      Object.assign(draft, { given: change.given, revision: this.standing + 1, key: newKey() });
      this.unread = false;
    }
    if (change.flagged !== undefined) draft.flagged = change.flagged;
    if (change.struck) draft.struck = change.struck;
    this.draft = { ...draft };
    write(this.name, this.draft);
    this.tries = 0;
    return this.flush();
  }

  /** Give up the answer that is not saved, not what is noted beside it. */
  drop() {
    if (this.draft) this.draft = { ...this.draft, given: null };
    if (this.draft && this.draft.flagged === null && !this.draft.struck) this.draft = null;
    write(this.name, this.draft);
  }

  /**
   * Send what is not sent; here tells the server where the learner is even
   * when that is nothing. Resolves to whether all is saved.
   * @param {boolean} [here]
   * @returns {Promise<boolean>}
   */
  async flush(here = false) {
    clearTimeout(this.timer);
    while (this.sending) await this.sending;
    if (!this.draft && !here) return true;
    if (this.halted) return false;
    this.sending = this.send();
    const done = await this.sending;
    this.sending = null;
    return done && this.draft ? this.flush() : done;
  }

  async send() {
    const sent = this.draft;
    const asked = performance.now();
    if (sent) this.hooks.state("saving");
    try {
      const response = await put(this.api, this.position, sent);
      if (response.ok) return this.acknowledged(sent, await response.json(), asked);
      return await this.refused(sent, response);
    } catch {
      return this.unreachable(sent);
    }
  }

  /** @param {Draft | null} sent @param {any} reply @param {number} asked when, on the steady clock */
  acknowledged(sent, reply, asked) {
    const news = sent || this.tries > 0;
    const elsewhere = !sent?.given && (reply.revision || 0) !== this.standing;
    this.tries = 0;
    if (elsewhere) return this.left(sent);
    this.unsure = null;
    this.standing = reply.revision || 0;
    if (this.draft === sent) {
      this.draft = null;
      write(this.name, null);
    } else if (this.draft?.given) {
      // Changed while it was under way: the next revision is one further.
      this.draft = { ...this.draft, revision: this.standing + 1 };
      write(this.name, this.draft);
    }
    if (news) this.hooks.state(this.unread ? "unread" : "saved");
    this.hooks.saved(reply, asked);
    return true;
  }

  /**
   * Another answer came meanwhile, from another tab or device: the page is old.
   * What it has not sent is sent first, and refused as that of a page behind.
   * @param {Draft | null} sent
   */
  left(sent) {
    if (this.draft === sent) {
      this.draft = null;
      write(this.name, null);
    }
    if (!this.draft) this.hooks.moved();
    return true;
  }

  /** @param {Draft | null} sent @param {Response} response */
  async refused(sent, response) {
    if (response.status >= 500 || response.status === 429 || response.status === 408) return this.unreachable(sent);
    const problem = await response.json();
    switch (problem.code) {
      case "expired": case "finished":
        this.hooks.state("over");
        return false;
      case "stale":
        this.standing = problem.current.revision;
        if (this.unsure && this.draft?.given && String(this.unsure) === String(problem.current.given || [])) {
          // What stands is our own of a moment ago.
          this.unsure = null;
          this.draft = { ...this.draft, revision: this.standing + 1 };
          write(this.name, this.draft);
          return true;
        }
        this.halted = true;
        this.hooks.state("stale", problem.current);
        return false;
    }
    if ([401, 403, 404].includes(response.status)) { // nobody is signed in, or somebody else is
      this.hooks.state("signed-out");
      return false;
    }
    if (this.draft !== sent) return true; // flush goes on with what came after
    this.drop(); // it cannot be read, and the page still shows it
    this.unread = true;
    if (this.draft) await this.send();
    this.hooks.state("unread");
    return false;
  }

  /** @param {Draft | null} sent */
  unreachable(sent) {
    if (sent?.given) this.unsure = sent.given;
    this.hooks.state("offline");
    const wait = retries[Math.min(this.tries++, retries.length - 1)] * 1000;
    this.timer = setTimeout(() => this.flush(true), wait);
    return false;
  }
}
