// @ts-check
// A page that a browser keeps in memory and shows again, as after Back, tells
// what was true when it was left: it is asked for anew, and hidden until then.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.documentElement.hidden = true;
  location.reload();
});
