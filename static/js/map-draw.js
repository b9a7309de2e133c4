/* Draws a perimeter: each tap on the map is a corner. Fetches Leaflet when asked for; the GeoJSON field is the truth. */
"use strict";
(() => {
  const once = (make, attribute, url) => new Promise((done, fail) => {
    const element = document.createElement(make);
    element[attribute] = url;
    if (make === "link") element.rel = "stylesheet";
    element.onload = done;
    element.onerror = fail;
    document.head.append(element);
  });
  const number = id => parseFloat((document.getElementById(id) || {}).value);

  function known(field) {
    try {
      const ring = JSON.parse(field.value).coordinates[0].slice(0, -1);
      return ring.every(corner => corner.length === 2 && corner.every(Number.isFinite)) ? ring.map(([x, y]) => [y, x]) : [];
    } catch (none) { return []; }
  }

  async function background(map, url) {
    try {
      const answer = await fetch(url);
      if (!answer.ok) return;
      L.geoJSON(await answer.json(), {
        interactive: false,
        style: () => ({ color: "#98a2ab", weight: 1, fillColor: "#fbfbf8", fillOpacity: 1 }),
        pointToLayer: (shape, at) => L.circleMarker(at, { radius: 2, color: "#4d5761", weight: 1, interactive: false }),
      }).addTo(map).bringToBack();
    } catch (missing) { /* corners can be drawn on an empty sheet too */ }
  }

  async function sheet(box) {
    const words = box.dataset, frame = box.querySelector(".map"), field = document.getElementById(words.draw);
    if (!window.L) await Promise.all([once("link", "href", words.leafletCss), once("script", "src", words.leafletJs)]);
    const given = (words.centre || "").split(",").map(Number);
    const pin = [number(words.lat), number(words.lon)];
    const centre = pin.every(Number.isFinite) ? pin : given.length > 1 && given.every(Number.isFinite) ? given : [48.8566, 2.3522];
    const map = L.map(frame, { zoomSnap: 0.5, preferCanvas: true }).setView(centre.slice(0, 2), 11);
    map.attributionControl.setPrefix(false);
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", words.mapLabel);
    if (words.tileUrl) L.tileLayer(words.tileUrl, { attribution: words.tileAttribution, maxZoom: 19, referrerPolicy: "strict-origin-when-cross-origin" }).addTo(map);
    else background(map, words.background);
    const corners = known(field), shape = L.polygon([], { color: "#b3001b", weight: 3 }).addTo(map), dots = L.layerGroup().addTo(map);
    const draw = () => {
      shape.setLatLngs(corners).bringToFront();
      dots.clearLayers();
      corners.forEach(at => dots.addLayer(L.circleMarker(at, { radius: 5, color: "#b3001b", fillOpacity: 1 })));
      box.querySelector("[data-status]").textContent = words.corners.replace("{n}", corners.length);
    };
    const keep = () => {
      const ring = corners.map(([lat, lon]) => [+lon.toFixed(5), +lat.toFixed(5)]);
      field.value = ring.length < 3 ? "" : JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] });
      draw();
    };
    const add = at => { corners.push([at.lat, at.lng]); keep(); };
    map.on("click", event => add(event.latlng));
    box.querySelector("[data-middle]").addEventListener("click", () => add(map.getCenter()));
    box.querySelector("[data-undo]").addEventListener("click", () => { corners.pop(); keep(); });
    box.querySelector("[data-clear]").addEventListener("click", () => { corners.length = 0; keep(); });
    draw();
    if (corners.length > 2) map.fitBounds(shape.getBounds(), { padding: [20, 20] });
    frame.focus();
  }

  for (const box of document.querySelectorAll("[data-draw]")) {
    const start = box.querySelector("[data-start]"), frame = box.querySelector("[data-sheet]");
    box.hidden = false;
    start.addEventListener("click", () => {
      frame.hidden = !frame.hidden;
      start.setAttribute("aria-expanded", !frame.hidden);
      if (frame.hidden || box.dataset.loaded) return;
      box.dataset.loaded = "1";
      sheet(box).catch(() => { frame.hidden = true; delete box.dataset.loaded; start.setAttribute("aria-expanded", false); });
    });
  }
})();
