// @ts-check
// What a browser of somebody who took questions along does when no page comes:
// it shows the page that asks these questions. It stands in the way of nothing
// else, and keeps no page that was made for anybody. The server writes the
// first line, which says what to keep: shell.

const worker = /** @type {any} */ (self);
const name = "viva-" + shell.version;

/** Keep the page and its files, as they are now: those of one version. */
async function keep() {
  const page = await fetch(shell.page, { cache: "reload" });
  if (!page.ok || !(await page.clone().text()).includes(shell.files[0])) throw new Error("the page of another version");
  const cache = await caches.open(name);
  await cache.addAll(shell.files);
  await cache.put(shell.page, page);
}

worker.addEventListener("install", (event) => event.waitUntil(keep().then(() => worker.skipWaiting())));

worker.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const other of await caches.keys()) if (other.startsWith("viva-") && other !== name) await caches.delete(other);
  await worker.clients.claim();
})()));

// The page tells when it was seen, since its language or theme may be new.
worker.addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(keep().catch(() => {})); // without network the one that is kept will do
});

/** @param {string | Request} what */
const kept = async (what) => (await caches.open(name)).match(what, { ignoreVary: true });

/** @param {Request} request */
async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const instead = await kept(shell.page);
    if (instead) return instead;
    throw error;
  }
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(page(request));
  } else if (request.mode === "navigate" && pathname === "/sign-out") {
    // What waits to be sent is asked about first.
    event.respondWith(Response.redirect("/offline?leave", 303));
  } else if (shell.files.includes(pathname)) {
    event.respondWith(kept(request).catch(() => undefined).then((file) => file || fetch(request)));
  }
});
