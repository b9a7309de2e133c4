/* In the service worker: a push says that there is news, never what. A tap opens the page that says it. */
function onPush(event) {
  let told = {};
  try { told = event.data.json(); } catch (nothing) { /* a push without words still has to be shown */ }
  event.waitUntil(self.registration.showNotification(told.title || "Porte Ouverte", {
    body: told.body || "", tag: told.tag || "news", renotify: true, data: { url: told.url || "/" },
  }));
}

function onPushClick(event) {
  event.notification.close();
  const page = new URL((event.notification.data || {}).url || "/", self.location.origin);
  const url = page.origin === self.location.origin ? page.href : "/";
  event.waitUntil((async () => {
    const shown = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const open = shown.find(each => each.url.split("#")[0] === url.split("#")[0]);
    return open ? open.focus() : self.clients.openWindow(url);
  })());
}
