// @ts-check
// The answer on the page of a question, whatever its type: read, shown, told.

/** @param {HTMLElement} root @param {HTMLFormElement | null} form */
export function answerOn(root, form) {
  const boxes = () => /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll(".choice > input")]);
  const rows = () => /** @type {HTMLSelectElement[]} */ ([...root.querySelectorAll(".rows select")]);
  const typed = () => /** @type {HTMLInputElement | null} */ (root.querySelector("#typed"));

  /** What the form would send. */
  const given = () => (form ? new FormData(form).getAll("given").map(String).filter((v) => v.trim()) : []);

  /** The option that an answer gives a row: places by order, prompts by name. @param {HTMLSelectElement} row @param {number} i @param {string[]} answer */
  function optionOf(row, i, answer) {
    const all = [...row.options].filter((o) => o.value);
    return all.find((o) => o.value === answer[i]) || all.find((o) => o.value.includes("=") && answer.includes(o.value));
  }

  return {
    boxes, rows, typed, given,

    /** Whether the question has all that it asks for. */
    complete() {
      const want = rows().length || (typed() ? 1 : Number(form?.dataset.choose));
      return given().length === want;
    },

    /** Whether it is no longer the one that the page came with. */
    touched() {
      const shown = (/** @type {HTMLSelectElement} */ row) => ([...row.options].find((o) => o.defaultSelected) || row.options[0])?.value;
      return boxes().some((b) => b.checked !== b.defaultChecked) || rows().some((row) => row.value !== shown(row)) ||
        typed()?.value !== typed()?.defaultValue;
    },

    /** Show an answer. @param {string[]} answer */
    fill(answer) {
      for (const box of boxes()) box.checked = answer.includes(box.value);
      rows().forEach((row, i) => { row.value = optionOf(row, i, answer)?.value || ""; });
      const field = typed();
      if (field) field.value = answer[0] || "";
    },

    /** Letters, texts or what was typed. @param {string[]} answer */
    inWords(answer) {
      const chosen = boxes().filter((b) => answer.includes(b.value));
      if (chosen.length) return chosen.map((b) => b.labels?.[0]?.querySelector(".letter")?.textContent).join(", ");
      return rows().map((row, i) => optionOf(row, i, answer)?.text).join(", ") || answer.join(", ");
    },
  };
}
