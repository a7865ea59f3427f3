// Keeps the last programme for the times when the server does not answer a navigation: a restart of the
// machine, a crash of the browser, a reload. NiceGUI's own pages are never kept: each belongs to one visit.
const CACHE = "programme";
const SNAPSHOT = "/kiosk/snapshot";
const PATIENCE = 4000; // ms until the kept programme is shown instead

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname === SNAPSHOT) event.respondWith(keep().catch(() => kept(SNAPSHOT)));
  else if (event.request.mode === "navigate" && pathname === "/kiosk") event.respondWith(open(event.request));
  else if (pathname.startsWith("/assets/")) event.respondWith(asset(event.request));
});

// An answer of 5xx is none: a proxy speaks for a server that is away, in words of its own.
async function open(request) {
  const tooLate = new Promise((_, reject) => setTimeout(reject, PATIENCE, "too late"));
  try {
    const answer = await Promise.race([fetch(request), tooLate]);
    if (answer.status < 500) return answer;
  } catch {
    // what was kept is shown
  }
  return kept(SNAPSHOT);
}

async function kept(url) {
  return (await caches.match(url)) ?? Response.error();
}

async function asset(request) {
  return (await caches.match(request.url)) ?? fetch(request);
}

// The page is replaced when all that it needs is there, so it is always whole. How far this machine's clock
// is behind the house's is written into it: after a cold start nobody else can tell.
async function keep() {
  const answer = await fetch(SNAPSHOT, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status !== 200) throw new Error(String(answer.status));
  const ahead = Date.parse(answer.headers.get("House-Time")) - Date.now();
  const text = (await answer.text()).replace('data-ahead="0"', `data-ahead="${ahead}"`);
  const cache = await caches.open(CACHE);
  const needed = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((found) => found[1]);
  for (const url of needed) if (!(await cache.match(url))) await cache.add(url);
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const page = new Response(text, { headers });
  await cache.put(SNAPSHOT, page.clone());
  for (const { url } of await cache.keys()) {
    const { pathname, search } = new URL(url);
    if (pathname !== SNAPSHOT && !needed.includes(pathname + search)) await cache.delete(url);
  }
  return page;
}
