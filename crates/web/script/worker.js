// The service worker: it keeps the files of the page, and nothing else, so that the page opens when the server is away.
// Before it stand `version` and `files`, which the build knows.
const PREFIX = "movietracker.page.";
const NAME = PREFIX + version;
/** How long a page is waited for before the one that is kept is shown, in milliseconds. */
const PATIENCE = 4000;
/** What a proxy answers while the server is away. */
const AWAY = [502, 503, 504];

self.addEventListener("install", (event) => {
  event.waitUntil(keepFiles());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forgetOldFiles(), self.registration.navigationPreload?.enable(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (isPage(pathname)) event.respondWith(page(event));
  } else if (pathname.startsWith("/assets/")) {
    event.respondWith(file(request));
  }
});

/** Keeps all files of this version, or none: a page with a part missing would be worse than no page. */
async function keepFiles() {
  await caches.delete(NAME);
  const cache = await caches.open(NAME);
  // The document itself must be the one that these files belong to, and not one that the browser has kept.
  await cache.addAll(["/", ...files].map((url) => new Request(url, { cache: url === "/" ? "reload" : "default" })));
  const text = await (await cache.match("/")).text();
  if (!files.some((url) => url.endsWith(".js") && text.includes(`"${url}"`))) {
    await caches.delete(NAME);
    throw new Error("The page is that of another version.");
  }
  await self.skipWaiting();
}

/** Forgets the versions before the last one, whose files tabs that are open may still need. */
async function forgetOldFiles() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

/** Whether the page answers this path; the server decides it alike. */
function isPage(path) {
  return !path.includes(".") && !/^\/(api|assets|health|images|metrics)(\/|$)/.test(path);
}

/** The page: that of the server, unless it is away or takes long. */
async function page(event) {
  const asked = ask(event);
  const isThere = asked.then((answer) => !AWAY.includes(answer.status)).catch(() => false);
  event.waitUntil(isThere.then((there) => there && endWithServer()));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([asked.catch(() => undefined), patience]);
  if (answer && !AWAY.includes(answer.status)) return answer;
  const kept = await caches.match("/", { cacheName: NAME });
  return kept ?? asked;
}

async function ask(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

/** A file, whose name tells its content: the one that is kept is as good as any. */
async function file(request) {
  const kept = await caches.match(request.url, { ignoreVary: true });
  return kept ?? fetch(request);
}

/** Forgets the files of all versions. */
async function forgetFiles() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** Ends itself where the server knows no worker any more, as after going back to a version without one. */
async function endWithServer() {
  const own = await fetch("/service-worker.js", { method: "HEAD", cache: "no-store" }).catch(() => undefined);
  if (own && [404, 410].includes(own.status)) {
    await self.registration.unregister();
    await forgetFiles();
    // Chromium has been seen to still list a cache after its deletion, one time in twenty.
    await forgetFiles();
  }
}
