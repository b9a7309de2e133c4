/* "Tell me on this phone": asks the browser only once it is tapped, and says what came of it. */
"use strict";
(() => {
  const form = document.querySelector("form[data-push]");
  if (!form) return;
  const PATIENCE_MS = 15_000, words = form.dataset, worker = navigator.serviceWorker;
  const on = form.querySelector("[data-push-on]"), off = form.querySelector("[data-push-off]");
  const say = text => { form.querySelector("[data-push-said]").textContent = text; };
  if (!worker || !window.PushManager || !window.Notification) {
    if (navigator.standalone === false) {  // Safari on a phone: only from the home screen
      form.hidden = false;
      on.hidden = true;
      say(words.home);
    }
    return;
  }

  const letters = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const digest = async text => [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))]
    .map(byte => byte.toString(16).padStart(2, "0")).join("");
  const ours = sub => letters(sub.options.applicationServerKey) === words.key;
  async function tell(said) {
    const body = new FormData(form);
    Object.entries(said).forEach(pair => body.set(...pair));
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status);
  }
  const show = is_on => { on.hidden = is_on; off.hidden = !is_on; };

  async function start() {
    const registration = await worker.ready;
    let sub = await registration.pushManager.getSubscription();
    if (sub && !ours(sub)) { await sub.unsubscribe(); sub = null; }
    sub = sub || await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: words.key });
    await tell({ endpoint: sub.endpoint, p256dh: letters(sub.getKey("p256dh")), auth: letters(sub.getKey("auth")) });
    show(true);
    say(words.on);
  }
  // A crowded network may never answer. What comes later all the same says so then.
  const slow = (done, wait = setTimeout(() => say(words.failed), PATIENCE_MS)) => done.finally(() => clearTimeout(wait));
  async function stop() {
    const sub = await (await worker.ready).pushManager.getSubscription();
    if (sub) await tell({ endpoint: sub.endpoint, off: "1" });
    show(false);
    say(words.off);
  }
  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (event.submitter === off) { slow(stop()).catch(() => say(words.failed)); return; }
    if (await Notification.requestPermission() !== "granted") { say(words.refused); return; }
    say(words.wait);
    slow(start()).catch(() => say(words.failed));
  });

  (async () => {
    form.hidden = false;
    if (Notification.permission === "denied") say(words.refused);
    const sub = await (await worker.ready).pushManager.getSubscription();
    show(!!sub && ours(sub) && words.devices.split(" ").includes(await digest(sub.endpoint)));
  })();
})();
