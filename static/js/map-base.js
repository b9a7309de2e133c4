/* What both maps share: Leaflet on a schematic background or the operator's tiles, names of districts, a reach. */
"use strict";
window.mapBase = (frame, words) => {
  const [lat, lon, zoom] = words.centre.split(",").map(Number);
  const map = L.map(frame, { zoomSnap: 0.5, preferCanvas: true, maxZoom: 18 }).setView([lat, lon], zoom || 12);
  map.attributionControl.setPrefix(false);
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", words.mapLabel);
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(frame);  // styles may come after the script
  if (words.tileUrl) {
    L.tileLayer(words.tileUrl, {
      attribution: words.tileAttribution, maxZoom: Number(words.tileMaxZoom) || 19,
      referrerPolicy: "strict-origin-when-cross-origin",  // some hosts refuse a request that hides its origin
    }).addTo(map);
    return map;
  }
  map.createPane("ground").style.zIndex = 150;
  map.createPane("names").style.zIndex = 450;  // above areas, below marks
  const names = L.layerGroup().addTo(map), places = [];
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `600 ${0.8 * parseFloat(getComputedStyle(document.documentElement).fontSize)}px system-ui`;
  const label = () => {
    names.clearLayers();
    const near = map.getZoom() >= 10.5, view = map.getBounds(), drawn = [];
    const free = ({ at, name }) => {
      const { x, y } = map.latLngToContainerPoint(at), half = pen.measureText(name).width / 2 + 3;
      return drawn.every(other => Math.abs(other.x - x) >= other.half + half || Math.abs(other.y - y) >= 18) && drawn.push({ x, y, half });
    };
    places.filter(place => (place.kind !== "departement") === near && view.contains(place.at)).filter(free).slice(0, 80).forEach(place =>
      names.addLayer(L.tooltip({ permanent: true, direction: "center", className: "place", interactive: false, pane: "names" })
        .setLatLng(place.at).setContent(document.createTextNode(place.name))));
  };
  fetch(words.background).then(answer => answer.json()).then(background => {
    const shapes = L.geoJSON(background, {
      interactive: false, pane: "ground", renderer: L.canvas({ pane: "ground" }),
      style: shape => ({ color: "#98a2ab", weight: shape.properties.kind === "departement" ? 1.5 : 1, fillColor: "#fbfbf8", fillOpacity: 1 }),
    }).addTo(map);
    shapes.eachLayer(shape => {
      const { kind, name } = shape.feature.properties;
      if (!name || !shape.getBounds) return;
      const box = shape.getBounds();
      places.push({ kind, name, at: box.getCenter(), size: (box.getNorth() - box.getSouth()) * (box.getEast() - box.getWest()) });
    });
    places.sort((one, other) => other.size - one.size);  // where two names would overlap, the greater commune keeps its own
    map.on("moveend", label);
    label();
  }).catch(() => { /* marks on an empty sheet still say where */ });
  return map;
};
