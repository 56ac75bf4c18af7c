// @ts-check
// What the browser keeps: sets taken along, and answers until they are sent
// and as long as their set is there.

/**
 * @typedef {{
 *   id: number, learner: number, name: string, title: string, edition: string, short?: string, lang: string, taken_at: string, items: any[], names?: string[],
 * }} TakenSet
 * @typedef {{
 *   attempt: number, position: number, learner: number, name: string, key: string, given: string[],
 *   certainty: string, answered_at: string, right: boolean, sent: boolean,
 * }} Kept
 */

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

/** @returns {Promise<IDBDatabase>} */
function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("viva-offline", 2);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) {
        request.result.createObjectStore("sets", { keyPath: "id" });
        request.result.createObjectStore("answers", { keyPath: ["attempt", "position"] });
      } else if (oldVersion < 2) {
        gatherFeedback(/** @type {IDBTransaction} */ (request.transaction).objectStore("sets"));
      }
    };
    request.onsuccess = () => {
      // Its data was cleared, or a newer version of this page wants to change it.
      request.result.onclose = () => { opened = undefined; };
      request.result.onversionchange = () => { request.result.close(); opened = undefined; };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/**
 * Version 1 had the feedback of an item in pieces beside the question.
 * @param {IDBObjectStore} all
 */
function gatherFeedback(all) {
  all.openCursor().onsuccess = (event) => {
    const cursor = /** @type {IDBRequest<IDBCursorWithValue | null>} */ (event.target).result;
    if (!cursor) return;
    cursor.update({ ...cursor.value, items: cursor.value.items.map(gathered) });
    cursor.continue();
  };
}

/** @param {any} item of version 1 */
function gathered({ asides, ...item }) {
  const prompts = (item.rows || []).map((/** @type {any} */ row) => ({ key: row.values.find((/** @type {any} */ v) => v.value === row.key).text, reason: row.reason || "" }));
  const texts = (/** @type {boolean} */ today) => asides.filter((/** @type {any} */ a) => Boolean(a.today) === today).flatMap((/** @type {any} */ a) => a.texts);
  const options = item.options.map((/** @type {any} */ o) => ({ ...o, reason: o.reason || "" }));
  return { ...item, unit: item.number?.unit, feedback: { options, prompts, number: item.number, why: [], corrections: texts(false), now: texts(true), words: [] } };
}

// A browser may keep a page in memory with a read that has not ended. No other
// page could write then, so a page that is left gives its reads up.
/** @type {Set<IDBTransaction>} */
const reads = new Set();
window.addEventListener("pagehide", () => {
  for (const tx of reads) {
    tx.onabort = null;
    tx.abort();
  }
});

/**
 * Do something in one transaction and return what its request returns, once
 * all of it is on the disk.
 * @param {IDBTransactionMode} mode
 * @param {(sets: IDBObjectStore, answers: IDBObjectStore) => IDBRequest | void} work
 * @returns {Promise<any>}
 */
async function transact(mode, work) {
  const tx = (await open()).transaction(["sets", "answers"], mode, { durability: "strict" });
  const request = work(tx.objectStore("sets"), tx.objectStore("answers"));
  if (mode === "readonly") reads.add(tx);
  return new Promise((resolve, reject) => {
    tx.oncomplete = () => {
      reads.delete(tx);
      resolve(request ? request.result : undefined);
    };
    tx.onabort = () => {
      reads.delete(tx);
      reject(tx.error);
    };
  });
}

/** @returns {Promise<TakenSet[]>} */
export const sets = () => transact("readonly", (all) => all.getAll());

/** @param {TakenSet} set */
export const addSet = (set) => transact("readwrite", (all) => all.put(set));

/** @returns {Promise<Kept[]>} */
export const answers = () => transact("readonly", (_, all) => all.getAll());

/**
 * Keep an answer; false when there is one already, as from another tab.
 * @param {Kept} answer
 */
export async function addAnswer(answer) {
  try {
    await transact("readwrite", (_, all) => all.add(answer));
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "ConstraintError") return false;
    throw error;
  }
}

/**
 * Note that answers have been sent. Those without a set have done their duty.
 * @param {Kept[]} sent
 */
export async function markSent(sent) {
  const there = new Set((await sets()).map((set) => set.id));
  await transact("readwrite", (_, all) => {
    for (const a of sent) {
      if (there.has(a.attempt)) all.put({ ...a, sent: true });
      else all.delete([a.attempt, a.position]);
    }
  });
}

/**
 * Remove a set. Answers that were not sent yet stay.
 * @param {number} id
 */
export async function removeSet(id) {
  const done = (await answers()).filter((a) => a.attempt === id && a.sent);
  await transact("readwrite", (all, kept) => {
    all.delete(id);
    for (const a of done) kept.delete([a.attempt, a.position]);
  });
}

/**
 * Remove all that is a learner's, sent or not.
 * @param {number} learner
 */
export async function forget(learner) {
  const theirs = (await sets()).filter((set) => set.learner === learner);
  const given = (await answers()).filter((a) => a.learner === learner);
  await transact("readwrite", (all, kept) => {
    for (const set of theirs) all.delete(set.id);
    for (const a of given) kept.delete([a.attempt, a.position]);
  });
}
