"use strict";
// Opens the attendance page of one class again when the network is away; the network always comes first.
// The copies belong to the account that asked for them and are gone when it signs out: portal/device.js.
const ACCOUNT = new URL(self.location.href).searchParams.get("account");
const CACHE = `tongtang-kept-${ACCOUNT}-pages`;
const KEPT_MS = 3 * 24 * 3600 * 1000;
const PATIENCE_MS = 10000; // a network that is there and does not answer

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const fromNetwork = async (request) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  const answer = await fetch(request, { signal: stop.signal });
  clearTimeout(timer);
  // after signing out the cache is gone and must not come back
  if (answer.ok && !answer.redirected && (await caches.has(CACHE))) {
    const cache = await caches.open(CACHE);
    await cache.put(request, answer.clone());
  }
  return answer;
};

const fromDevice = async (request) => {
  if (!(await caches.has(CACHE))) return Response.error();
  const cache = await caches.open(CACHE);
  const found = await cache.match(request, { ignoreVary: true });
  const made = found && Date.parse(found.headers.get("Date") || "");
  if (found && (!made || Date.now() - made < KEPT_MS)) return found;
  if (found) await cache.delete(request, { ignoreVary: true });
  return Response.error();
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isPage = request.mode === "navigate" && request.url.startsWith(self.registration.scope);
  const isPart = new URL(request.url).pathname.startsWith("/static/");
  if (request.method !== "GET" || !(isPage || isPart)) return;
  event.respondWith(fromNetwork(request).catch(() => fromDevice(request)));
});
