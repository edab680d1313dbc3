"use strict";
// Opens the attendance page of one class again when the network is away; the network always comes first.
const CACHE = "tongtang-attendance";
const KEPT_MS = 3 * 24 * 3600 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const fromNetwork = async (request) => {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) {
    const cache = await caches.open(CACHE);
    await cache.put(request, answer.clone());
  }
  return answer;
};

const fromDevice = async (request) => {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request);
  const made = found && Date.parse(found.headers.get("Date") || "");
  if (found && (!made || Date.now() - made < KEPT_MS)) return found;
  if (found) await cache.delete(request);
  return Response.error();
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isPage = request.mode === "navigate" && request.url.startsWith(self.registration.scope);
  const isPart = new URL(request.url).pathname.startsWith("/static/");
  if (request.method !== "GET" || !(isPage || isPart)) return;
  event.respondWith(fromNetwork(request).catch(() => fromDevice(request)));
});
