/* On every page: starts the service worker, has it send what waits, and says in one line how much that is. */
"use strict";
(() => {
  const worker = navigator.serviceWorker, words = document.currentScript.dataset;
  if (!worker) return;
  const line = document.querySelector("[data-outbox]");
  // The page before any script touched it: the worker keeps it as it came.
  const kept = "copy" in words && !location.search && /^\/[\w-]+\/c\/[^/]+\/((safe|need|offer)\/)?$/.test(location.pathname);
  const copy = kept && { path: location.pathname, html: "<!doctype html>" + document.documentElement.outerHTML };
  const ask = async message => {
    const known = await (words.worker ? worker.ready : worker.getRegistration());
    if (known && known.active) known.active.postMessage(message);
  };
  const drain = () => ask({ drain: true });
  let again;

  worker.onmessage = ({ data }) => {
    if (!data.outbox) return;
    document.dispatchEvent(new CustomEvent("outbox"));
    const { wrong, waits, sent, page } = data.outbox;
    const text = wrong ? line.dataset.wrong : waits ? line.dataset.waits.replace("{n}", waits) : sent ? line.dataset.sent : "";
    clearInterval(again);
    if (waits) again = setInterval(drain, 30000);
    line.hidden = !text || location.pathname === page;
    if (line.textContent === text) return;
    const link = Object.assign(document.createElement("a"), { href: page, textContent: text });
    line.replaceChildren(...(text ? [link] : []));
  };
  addEventListener("online", drain);
  document.addEventListener("visibilitychange", () => document.hidden || drain());

  const start = async () => {
    if (words.worker) await worker.register(words.worker, { updateViaCache: "none" });
    drain();
    if (!copy) return;
    ask({ copy });
    worker.addEventListener("controllerchange", () => ask({ copy }));
    const { saveData } = navigator.connection || {};
    if (!saveData) setTimeout(() => ask({ rest: copy.path }), 5000);
  };
  addEventListener("load", () => start().catch(() => 0));
})();
