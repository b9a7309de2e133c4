/* The public map: fetched with Leaflet on a tap, cells and bands only. The list above it says the same. */
"use strict";
(() => {
  const button = document.querySelector("[data-show-map]"), frame = document.getElementById("doorsmap");
  if (!button || !frame) return;
  const words = frame.dataset;
  const once = (make, attribute, url) => new Promise((done, fail) => {
    const element = document.createElement(make);
    element[attribute] = url;
    if (make === "link") element.rel = "stylesheet";
    element.onload = done;
    element.onerror = fail;
    document.head.append(element);
  });
  const said = lines => {
    const box = document.createElement("div");
    lines.forEach(text => { const line = document.createElement("p"); line.textContent = text; box.append(line); });
    return box;
  };
  const level = band => [6, 21, 101].filter(step => parseInt(band, 10) >= step).length;

  async function draw(map, shapes) {
    const answer = await fetch(words.url).catch(() => null);
    if (!answer || !answer.ok) return;
    const told = await answer.json();
    shapes.clearLayers();
    told.cells.forEach(cell => shapes.addLayer(
      L.polygon(cell.ring, { color: "#0a5c36", weight: 1, fillColor: ["#cfe5d8", "#8cc3a4", "#3f9168", "#0a5c36"][level(cell.doors)], fillOpacity: 0.75 })
        .bindPopup(() => said([words.doors.replace("{n}", cell.doors), words.places.replace("{n}", cell.places)]))));
    told.safe.forEach(cell => shapes.addLayer(
      L.circleMarker([cell.lat, cell.lon], { radius: 5 + 3 * level(cell.safe), color: "#6b2fa0", weight: 3, fillColor: "#fff", fillOpacity: 0.9 })
        .bindPopup(() => said([words.safe.replace("{n}", cell.safe)]))));
    told.closures.forEach(area => shapes.addLayer(
      L.polygon(area.rings, { color: "#b3001b", weight: 3, dashArray: "6 3", fillColor: "#b3001b", fillOpacity: 0.25 })
        .bindPopup(() => said([words.closed, area.name, area.source]))));
    told.shelters.forEach(shelter => shapes.addLayer(
      L.circleMarker([shelter.lat, shelter.lon], { radius: 8, color: "#fff", weight: 2, fillColor: "#0b4f9e", fillOpacity: 1 })
        .bindPopup(() => said([shelter.name, shelter.label, shelter.closed ? words.closed : shelter.full ? words.full : words.room.replace("{n}", shelter.room)]))));
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    frame.hidden = false;
    try {
      if (!window.L) await Promise.all([once("link", "href", words.leafletCss), once("script", "src", words.leafletJs)]);
      if (!window.mapBase) await once("script", "src", words.baseJs);
    } catch (missing) { frame.hidden = true; button.disabled = false; return; }
    button.hidden = true;
    const picture = document.querySelector("[data-sketch]");
    if (picture) picture.hidden = true;
    const map = window.mapBase(frame, words), shapes = L.featureGroup().addTo(map);
    await draw(map, shapes);
    if (shapes.getLayers().length) map.fitBounds(shapes.getBounds(), { maxZoom: 14 });
    setInterval(() => { if (!document.hidden) draw(map, shapes); }, 60000);
    frame.focus();
  });
})();
