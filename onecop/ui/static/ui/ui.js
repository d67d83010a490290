// Small comforts. Every page works without this file.
(() => {
  "use strict";
  const each = (root, selector, act) => root.querySelectorAll(selector).forEach(act);

  const furnish = (root) => {
    // The list of errors takes the focus, so that it is the first thing heard and seen.
    const errors = root.querySelector("[data-focus]");
    if (errors) errors.focus();
    // A list that filters itself when a choice changes; the button stays for those who prefer it.
    each(root, "form[data-auto] select, form[data-auto] input[type=checkbox], form[data-auto] input[type=radio]", (control) =>
      control.addEventListener("change", () => control.form.requestSubmit()));
    // Says the name and size of a chosen file.
    each(root, "input[type=file][data-says]", (control) =>
      control.addEventListener("change", () => {
        const file = control.files[0];
        document.getElementById(control.dataset.says).textContent = file ? `${file.name}, ${Math.max(1, Math.round(file.size / 1024)).toLocaleString()} kB` : "";
      }));
    // The act stays shut until its word has been typed. Without this file the server asks for the word.
    each(root, "input[data-word]", (control) => {
      const button = control.form.querySelector("button[type=submit]");
      const check = () => { button.disabled = control.value.trim().toLowerCase() !== control.dataset.word.toLowerCase(); };
      control.addEventListener("input", check);
      check();
    });
  };

  document.addEventListener("DOMContentLoaded", () => furnish(document));
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) furnish(event.target); });

  // An htmx answer that refuses (403, 404, 422 …) is shown where it belongs, not swallowed.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  // An open menu shuts by Escape or a click elsewhere.
  const shut = (but) => each(document, "details.oc-menu[open]", (menu) => { if (menu !== but) menu.open = false; });
  document.addEventListener("click", (event) => shut(event.target.closest("details.oc-menu")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.oc-menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // One press, one act: a form that is on its way cannot be sent twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
  });
})();
