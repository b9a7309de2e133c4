/* Comfort for public pages; each works without it. Words come from data- attributes, already translated. */
"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const reveal = element => { if (element) element.hidden = false; };

  // A kept page repeats the server's id, so a fresh form gets its own; a refused one keeps the id it was sent with.
  // One asked in steps keeps its id when the browser comes back to it: what was sent is then known again.
  const past = history.state || {};
  let fresh;
  for (const input of all("input[data-fresh]")) {
    if (!window.crypto || !crypto.randomUUID) break;
    input.value = "steps" in input.form.dataset && past.fresh || crypto.randomUUID();
    fresh = input.value;
  }

  // One group of questions at a time. The browser's own Back goes one group back.
  function stepThrough(form) {
    const groups = all(".group", form);
    if (groups.length < 2) return;
    const back = one("[data-back]", form), next = one("[data-next]", form);
    const submits = all("[type=submit]", form), progress = one("[data-progress]", form);
    const asked = (form.dataset.look || "").split(" ");
    let step = 0, depth = past.depth || 0, looking = false, passed = false;
    const show = (index, move) => {
      step = index;
      groups.forEach((group, i) => { group.hidden = i !== index; });
      back.hidden = index === 0;
      next.hidden = index === groups.length - 1;
      submits.forEach(button => { button.hidden = !next.hidden; });
      progress.textContent = form.dataset.steps.replace("{n}", index + 1).replace("{m}", groups.length);
      if (!move) return;
      const start = one("legend", groups[index]) || one("input,select,textarea", groups[index]);
      if (start) start.focus({ preventScroll: true });
      form.scrollIntoView();
    };
    const sound = () => all("input,select,textarea", groups[step]).every(field => field.reportValidity());
    // What only the server can judge is asked at its own step. No answer is no reason to stop: the end tells, too.
    async function refused() {
      if (!asked.some(name => name && one(`[name="${name}"]`, groups[step]))) return false;
      const said = new FormData(form);
      said.set("step", "look");
      said.set("group", step);
      try {
        const signal = AbortSignal.timeout(4000);
        const answer = await fetch(location.href, { method: "POST", body: said, signal });
        if (answer.status === 204 || answer.status >= 500) return false;
      } catch (nobody) { return false; }
      const added = [["step", "look"], ["group", step]].map(([name, value]) => {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name, value });
        form.append(input);
        return input;
      });
      form.submit();  // the page it answers with says what is wrong, and nothing typed is lost
      added.forEach(input => input.remove());
      return true;
    }
    async function may() {
      if (looking || !sound()) return false;
      looking = true;
      form.setAttribute("aria-busy", true);
      const wrong = await refused();
      looking = false;
      form.removeAttribute("aria-busy");
      return !wrong;
    }
    const last = async button => {
      if (!await may()) return;
      passed = true;
      form.requestSubmit ? form.requestSubmit(button) : form.submit();
      passed = false;
    };
    const forward = async () => {
      if (!await may()) return;
      depth += 1;
      history.pushState({ step: step + 1, depth, fresh }, "");
      show(step + 1, true);
    };
    form.noValidate = true;  // The browser cannot point at a field of a hidden group.
    form.addEventListener("submit", event => {
      if (step < groups.length - 1) { event.preventDefault(); event.stopImmediatePropagation(); forward(); }
      else if (!passed) { event.preventDefault(); event.stopImmediatePropagation(); last(event.submitter); }
    }, true);
    next.addEventListener("click", forward);
    back.addEventListener("click", () => depth ? history.back() : show(step - 1, true));
    addEventListener("popstate", event => {
      const state = event.state || {};
      depth = state.depth || 0;
      if (Number.isInteger(state.step)) show(state.step, true);
    });
    all(".errors a[href^='#']").forEach(link => link.addEventListener("click", event => {
      const target = document.getElementById(link.hash.slice(1));
      const index = groups.findIndex(group => group.contains(target));
      if (index < 0) return;
      event.preventDefault();
      show(index);
      target.focus();
    }));
    const wrong = groups.findIndex(group => one(".bad", group));
    show(wrong >= 0 ? wrong : Math.min(past.step || 0, groups.length - 1));
    history.replaceState({ step, depth, fresh }, "");
    reveal(progress);
  }
  all("form[data-steps]").forEach(stepThrough);

  // The same page in another language, with what was typed: the form is asked again there, and nothing is sent.
  const keeps = one("form[data-keeps]");
  const typed = field => field.type !== "hidden" && (field.checked !== field.defaultChecked
    || "defaultValue" in field && field.type !== "checkbox" && field.type !== "radio" && field.value !== field.defaultValue);
  if (keeps) all("a[rel=alternate][hreflang]").forEach(link => link.addEventListener("click", event => {
    if (!keeps.dataset.keeps && ![...keeps.elements].some(typed)) return;
    event.preventDefault();
    const there = Object.assign(document.createElement("form"), { method: "post", action: link.href, hidden: true });
    for (const [name, value] of [...new FormData(keeps), ["step", "change"]]) {
      if (typeof value === "string") there.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(there);
    there.submit();
  }));

  // Sent once: a second tap within eight seconds is the same tap.
  document.addEventListener("submit", event => {
    const form = event.target;
    if (event.defaultPrevented || !("once" in form.dataset)) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });

  const problem = one("[data-focus]");
  if (problem) problem.focus();

  for (const box of all(".stepper")) {
    const input = one("input", box);
    for (const button of all("[data-by]", box)) {
      reveal(button);
      button.addEventListener("click", () => {
        if (input.value === "") input.value = input.min || 0;
        else if (button.dataset.by < 0) input.stepDown(); else input.stepUp();
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
  }

  // Where: words, the phone's position, or a pin. The map is fetched only when asked for.
  function place(box) {
    const words = box.dataset, input = one("input", box), status = one("[data-status]", box);
    const lat = document.getElementById(words.lat), lon = document.getElementById(words.lon);
    const locate = one("[data-locate]", box), pin = one("[data-pin]", box), unpin = one("[data-unpin]", box);
    const needed = input.required;
    if (!lat || !lon) return;
    const say = text => { status.textContent = text; };
    const put = (y, x, text) => {
      lat.value = y === "" ? "" : Number(y).toFixed(5);
      lon.value = x === "" ? "" : Number(x).toFixed(5);
      input.required = needed && !lat.value;
      unpin.hidden = !lat.value;
      say(text);
      box.dispatchEvent(new CustomEvent("placed", { detail: lat.value ? [+lat.value, +lon.value] : null }));
    };
    if (lat.value) put(lat.value, lon.value, words.placed);
    unpin.addEventListener("click", () => { put("", "", words.removed); input.focus(); });
    if (locate && navigator.geolocation) {
      reveal(locate);
      locate.addEventListener("click", () => {
        say(words.locating);
        navigator.geolocation.getCurrentPosition(
          found => put(found.coords.latitude, found.coords.longitude,
            words.found.replace("{m}", Math.ceil(found.coords.accuracy))),
          refusal => say(refusal.code === 1 ? words.refused : words.failed),
          { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
      });
    }
    reveal(pin);
    pin.addEventListener("click", () => {
      const frame = one("[data-map]", box), open = frame.hidden;
      frame.hidden = !open;
      pin.setAttribute("aria-expanded", open);
      if (!open || words.loaded) return;
      words.loaded = "1";
      const script = document.createElement("script");
      script.src = words.pinJs;
      script.onload = () => window.pinMap(box, (y, x) => put(y, x, words.placed), [lat.value, lon.value])
        .catch(() => script.onerror());
      script.onerror = () => { frame.hidden = true; delete words.loaded; pin.setAttribute("aria-expanded", false); say(words.noMap); };
      document.head.append(script);
    });
  }
  all("[data-place]").forEach(place);

  for (const button of all("button[data-share],button[data-copy]")) {
    const words = button.dataset, said = one("[data-said]", button.parentNode);
    reveal(button);
    button.addEventListener("click", async () => {
      try {
        if (words.share && navigator.share) { await navigator.share({ title: words.title, url: words.share }); return; }
        await navigator.clipboard.writeText(words.share || words.copy);
        if (said) said.textContent = words.done;
      } catch (refused) { /* closing the share sheet is an answer too; the address stays on the page */ }
    });
  }

  // Counted from the server's clock: a phone's own may be wrong.
  let opened, timers;
  function start() {
    opened = Date.now();
    timers = all("time[data-deadline]").map(element => ({
      element, left: new Date(element.dataset.deadline) - new Date(element.dataset.now || opened),
    }));
    tick();
  }
  function tick() {
    for (const { element, left } of timers) {
      const seconds = Math.max(0, Math.round((left - (Date.now() - opened)) / 1000));
      const rest = String(seconds % 60).padStart(2, "0");
      element.textContent = seconds || !element.dataset.over ? `${Math.floor(seconds / 60)}:${rest}` : element.dataset.over;
    }
  }
  start();
  setInterval(tick, 1000);
  document.addEventListener("live", start);  // a page that brought itself up to date has new timers

  const exit = one("[data-exit]");
  if (exit) {
    let presses = 0;
    const leave = event => {
      if (event) event.preventDefault();
      document.documentElement.classList.add("gone");
      document.title = "";
      location.replace(exit.href);
    };
    exit.addEventListener("click", leave);
    addEventListener("keydown", event => {
      presses = event.key === "Shift" ? presses + (event.repeat ? 0 : 1) : 0;
      if (presses === 3) leave();
      setTimeout(() => { presses = 0; }, 5000);
    });
    addEventListener("pageshow", event => { if (event.persisted && document.documentElement.classList.contains("gone")) location.replace(exit.href); });
  }

  all("[data-js]").forEach(reveal);
})();
