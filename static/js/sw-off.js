/* In place of the second half, once the operator switched the worker off: it sends what waits, then goes. */
"use strict";
const leave = () => drain(true).catch(() => 1).then(left => left || self.registration.unregister());
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await leave();
})()));
self.addEventListener("message", event => event.waitUntil(leave()));
