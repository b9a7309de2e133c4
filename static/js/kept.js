/* The page of what waits on this phone. Its words are in its <template>s, already translated. */
"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const room = one("[data-kept]"), said = one("[data-kept-said]"), words = room.dataset;
  const lang = document.documentElement.lang;
  const clock = at => new Intl.DateTimeFormat(lang, { weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  const worker = navigator.serviceWorker;

  async function send() {
    const known = worker && await worker.getRegistration();
    if (known && known.active) known.active.postMessage({ drain: "now" });
  }

  // As if typed again: the server's own page says what it asks, with every answer in its place.
  function showAgain({ url, body }) {
    const form = Object.assign(document.createElement("form"), { method: "post", action: url });
    for (const [name, value] of new URLSearchParams(body)) {
      if (name === "step") continue;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  }

  const acts = {
    send: (form, button) => { button.setAttribute("aria-busy", true); say(words.sending); send(); },
    again: showAgain,
    delete: async form => {
      if (!confirm(form.state === "sent" ? words.sureSent : words.sure)) return;
      await outbox.remove(form.id);
      await draw();
      say(words.deleted);
    },
  };

  function card(form) {
    const entry = one(`template[data-entry=${form.state}]`).content.cloneNode(true);
    const what = /(\w+)\/(\?.*)?$/.exec(form.url)[1];
    one("[data-what]", entry).textContent = words[what];
    for (const text of entry.querySelectorAll("[data-at]")) {
      text.textContent = text.textContent.replace("{since}", clock(form.since)).replace("{at}", clock(form.at || form.since));
    }
    for (const text of entry.querySelectorAll("[data-why]")) text.hidden = text.dataset.why !== form.why;
    const link = one("[data-page]", entry);
    if (link) link.href = form.page;
    for (const button of entry.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => acts[button.dataset.act](form, button));
    }
    return entry;
  }

  const say = text => { if (said.textContent !== text) said.textContent = text; };

  let drawn;
  async function draw() {
    // The address of a page is its key: whoever holds the phone tomorrow must not have it.
    const fresh = form => form.state !== "sent" || Date.now() - form.at < PAGE_KEPT_MS;
    const all = (await outbox.all()).filter(fresh).reverse(), count = (...states) => all.filter(form => states.includes(form.state)).length;
    const now = JSON.stringify(all.map(form => [form.id, form.state, form.why, form.tries]));
    if (now === drawn) return; // else whoever is on a button would lose their place
    drawn = now;
    one(`[data-sync=${"SyncManager" in window ? "yes" : "no"}]`).hidden = !count("waiting");
    room.replaceChildren(...all.map(card));
    const unsent = count("waiting", "refused");
    say(!all.length ? words.nothing : unsent ? words.unsent.replace("{n}", unsent) : words.none);
    for (const form of all) if (form.state === "sent" && !form.seen) await outbox.change(form.id, { seen: true });
  }

  document.addEventListener("outbox", draw);
  draw();
})();
