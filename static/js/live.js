/* One's own page, or the desk's, brings itself up to date. Without this script: the page's own "Refresh" link. */
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live || !window.WebSocket) return;
  const { liveToken: token, liveDesk: desk } = live.dataset;
  if (!token && !desk) return;
  const socketOf = desk ? `/ws/desk/${desk}/` : "/ws/own/";
  // From where the page was drawn: what happened before the socket stood is news too.
  let position = live.dataset.livePosition ? +live.dataset.livePosition : null, wait = 1, again = null, heard = 0;

  // Half-typed words are never thrown away: then a button offers the news instead.
  const busy = () => live.contains(document.activeElement) && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)
    || [...live.querySelectorAll("input,textarea,select")].some(field =>
      field.type === "hidden" ? false : /checkbox|radio/.test(field.type) ? field.checked !== field.defaultChecked
        : field.options ? [...field.options].some(option => option.selected !== option.defaultSelected)
          : field.value !== field.defaultValue);
  const offer = () => {
    const button = document.querySelector("[data-live-news]");
    if (!button) return;
    button.hidden = false;
    button.onclick = () => location.reload();
  };
  async function refresh() {
    if (busy()) { offer(); return; }
    const answer = await fetch(location.href, { headers: { "X-Live": "1" } }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) { offer(); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    if (!fresh) { location.reload(); return; }
    if (busy()) { offer(); return; }
    const focus = live.contains(document.activeElement) && document.activeElement.id;
    live.replaceChildren(...fresh.childNodes);
    // What a button said before is no longer the news; what the page says now is.
    document.querySelectorAll("[data-said-once]").forEach(said => said.remove());
    live.querySelectorAll("[data-js]").forEach(part => { part.hidden = false; });
    if (focus && document.getElementById(focus)) document.getElementById(focus).focus();
    document.dispatchEvent(new Event("live"));
  }
  const soon = () => { again = again || setTimeout(() => { again = null; refresh(); }, 300); };

  function connect() {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${socketOf}`);
    heard = Date.now();
    socket.onopen = () => {
      wait = 1;
      socket.send(JSON.stringify({ ...(token ? { token } : {}), ...(position === null ? {} : { after: position }) }));
    };
    socket.onmessage = event => {
      const told = JSON.parse(event.data);
      heard = Date.now();
      if (told.resync || (told.entries || []).length || (position !== null && told.from > position)) soon();
      position = Math.max(position || 0, told.to);
    };
    const watch = setInterval(() => { if (Date.now() - heard > 40000) socket.close(); }, 10000);
    socket.onclose = end => {
      clearInterval(watch);
      if (end.code === 4401 || end.code === 4403) return;
      wait = Math.min(wait * 2, 60);
      setTimeout(connect, wait * 500 * (1 + Math.random()));
    };
  }
  connect();
})();
