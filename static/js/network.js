/* A form that nothing keeps stays on the screen while there is no network: the browser's own error page would lose what was typed. */
"use strict";
(() => {
  const box = document.querySelector("[data-needs-network]"), said = box.querySelector("[data-no-network]");
  box.addEventListener("submit", event => {
    said.hidden = navigator.onLine;
    if (navigator.onLine) return;
    event.preventDefault();
    said.scrollIntoView({ block: "center" });
  });
})();
