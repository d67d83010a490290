// Areas and points on a map, with or without tiles. The list beside it says the same and works without this file.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";

  // The hatch of an area without a partnership. Leaflet draws into an svg of its own, so the pattern is put there.
  const hatch = (svg) => {
    if (document.getElementById("hatch")) return;
    const make = (name, attributes, parent) => {
      const made = document.createElementNS(SVG, name);
      Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
      return parent.appendChild(made);
    };
    const defs = make("defs", {}, svg);
    const pattern = make("pattern", { id: "hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, defs);
    make("rect", { width: 8, height: 8, fill: "#fffefb" }, pattern);
    make("path", { d: "M0 0V8", stroke: "#8a7f6d", "stroke-width": 2.4 }, pattern);
  };

  const words = (properties) => {
    const box = document.createElement("div");
    const head = document.createElement(properties.url ? "a" : "strong");
    if (properties.url) head.href = properties.url;
    head.textContent = properties.name || "";
    box.append(head);
    if (properties.words) {
      const line = document.createElement("p");
      line.textContent = properties.words;
      box.append(line);
    }
    return box;
  };

  // Leaflet reads a string as HTML; the names of areas come out of files that others drew.
  const plain = (text) => {
    const box = document.createElement("span");
    box.textContent = text;
    return box;
  };

  const dot = (kind) => L.divIcon({ className: `oc-dot oc-dot--${kind || "dot"}`, iconSize: [18, 18] });
  const many = (cluster) => L.divIcon({ className: "oc-dot oc-dot--many", html: String(cluster.getChildCount()), iconSize: [34, 34] });

  const areas = (map, collection) => {
    const layer = L.geoJSON(collection, {
      style: (feature) => ({ className: `oc-map__beat oc-area oc-map__beat--${feature.properties.tone || "q1"}`, weight: 1.5 }),
      onEachFeature: (feature, shape) => {
        if (feature.properties.name) shape.bindPopup(() => words(feature.properties));
        if (feature.properties.label) shape.bindTooltip(plain(feature.properties.label), { permanent: true, direction: "center", className: "oc-area__label" });
      },
    }).addTo(map);
    layer.eachLayer((shape) => { if (shape.feature.properties.tone === "here") shape.bringToFront(); });
    const svg = map.getPane("overlayPane").querySelector("svg");
    if (svg) hatch(svg);
    return layer;
  };

  const points = (map, collection) => {
    // A city's few hundred dots say more one by one; thousands only say anything together. `cluster`: several may stand on one spot.
    const group = !collection.cluster && (collection.features || []).length < 300 ? L.layerGroup() : L.markerClusterGroup({ showCoverageOnHover: false, animate: false, maxClusterRadius: 36, iconCreateFunction: many, spiderLegPolylineOptions: { weight: 1.5, color: "#4b4e9e" } });
    L.geoJSON(collection, {
      pointToLayer: (feature, at) => L.marker(at, { icon: dot(feature.properties.kind), title: feature.properties.name || "", riseOnHover: true }),
      onEachFeature: (feature, marker) => { if (feature.properties.name) marker.bindPopup(() => words(feature.properties)); },
    }).eachLayer((marker) => group.addLayer(marker));
    return group.addTo(map);
  };

  // One pin that a person drags, moves with the arrow keys, or puts down with a click; its place goes into two fields of the form.
  const movable = (map, pin) => {
    const fields = [document.getElementById(pin.lat_field), document.getElementById(pin.lon_field)];
    const marker = L.marker([pin.lat, pin.lon], { draggable: true, icon: L.divIcon({ className: "oc-dot oc-dot--place", iconSize: [26, 26] }), title: pin.title || "", autoPan: true }).addTo(map);
    const write = (moved) => {
      const at = marker.getLatLng();
      [at.lat, at.lng].forEach((value, i) => {
        if (!fields[i]) return;
        fields[i].value = value.toFixed(6);
        if (moved) fields[i].dispatchEvent(new Event("change", { bubbles: true }));
      });
    };
    marker.on("dragend", () => write(true));
    map.on("click", (event) => { marker.setLatLng(event.latlng); write(true); });
    marker.getElement().addEventListener("keydown", (event) => {
      const step = { ArrowUp: [0, -8], ArrowDown: [0, 8], ArrowLeft: [-8, 0], ArrowRight: [8, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      marker.setLatLng(map.layerPointToLatLng(map.latLngToLayerPoint(marker.getLatLng()).add(step)));
      write(true);
    });
    write(false);
    return marker;
  };

  // The land beneath the dots where no tiles are: TopoJSON, borders as arcs of steps (made by bin/tools/states.py).
  const outlines = (topology) => {
    const [wide, high] = topology.transform.scale;
    const arcs = topology.arcs.map((steps) => {
      let [x, y] = [0, 0];
      return steps.map(([dx, dy]) => [(x += dx) * wide, (y += dy) * high]);
    });
    const ring = (numbers) => numbers.flatMap((n) => (n < 0 ? [...arcs[~n]].reverse() : arcs[n]));
    return topology.objects.states.geometries.map((state) => (
      { type: "Feature", properties: state.properties, geometry: { type: "MultiPolygon", coordinates: state.arcs.map((land) => land.map(ring)) } }
    ));
  };

  // The names that have room within their borders, the roomiest first, and none upon another: whole, else its two letters, else none.
  const [LETTER, LINE, MARGIN] = [8.5, 20, 6]; // pixels, at the size of the style sheet
  const name = (map, named) => {
    const taken = [];
    named.forEach(({ word, at, name: whole, code, room }) => {
      const [middle, pixels] = [map.project(at), (room * 256 * 2 ** map.getZoom()) / 360];
      const fits = (text) => {
        const half = L.point((text.length * LETTER + MARGIN) / 2, LINE / 2);
        const box = L.bounds(middle.subtract(half), middle.add(half));
        return half.x * 2 < pixels && !taken.some((other) => other.overlaps(box)) && taken.push(box);
      };
      word.textContent = [whole, code].find(fits) || "";
    });
  };

  const land = (map, topology) => {
    ["land", "names"].forEach((pane) => map.createPane(pane).setAttribute("aria-hidden", "true"));
    const states = outlines(topology);
    L.geoJSON(states, { pane: "land", renderer: L.svg({ pane: "land", padding: 0.5 }), interactive: false, style: { className: "oc-land" } }).addTo(map);
    const named = states.map(({ properties: { at: [lon, lat], ...said } }) => {
      const [at, word] = [[lat, lon], plain("")];
      L.marker(at, { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: "oc-land__name", html: word, iconSize: [0, 0] }) }).addTo(map);
      return { ...said, at, word };
    }).sort((one, other) => other.room - one.room);
    map.on("zoomend", () => name(map, named));
    name(map, named);
  };

  const draw = (box, data) => {
    const map = L.map(box, { maxZoom: 18, minZoom: box.dataset.land ? 1 : 0, scrollWheelZoom: false, zoomSnap: 0.5, attributionControl: Boolean(box.dataset.tiles), fadeAnimation: false });
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", box.dataset.title);
    if (box.dataset.tiles) {
      map.attributionControl.setPrefix("");
      L.tileLayer(box.dataset.tiles, { maxZoom: 18, attribution: "© OpenStreetMap" }).addTo(map);
    }
    const pin = box.dataset.pin && JSON.parse(box.dataset.pin);
    const bounds = L.latLngBounds([]);
    [data.areas, data.points].forEach((collection) => { if (collection && collection.features.length) bounds.extend(L.geoJSON(collection).getBounds()); });
    // Upon outlines nobody knows a place from near: then the view shows at least a state or two.
    const { land: outlined } = box.dataset;
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [12, 12], maxZoom: outlined ? 7 : 15, animate: false });
    else if (pin) map.setView([pin.lat, pin.lon], 14);
    else map.fitBounds([[24.5, -124.8], [49.4, -66.9]], { animate: false });
    if (outlined) fetch(outlined).then((answer) => (answer.ok ? answer.json().then((topology) => land(map, topology)) : null));
    if (data.areas) areas(map, data.areas);
    if (data.points) points(map, data.points);
    if (pin) movable(map, pin);
  };

  const furnish = (root) => root.querySelectorAll("[data-map]:not(.leaflet-container)").forEach((box) => {
    const own = document.getElementById(`${box.id}-data`);
    if (own) draw(box, JSON.parse(own.textContent));
    else if (box.dataset.src) fetch(box.dataset.src, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : {})).then((data) => draw(box, data));
    else draw(box, {});
  });
  document.addEventListener("DOMContentLoaded", () => furnish(document));
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) furnish(event.target); });
})();
