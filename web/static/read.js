// @ts-check
// Offers to print a page. Without a script there is no such button, as the
// browser has one of its own.

for (const button of document.querySelectorAll("[data-print]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", () => print());
}
