/* Service worker, second half: copies of a crisis's forms, and what happens to a form that cannot be sent. */
"use strict";
const FORM = /\/c\/[^/]+\/(safe|need|offer)\/$/;
const COPIED = /^(\/([\w-]+)\/c\/[^/]+\/)((safe|need|offer|kept)\/)?$/;
const CACHE = `pages-${VERSION}`;
// Pages vary by cookie and language: without ignoreVary a copy is never found again.
const ANY = { ignoreSearch: true, ignoreVary: true };
const POST_MS = 12000, PAGE_MS = 6000, FILE_MS = 4000;
const keptPage = path => COPIED.exec(path)[1] + "kept/";

async function take(path) {
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-cache" });
  if (answer.status >= 500) throw new Error("busy");
  if (!answer.ok || answer.redirected) return;
  // What the server marks is for everybody: no page of somebody signed in, none that carries a message.
  const html = await answer.text();
  if (/<script[^>]* data-copy[ >]/.test(html)) await putCopy(path, html);
}

// The page as it arrived, handed over by its own script: it is not fetched twice.
const putCopy = async (path, html) => (await caches.open(CACHE)).put(path, new Response(html, { headers: HEADERS }));

// Afterwards, so that the first page is light: what shows what waits, then the other forms.
async function takeRest(base, light) {
  const cache = await caches.open(CACHE);
  await cache.addAll(MORE);
  // One by one: the first of them may set the cookie that the next one's token belongs to.
  const names = light ? ["kept/"] : ["kept/", "safe/", "need/", "offer/", ""];
  for (const name of names) if (!await cache.match(base + name, ANY)) await take(base + name);
}

self.addEventListener("message", event => {
  const { copy, rest, light } = event.data;
  if (copy && COPIED.test(copy.path)) event.waitUntil(putCopy(copy.path, copy.html));
  if (rest && COPIED.test(rest)) event.waitUntil(takeRest(COPIED.exec(rest)[1], light));
});

self.addEventListener("install", event => event.waitUntil((async () => {
  await (await caches.open(CACHE)).addAll(FILES);
  for (const name of await caches.keys()) {
    if (!name.startsWith("pages-") || name === CACHE) continue;
    await (await caches.open(CACHE)).addAll(MORE);
    for (const { url } of await (await caches.open(name)).keys()) {
      const { pathname } = new URL(url);
      if (COPIED.test(pathname)) await take(pathname);
    }
  }
  await self.skipWaiting();
})()));

self.addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("pages-") && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));

// A copy says of itself that it is one.
const marked = async copy => new Response(
  (await copy.text()).replace("<html", "<html data-from-phone"), { headers: copy.headers });

async function page(request, path) {
  const copy = await caches.match(path, ANY);
  if (!copy) return fetch(request);
  if (path.endsWith("/kept/")) return copy;
  try {
    const answer = await soon(PAGE_MS, request);
    return later(answer.status) ? marked(copy) : answer;
  } catch (lost) { return marked(copy); }
}

async function file(request) {
  try { return await soon(FILE_MS, request); }
  catch (lost) { return await caches.match(request, ANY) || Response.error(); }
}

const ignored = ["csrfmiddlewaretoken", "submission_id", "step", "choice"];
async function printOf(said) {
  const told = new TextEncoder().encode(JSON.stringify([...said].filter(([name]) => !ignored.includes(name))));
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", told))));
}

// The same answers again are the same entry; others under its id (the browser's Back) must not push it out.
async function read(request, { pathname, search }) {
  const said = new URLSearchParams(await request.text()), print = await printOf(said), url = pathname + search;
  const all = await outbox.all(), id = said.get("submission_id") || crypto.randomUUID();
  const same = all.find(form => form.id === id), fits = !same || same.state === "refused" || same.print === print;
  const known = same && fits ? same : all.find(form => form.state === "waiting" && form.url === url && form.print === print);
  said.set("submission_id", known ? known.id : fits ? id : crypto.randomUUID());
  return { id: said.get("submission_id"), url, body: said.toString(), print, step: said.get("step"), known };
}

async function keep({ step, known, ...form }, why, next) {
  if (known && known.state === "sent") return;
  const since = known && known.since || Date.now();
  await outbox.put({ ...form, since, state: "waiting", why, tries: 0, next });
  try { await self.registration.sync.register("outbox"); } catch (none) { /* not every browser has it */ }
}

async function send(request, url) {
  const form = await read(request.clone(), url);
  let why = "network", next = 0;
  try {
    const answer = await post(form, request.headers, POST_MS);
    if (!later(answer.status)) {
      const done = answer.type === "opaqueredirect" && form.known && form.known.state !== "sent";
      if (done) { await outbox.remove(form.id); tell(); }
      return answer;
    }
    why = "busy";
    next = Date.now() + pause(answer, 0);
  } catch (lost) { /* kept below */ }
  // Somebody still answering, or going back to change an answer, has not asked to send: the browser says what is wrong.
  if (form.step === "look" || form.step === "change") return Response.error();
  await keep(form, why, next);
  const kept = keptPage(url.pathname);
  if (await caches.match(kept, ANY)) return Response.redirect(kept, 303);
  const lang = COPIED.exec(url.pathname)[2], words = WORDS[lang];
  const start = `<!doctype html><html lang="${lang}"><meta name="viewport" content="width=device-width"><title>`;
  return new Response(`${start}${words}</title><h1>${words}</h1>`, { headers: HEADERS });
}

// The browser's Back to a page that had answered a form: asked for once more, never sent once more.
async function lookAgain(request, { pathname }) {
  if (pathname.endsWith("/safe/")) return page(new Request(pathname), pathname); // it has no step that only asks
  const body = new URLSearchParams(await request.text());
  body.set("step", "check");
  const answer = await post({ url: pathname, body }, { "Idempotency-Key": body.get("submission_id") }, POST_MS);
  const own = answer.status === 201 && answer.headers.get("Location");
  if (!own) return answer;
  return new Response(`<!doctype html><meta http-equiv="refresh" content="0;url=${own}">`, { headers: HEADERS });
}

self.addEventListener("fetch", event => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  const navigation = request.mode === "navigate";
  const plain = (request.headers.get("Content-Type") || "").startsWith("application/x-www-form-urlencoded");
  if (navigation && request.method === "POST" && FORM.test(url.pathname) && plain) {
    event.respondWith(request.cache === "only-if-cached" ? lookAgain(request, url) : send(request, url));
  }
  else if (navigation && request.method === "GET" && COPIED.test(url.pathname)) event.respondWith(page(request, url.pathname));
  else if (request.method === "GET" && [...FILES, ...MORE].includes(url.pathname)) event.respondWith(file(request));
});

for (const [name, act] of [["push", "onPush"], ["notificationclick", "onPushClick"]]) {
  self.addEventListener(name, event => self[act] && self[act](event));
}
