/* On the tablet by the door: nothing of one person stays for the next. */
(() => {
  const home = document.querySelector("[data-tablet]");
  if (!home) return;
  const leave = () => location.replace(home.dataset.tablet);
  let clock;
  const touched = () => { clearTimeout(clock); clock = setTimeout(leave, 120000); };
  for (const what of ["input", "click", "keydown", "touchstart"]) document.addEventListener(what, touched, { passive: true });
  if (document.querySelector(".usa-alert--error")) touched();
  addEventListener("pageshow", (event) => { if (event.persisted) leave(); });
})();
