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
    barred: ["M16 2A14 14 0 1 1 15.9 2ZM6 13V19H26V13Z", "#b3001b"], circle: ["M16 2A14 14 0 1 1 15.9 2Z", "#8a5a00"], cross: ["M11 2H21V11H30V21H21V30H11V21H2V11H11Z", "#111417"],
  };
  // Marks of all layers stand at the centre of the same cell: each layer a little to one side, none hides another.
  const APART = 20, boxes = all("[data-layer]"), beside = nth => [Math.cos(nth * 2 * Math.PI / boxes.length), Math.sin(nth * 2 * Math.PI / boxes.length)].map(part => Math.round(part * APART));
  const layers = new Map(boxes.map((box, nth) => [box.dataset.layer, {
    box, aside: beside(nth), ...box.dataset, group: L.layerGroup().addTo(map), states: JSON.parse(box.dataset.states), etag: null, asked: "", turn: 0,
  }]));

  function mark(symbol, text, hollow, size, [x, y]) {
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
    return L.divIcon({ className: "mark", html: svg, iconSize: [size, size], iconAnchor: [size / 2 - x, size / 2 - y] });
  }
  const face24 = (time, seconds) => new Date(time).toLocaleTimeString(document.documentElement.lang,
    { timeZone: words.zone, hourCycle: "h23", hour: "2-digit", minute: "2-digit", second: seconds && "2-digit" });
  const short = count => count < 1000 ? String(count) : `${Math.round(count / 100) / 10}k`;

  function popup(layer, feature) {
    const box = document.createElement("div"), line = (text, tag = "p") => { const part = document.createElement(tag); part.textContent = text; box.append(part); return part; };
    line(feature.title || layer.label, "strong").dir = "auto";
    if (feature.title) line(layer.one);
    Object.entries(feature.states).forEach(([state, count]) => line(feature.id ? layer.states[state] || state : `${layer.states[state] || state} (${count})`));
    if (feature.people && layer.unit) line(feature.people === 1 ? layer.unitOne : words.amount.replace("{what}", layer.unit).replace("{n}", feature.people));
    if (feature.since) line((layer.name === "shelters" ? words.told : words.standingSince).replace("{time}", face24(Date.parse(feature.since))));
    if (feature.id && layer.page) {
      const link = line(words.open, "a");
      link.href = layer.page.replace("00000000-0000-0000-0000-000000000000", feature.id);
    }
    return box;
  }

  // The popup is the map's, not the pin's: pins come and go with the news while it is read.
  let reading = null;
  function open(layer, feature) {
    const box = popup(layer, feature);
    reading = { layer, key: feature.id || feature.cell, box: L.popup({ autoClose: true }).setLatLng([feature.lat, feature.lon]).setContent(box).openOn(map), said: box.textContent };
  }
  function retell(layer, features) {
    if (!reading || reading.layer !== layer || !reading.box.isOpen()) return;
    const fresh = features.find(feature => (feature.id || feature.cell) === reading.key), box = fresh && popup(layer, fresh);
    if (!fresh || box.textContent === reading.said || reading.box.getElement().contains(document.activeElement)) return;
    reading.said = box.textContent;
    reading.box.setContent(box);
  }

  function draw(layer, features, outlines) {
    layer.group.clearLayers();
    outlines.forEach(area => layer.group.addLayer(L.polygon(area.rings, { color: "#b3001b", weight: 3, dashArray: "6 3", fillOpacity: 0.2, interactive: false })));
    retell(layer, features);
    for (const feature of features) {
      const single = feature.count === 1, hollow = single && feature.state !== layer.solid;
      const size = single ? 22 : Math.min(46, 26 + 6 * Math.log10(feature.count));
      const pin = L.marker([feature.lat, feature.lon], {
        icon: mark(layer.symbol, single ? "" : short(feature.count), hollow, size, layer.aside), keyboard: false,
        title: single ? `${layer.one} ${feature.title}, ${layer.states[feature.state] || feature.state}` : `${layer.label}: ${feature.count}`,
      });
      pin.on("click", () => {
        if (!single && map.getZoom() < map.getMaxZoom()) map.setView([feature.lat, feature.lon], Math.min(map.getZoom() + 2, map.getMaxZoom()));
        else open(layer, feature);
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
    draw(layer, told.features, told.outlines);
    frame.dataset.drawn = Number(frame.dataset.drawn || 0) + 1;
  }
  async function figures() {
    const query = filters();
    all("[data-states-of]").forEach(chosen => chosen.value && query.set(`states-${chosen.dataset.statesOf}`, chosen.value));
    const answer = await fetch(`${words.countsUrl}?${query}`).catch(() => null);
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
  layers.forEach((layer, name) => {
    layer.box.disabled = false;
    layer.box.addEventListener("change", () => refresh(name));
  });
  all("[data-since],[data-ago],[data-states-of]").forEach(input => input.addEventListener("change", everything));
  const ago = one("[data-ago]"), said = one("[data-ago-said]");
  if (ago && said) ago.addEventListener("input", () => {
    said.textContent = longAgo(Number(ago.value));
    say(kind);
  });
  function longAgo(minutes) {
    const hours = Math.floor(minutes / 60), rest = minutes % 60;
    if (!minutes) return words.now;
    if (!hours) return words.minutesAgo.replace("{n}", rest);
    return (rest ? words.hoursMinutesAgo : words.hoursAgo).replace("{n}", hours).replace("{m}", String(rest).padStart(2, "0"));
  }

  // The crisis's clock, ticking at the speed of the exercise.
  let at = 0, from = 0, speed = 1;
  function clock(iso, times) { at = Date.parse(iso); from = Date.now(); speed = times; }
  const face = one("[data-clock]"), crisisTime = time => at + (time - from) * speed;
  if (face) {
    clock(face.dateTime, Number(face.dataset.speed.replace(",", ".")) || 1);
    setInterval(() => {
      face.textContent = face24(crisisTime(Date.now()), true);
    }, 1000);
  }

  let position = Number(words.position), wait = 1, heard = 0;
  let kind = "reconnecting";
  const state = one("[data-live-state]"), spoken = one("[data-live-said]");
  function say(now) {
    kind = now;
    const past = ago && ago.value !== "0", told = past ? "stood" : kind;
    const time = past ? face24(crisisTime(Date.now()) - ago.value * 60000) : face24(crisisTime(heard || Date.now()), true);
    state.textContent = words[told].replace("{time}", time);
    state.className = `pill ${told === "live" ? "matched" : "waiting"}`;
    if (spoken.dataset.kind !== told) spoken.textContent = state.textContent;  // read aloud when it turns, not each second
    spoken.dataset.kind = told;
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
