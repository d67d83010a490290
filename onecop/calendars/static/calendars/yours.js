// Writes a date by the reader's own clock beside that of its place, where the two differ. Without this file the place's clock stands alone.
(() => {
  "use strict";
  const look = { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  document.addEventListener("DOMContentLoaded", () => {
    const format = new Intl.DateTimeFormat(document.documentElement.lang || undefined, look);
    document.querySelectorAll("[data-yours]").forEach((line) => {
      const starts = new Date(line.dataset.starts);
      if (-starts.getTimezoneOffset() === Number(line.dataset.ahead)) return;
      line.textContent = line.dataset.yours.replace("%s", format.formatRange(starts, new Date(line.dataset.ends)));
      line.hidden = false;
    });
  });
})();
