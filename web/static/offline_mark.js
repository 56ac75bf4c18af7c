// @ts-check
// Reading and marking an answer for the page, as the server will once it gets
// the answer: what it says counts.

// As the server's: digits, perhaps in groups of three, perhaps decimals.
/** @type {Record<string, RegExp>} */
const typed = {
  en: /^(\d{1,3}(?:[ ,']\d{3})+|\d{1,12})(?:\.(\d{1,2}))?$/,
  fr: /^(\d{1,3}(?:[ .']\d{3})+|\d{1,12})(?:[,.](\d{1,2}))?$/,
};

/**
 * A typed number in hundredths, or null.
 * @param {string} text
 * @param {string} lang
 */
function hundredths(text, lang) {
  const plain = text.replace(/[\u00a0\u202f\u2009]/g, " ").replace(/\u2019/g, "'").trim();
  const bare = plain.replace(/USD$/, "").replace(/\$$/, "").replace(/^\$/, "").trim();
  const found = typed[lang].exec(bare);
  if (!found || text.length > 64) return null;
  const whole = Number(found[1].replace(/[ ,.']/g, ""));
  return whole > 1e12 ? null : whole * 100 + Number(((found[2] || "") + "00").slice(0, 2));
}

/**
 * Why an answer cannot be taken, as the key of a text, or "".
 * @param {any} item
 * @param {string[]} given
 * @param {string} lang
 */
export function unreadable(item, given, lang) {
  if (item.number) return hundredths(given[0] || "", lang) === null ? "error_number" : "";
  if (item.rows) {
    if (given.length < item.rows.length || given.includes("")) return "error_fill_rows";
    return item.type === "ordering" && new Set(given).size < given.length ? "error_use_once" : "";
  }
  return given.length === item.choose ? "" : "player_choose";
}

/**
 * Whether a readable answer is right.
 * @param {any} item
 * @param {string[]} given
 * @param {string} lang
 */
export function right(item, given, lang) {
  if (item.number) {
    const n = hundredths(given[0], lang);
    return n !== null && Math.abs(n - Math.round(item.number.key * 100)) <= Math.round(item.number.tolerance * 100);
  }
  if (item.rows) return item.rows.every((/** @type {any} */ row, /** @type {number} */ i) => row.key === given[i]);
  return item.options.every((/** @type {any} */ o) => o.correct === given.includes(o.id));
}
