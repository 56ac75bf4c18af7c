// Loads the page again when the files were checked again. The server holds its
// answer back until then, so that nothing is asked in vain.
const have = document.querySelector("[data-revision]").dataset.revision;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function watch() {
  for (;;) {
    try {
      const reply = await fetch(`/version?have=${have}`, { cache: "no-store" });
      if (reply.ok && String(await reply.json()) !== have) {
        location.reload();
        return;
      }
    } catch {
      await pause(2000); // the command was stopped; it may come back
    }
    await pause(200);
  }
}
watch();
