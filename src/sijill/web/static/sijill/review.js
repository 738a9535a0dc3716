// One key per answer. By the key's place (event.code), so that an Arabic layout answers the same.
"use strict";
(() => {
  const answers = { KeyS: "same", KeyD: "different", KeyF: "unsure", KeyN: "never" };
  const form = document.getElementById("answers");
  const reason = document.getElementById("reason");
  let sent = false;
  // Where the eye and a screen reader are put: at the new pair, not at the top of the frame.
  const heading = document.querySelector("h1");
  const home = () => { heading.focus({ preventScroll: true }); };
  heading.tabIndex = -1;
  const shown = document.querySelector("[role=status]");
  if (document.activeElement === document.body) { home(); }
  // What stands in a status region when a page opens is not read out; what enters one is.
  if (shown) {
    const live = document.createElement("p");
    live.className = "unseen";
    live.id = "said-now";
    live.setAttribute("role", "status");
    heading.closest("main").append(live);
    setTimeout(() => { live.textContent = shown.textContent.trim(); }, 150);
  }
  const send = (act) => { if (!sent) { sent = true; act(); } };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) { return; }
    if (document.activeElement === reason) {
      if (event.key === "Escape") { home(); event.preventDefault(); }
      if (event.key === "Enter") { event.preventDefault(); home(); } // no answer is the default one
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
