// One key per answer. By the key's place (event.code), so that an Arabic layout answers the same.
"use strict";
(() => {
  const answers = { KeyS: "same", KeyD: "different", KeyF: "unsure", KeyN: "never" };
  const form = document.getElementById("answers");
  const reason = document.getElementById("reason");
  let sent = false;
  const send = (act) => { if (!sent) { sent = true; act(); } };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) { return; }
    if (document.activeElement === reason) {
      if (event.key === "Escape") { reason.blur(); event.preventDefault(); }
      if (event.key === "Enter") { event.preventDefault(); reason.blur(); } // no answer is the default one
      return;
    }
    if (answers[event.code]) {
      event.preventDefault();
      send(() => form.requestSubmit(form.querySelector(`button[value="${answers[event.code]}"]`)));
    } else if (event.code === "KeyJ") { send(() => document.getElementById("later").click()); }
    else if (event.code === "KeyK") { send(() => document.getElementById("back").click()); }
    else if (event.code === "KeyU") { send(() => document.getElementById("undo").requestSubmit()); }
    else if (event.code === "KeyR") { event.preventDefault(); reason.focus(); }
  });
  // A page that comes back from the browser's memory must answer again.
  window.addEventListener("pageshow", () => { sent = false; });
})();
