/* On every page: starts the service worker, has it send what waits, and says in one line how much that is. */
"use strict";
(() => {
  const worker = navigator.serviceWorker, words = document.currentScript.dataset;
  if (!worker) return;
  const line = document.querySelector("[data-outbox]"), fromPhone = "fromPhone" in document.documentElement.dataset;
  // The page before any script touched it: the worker keeps it as it came.
  const kept = "copy" in words && !fromPhone && !location.search && /^\/[\w-]+\/c\/[^/]+\/((safe|need|offer)\/)?$/.test(location.pathname);
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
    const { dataset } = line;
    const text = wrong ? dataset.wrong : waits ? dataset.waits.replace("{n}", waits) : sent ? dataset.sent : "";
    clearInterval(again);
    if (waits) again = setInterval(drain, 30000);
    const said = text || (fromPhone ? dataset.copy : "");
    line.hidden = !said || location.pathname === page;
    if (line.textContent === said) return;
    line.replaceChildren(text ? Object.assign(document.createElement("a"), { href: page, textContent: text }) : said);
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
    setTimeout(() => ask({ rest: copy.path, light: saveData }), 5000);
  };
  addEventListener("load", () => start().catch(() => 0));
})();
