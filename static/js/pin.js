/* The map on which one places a pin: fetched on a tap, with Leaflet. page.js calls pinMap(box, put, [lat, lon]). */
"use strict";
(() => {
  const FRANCE = [46.6, 2.4, 5];
  const once = (make, attribute, url) => new Promise((done, fail) => {
    const element = document.createElement(make);
    element[attribute] = url;
    if (make === "link") element.rel = "stylesheet";
    element.onload = done;
    element.onerror = fail;
    document.head.append(element);
  });

  // Names of districts in view, so that a map without streets still says where one is.
  function label(map, shapes) {
    const names = L.layerGroup().addTo(map);
    const places = [];
    shapes.eachLayer(shape => {
      const { kind, name } = shape.feature.properties;
      if (name && shape.getBounds) places.push({ kind, name, at: shape.getBounds().getCenter() });
    });
    const draw = () => {
      names.clearLayers();
      const near = map.getZoom() >= 10.5, view = map.getBounds();
      places.filter(place => (place.kind === "departement") !== near && view.contains(place.at)).slice(0, 40).forEach(place =>
        names.addLayer(L.tooltip({ permanent: true, direction: "center", className: "place" })
          .setLatLng(place.at).setContent(document.createTextNode(place.name))));
    };
    map.on("moveend", draw);
    draw();
  }

  async function background(map, url) {
    try {
      const answer = await fetch(url);
      if (!answer.ok) return;
      const shapes = L.geoJSON(await answer.json(), {
        interactive: false,
        style: shape => ({ color: "#98a2ab", weight: shape.properties.kind === "departement" ? 1.5 : 1,
          fillColor: "#fbfbf8", fillOpacity: 1 }),
        pointToLayer: (shape, at) => L.circleMarker(at, { radius: 2, color: "#4d5761", weight: 1, interactive: false }),
      }).addTo(map);
      label(map, shapes);
    } catch (missing) { /* a pin can be placed on an empty sheet too */ }
  }

  window.pinMap = async (box, put, placed) => {
    const words = box.dataset, frame = box.querySelector(".map");
    if (!window.L) await Promise.all([once("link", "href", words.leafletCss), once("script", "src", words.leafletJs)]);
    const given = (words.centre || "").split(",").map(Number);
    const [lat, lon, zoom] = given.length > 1 && given.every(Number.isFinite) ? given : FRANCE;
    const map = L.map(frame, { zoomSnap: 0.5, preferCanvas: true }).setView([lat, lon], zoom || 13);
    map.attributionControl.setPrefix(false);
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", words.mapLabel);
    if (words.tileUrl) {
      L.tileLayer(words.tileUrl, {
        attribution: words.tileAttribution, maxZoom: 19,
        referrerPolicy: "strict-origin-when-cross-origin",  // some hosts refuse a request that hides its origin
      }).addTo(map);
    } else background(map, words.background);

    let pin = null;
    const draw = at => {
      if (!at) { if (pin) pin.remove(); pin = null; return; }
      if (pin) { pin.setLatLng(at); return; }
      const icon = L.divIcon({ className: "pin", iconSize: [28, 28], iconAnchor: [14, 34] });
      pin = L.marker(at, { icon, draggable: true, keyboard: false }).addTo(map);
      pin.on("dragend", () => { const moved = pin.getLatLng(); put(moved.lat, moved.lng); });
    };
    map.on("click", event => put(event.latlng.lat, event.latlng.lng));
    box.querySelector("[data-middle]").addEventListener("click", () => {
      const middle = map.getCenter();
      put(middle.lat, middle.lng);
    });
    box.addEventListener("placed", event => {
      draw(event.detail);
      if (event.detail && !map.getBounds().contains(event.detail)) map.setView(event.detail, 15);
    });
    const start = placed.map(Number);
    if (placed[0] !== "") { draw(start); map.setView(start, 15); }
    frame.focus();
  };
})();
