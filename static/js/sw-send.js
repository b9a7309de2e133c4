/* Service worker, first half: sends what waits, each form once. docs/offline.md says when. */
"use strict";
const REPLAY_MS = 30000, LONGEST_MS = 300000;
// An answer must begin in time; on a bad network the rest of it may take longer.
async function soon(ms, asked, init) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), ms);
  try { return await fetch(asked, { ...init, signal: stop.signal }); } finally { clearTimeout(timer); }
}
// Too busy, or broken: worth another try. Any other 4xx is an answer to a person.
const later = status => status >= 500 || status === 408 || status === 429;
const pause = (answer, tries) => Math.max(
  1000 * (Number(answer.headers.get("Retry-After")) || 0), Math.min(LONGEST_MS, 5000 * 2 ** tries));

// A copy of a form may hold a token from before the cookie changed: the form as it is now has the right one.
async function freshToken(url) {
  const page = await fetch(url, { credentials: "same-origin", cache: "no-store" });
  const found = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(await page.text());
  return found && found[1];
}

async function post({ url, body }, headers, ms) {
  const said = new URLSearchParams(body), told = new Headers(headers);
  told.set("Content-Type", "application/x-www-form-urlencoded");
  const go = () => soon(ms, url, {
    method: "POST", body: said.toString(), redirect: "manual", credentials: "same-origin", headers: told,
  });
  const answer = await go();
  if (answer.status !== 403) return answer;
  const token = await freshToken(url);
  if (!token) return answer;
  said.set("csrfmiddlewaretoken", token);
  return go();
}

// Straight to "send": who has no network cannot look at "check your answers". 201: the page of what was sent.
async function replay(form) {
  const body = new URLSearchParams(form.body);
  body.set("step", "send");
  try {
    const answer = await post({ url: form.url, body }, { "Idempotency-Key": form.id }, REPLAY_MS);
    const page = answer.status === 201 && answer.headers.get("Location");
    if (page) return { state: "sent", page, body: "", at: Date.now(), seen: false };
    if (!later(answer.status)) return { state: "refused", at: Date.now() };
    return { why: "busy", tries: form.tries + 1, next: Date.now() + pause(answer, form.tries) };
  } catch (lost) {
    return { why: "network", tries: form.tries + 1, next: 0 };
  }
}

async function sendWaiting(now) {
  for (const form of await outbox.all()) {
    if (form.state === "sent" && Date.now() - form.at > PAGE_KEPT_MS) await outbox.remove(form.id);
    if (form.state !== "waiting") continue;
    if (Date.now() - form.since > KEPT_MS) {
      await outbox.change(form.id, { state: "expired", body: "", at: Date.now() });
      continue;
    }
    if (!now && form.next > Date.now()) continue;
    const came = await replay(form);
    // It stands there now, even if it was deleted here while it was on its way: its page must be findable.
    await (came.state === "sent" ? outbox.put({ ...form, ...came }) : outbox.change(form.id, came));
    await tell();
    if (came.why === "network") break;
  }
  return tell();
}

let sending = Promise.resolve();
let queued = 0, hurry = false;
// One after the other: two at a time would ask twice for the same form. One that runs may have met no network just
// before it came back, so one more follows it.
function drain(now = false) {
  hurry = hurry || now;
  if (queued > 1) return sending;
  queued += 1;
  const run = () => {
    const all = hurry;
    hurry = false;
    return sendWaiting(all);
  };
  sending = sending.catch(() => 0).then(run).finally(() => { queued -= 1; });
  return sending;
}

// How many wait: said to every open page, which shows a number and nothing else.
async function tell() {
  const all = await outbox.all(), count = test => all.filter(test).length;
  const said = {
    waits: count(form => form.state === "waiting"),
    wrong: count(form => form.state === "refused" || form.state === "expired"),
    sent: count(form => form.state === "sent" && !form.seen),
    page: all.length ? all[all.length - 1].url.replace(/[^/]+\/(\?.*)?$/, "kept/") : "",
  };
  for (const page of await clients.matchAll({ includeUncontrolled: true })) page.postMessage({ outbox: said });
  return said.waits;
}

self.addEventListener("message", event => {
  if (event.data.drain) event.waitUntil(drain(event.data.drain === "now"));
});
self.addEventListener("sync", event => event.waitUntil(drain().then(left => {
  if (left) throw new Error("still waiting"); // the browser asks again later
})));
