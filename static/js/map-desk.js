/* The desk's live map: layers clustered by the server, told by the socket what to draw afresh. */
"use strict";
(() => {
  const frame = document.getElementById("livemap");
  if (!frame || !window.L) return;
  const words = frame.dataset, map = window.mapBase(frame, words), SVG = "http://www.w3.org/2000/svg";
  const one = selector => document.querySelector(selector), all = selector => [...document.querySelectorAll(selector)];
  const SHAPES = {
    square: ["M3 3H29V29H3Z", "#0a5c36"], triangle: ["M16 2L31 29H1Z", "#b3001b"],
    house: ["M3 29V13L16 2L29 13V29Z", "#0b4f9e"], diamond: ["M16 1L31 16L16 31L1 16Z", "#6b2fa0"],
    circle: ["M16 2A14 14 0 1 1 15.9 2Z", "#8a5a00"], cross: ["M11 2H21V11H30V21H21V30H11V21H2V11H11Z", "#111417"],
  };
  const layers = new Map(all("[data-layer]").map(box => [box.dataset.layer, {
    box, ...box.dataset, group: L.layerGroup().addTo(map), states: JSON.parse(box.dataset.states), etag: null, asked: "", turn: 0,
  }]));

  function mark(symbol, text, hollow, size) {
    const [path, ink] = SHAPES[symbol] || SHAPES.circle, svg = document.createElementNS(SVG, "svg");
    const put = (name, attributes, content) => {
      const part = document.createElementNS(SVG, name);
      Object.entries(attributes).forEach(([key, value]) => part.setAttribute(key, value));
      part.textContent = content || "";
      svg.append(part);
    };
    svg.setAttribute("viewBox", "0 0 32 32");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    put("path", { d: path, fill: hollow ? "#fff" : ink, stroke: hollow ? ink : "#fff", "stroke-width": hollow ? 3 : 2 });
    if (text) put("text", { x: 16, y: symbol === "triangle" || symbol === "house" ? 25 : 20.5, "text-anchor": "middle", "font-size": text.length > 3 ? 9 : 12,
      "font-weight": 700, "font-family": "system-ui,sans-serif", fill: hollow ? ink : "#fff" }, text);
    return L.divIcon({ className: "mark", html: svg, iconSize: [size, size] });
  }
  const short = count => count < 1000 ? String(count) : `${Math.round(count / 100) / 10}k`;

  function popup(layer, feature) {
    const box = document.createElement("div"), line = (text, tag = "p") => { const part = document.createElement(tag); part.textContent = text; box.append(part); return part; };
    line(layer.label, "strong");
    Object.entries(feature.states).forEach(([state, count]) => line(`${layer.states[state] || state}: ${count}`));
    if (feature.people) line(`${words.people}: ${feature.people}`);
    if (feature.id && layer.page) {
      const link = line(words.open, "a");
      link.href = layer.page.replace("00000000-0000-0000-0000-000000000000", feature.id);
    }
    return box;
  }

  function draw(layer, features) {
    layer.group.clearLayers();
    for (const feature of features) {
      const single = feature.count === 1, hollow = single && feature.state !== layer.solid;
      const size = single ? 22 : Math.min(46, 26 + 6 * Math.log10(feature.count));
      const pin = L.marker([feature.lat, feature.lon], {
        icon: mark(layer.symbol, single ? "" : short(feature.count), hollow, size), keyboard: false,
        title: single ? `${layer.label}: ${layer.states[feature.state] || feature.state}` : `${layer.label}: ${feature.count}`,
      });
      pin.on("click", () => {
        if (!single && map.getZoom() < map.getMaxZoom()) map.setView([feature.lat, feature.lon], Math.min(map.getZoom() + 2, map.getMaxZoom()));
        else pin.bindPopup(popup(layer, feature)).openPopup();
      });
      layer.group.addLayer(pin);
      if (feature.to) layer.group.addLayer(L.polyline([[feature.lat, feature.lon], feature.to], { color: "#6b2fa0", weight: 2, dashArray: "4 4", interactive: false }));
    }
  }

  const filters = () => {
    const query = new URLSearchParams(), since = one("[data-since]"), ago = one("[data-ago]");
    if (since && since.value) query.set("since", since.value);
    if (ago && ago.value !== "0") query.set("ago", ago.value);
    return query;
  };
  async function refresh(name) {
    const layer = layers.get(name);
    if (!layer) return;
    if (!layer.box.checked) { layer.group.clearLayers(); layer.etag = null; return; }
    const query = filters(), bounds = map.getBounds().pad(0.1), turn = ++layer.turn;
    const hold = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(4);
    query.set("bbox", [hold(bounds.getWest(), 180), hold(bounds.getSouth(), 90), hold(bounds.getEast(), 180), hold(bounds.getNorth(), 90)].join());
    query.set("zoom", Math.round(map.getZoom()));
    const chosen = one(`[data-states-of="${name}"]`);
    if (chosen && chosen.value) query.set("states", chosen.value);
    const url = `${words.layersUrl.replace("LAYER", name)}?${query}`;
    const headers = layer.etag && layer.asked === url ? { "If-None-Match": layer.etag } : {};
    const answer = await fetch(url, { headers }).catch(() => null);
    if (!answer || turn !== layer.turn) return;
    if (answer.status === 403 || answer.status === 404 || answer.redirected) { location.reload(); return; }
    if (!answer.ok) return;
    const told = await answer.json();
    if (turn !== layer.turn) return;
    layer.etag = answer.headers.get("ETag");
    layer.asked = url;
    draw(layer, told.features);
    frame.dataset.drawn = Number(frame.dataset.drawn || 0) + 1;
  }
  async function figures() {
    const answer = await fetch(words.countsUrl).catch(() => null);
    if (!answer || !answer.ok) return;
    const told = await answer.json();
    Object.entries(told.layers).forEach(([name, { count, people }]) => {
      all(`[data-count="${name}"]`).forEach(part => { part.textContent = count.toLocaleString(document.documentElement.lang); });
      all(`[data-people="${name}"]`).forEach(part => { part.textContent = people.toLocaleString(document.documentElement.lang); });
    });
    clock(told.at, told.speed);
  }
  async function list() {
    const box = document.getElementById("waiting");
    if (!box || box.contains(document.activeElement)) return;
    const answer = await fetch(words.waitingUrl).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!box.contains(document.activeElement)) box.replaceChildren(...fresh.body.childNodes);
  }

  // However many messages come: at most one round of requests a second, and only for what changed.
  let changed = new Set(), round = null, last = 0;
  function go() {
    const names = changed;
    changed = new Set();
    round = null;
    last = Date.now();
    names.forEach(refresh);
    figures();
    list();
  }
  function change(names) {
    names.forEach(name => changed.add(name));
    round = round || setTimeout(go, Math.max(50, 1000 - (Date.now() - last)));
  }
  const everything = () => change([...layers.keys()]);
  let moving = null;
  map.on("moveend", () => { clearTimeout(moving); moving = setTimeout(() => layers.forEach((_, name) => refresh(name)), 200); });
  layers.forEach((layer, name) => layer.box.addEventListener("change", () => refresh(name)));
  all("[data-since],[data-ago],[data-states-of]").forEach(input => input.addEventListener("change", everything));
  const ago = one("[data-ago]"), said = one("[data-ago-said]");
  if (ago && said) ago.addEventListener("input", () => { said.textContent = ago.value === "0" ? words.now : words.minutesAgo.replace("{n}", ago.value); });

  // The crisis's clock, ticking at the speed of the exercise.
  let at = 0, from = 0, speed = 1;
  function clock(iso, times) { at = Date.parse(iso); from = Date.now(); speed = times; }
  const face = one("[data-clock]");
  if (face) {
    clock(face.dateTime, Number(face.dataset.speed.replace(",", ".")) || 1);
    setInterval(() => {
      face.textContent = new Date(at + (Date.now() - from) * speed).toLocaleTimeString(document.documentElement.lang, { timeZone: words.zone });
    }, 1000);
  }

  let position = Number(words.position), wait = 1, heard = 0;
  const state = one("[data-live-state]"), spoken = one("[data-live-said]");
  function say(kind) {
    const time = new Date(heard || Date.now()).toLocaleTimeString(document.documentElement.lang, { timeZone: words.zone });
    state.textContent = words[kind].replace("{time}", time);
    state.className = `pill ${kind === "live" ? "matched" : "waiting"}`;
    if (spoken.dataset.kind !== kind) spoken.textContent = state.textContent;  // read aloud when it turns, not each second
    spoken.dataset.kind = kind;
  }
  function connect() {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/desk/${words.slug}/`);
    let opened = Date.now();
    socket.onopen = () => { wait = 1; opened = Date.now(); socket.send(JSON.stringify({ after: position })); };
    socket.onmessage = event => {
      const told = JSON.parse(event.data);
      heard = opened = Date.now();
      if (told.from !== undefined) {
        if (told.resync || told.from > position) everything();
        else if (told.entries.length) change(told.entries.flatMap(entry => entry.layers || []));
        position = Math.max(told.resync ? 0 : position, told.to);
      }
      say("live");
    };
    const watch = setInterval(() => { if (Date.now() - opened > 40000) socket.close(); }, 5000);
    socket.onclose = end => {
      clearInterval(watch);
      if (end.code === 4403) { location.reload(); return; }
      say("reconnecting");
      wait = Math.min(wait * 2, 60);
      setTimeout(connect, wait * 500 * (0.5 + Math.random()));
    };
  }
  say("reconnecting");
  connect();
  addEventListener("online", everything);
  layers.forEach((_, name) => refresh(name));
})();
