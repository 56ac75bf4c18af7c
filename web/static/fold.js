// @ts-check
// What is open for want of a script is folded, on a page without a player.

for (const part of document.querySelectorAll("details[data-fold]")) part.removeAttribute("open");
