// One key per decision about a passage. By the key's place (event.code), so that an Arabic layout answers the same.
"use strict";
(() => {
  let sent = false;
  const press = (id) => {
    const found = document.getElementById(id);
    if (found && !sent) { sent = true; found.click(); window.setTimeout(() => { sent = false; }, 800); }
  };
  const keys = { KeyS: "accept", KeyD: "pass", KeyJ: "later", KeyK: "back" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) { return; }
    const at = document.activeElement;
    if (at && at.matches("textarea, select, input:not([type=radio], [type=checkbox])")) {
      if (event.key === "Escape") { at.blur(); event.preventDefault(); }
      return;
    }
    const choice = /^Digit([1-9])$/.exec(event.code);
    if (choice) {
      const people = document.querySelectorAll("#take input[name=person]");
      const chosen = people[Number(choice[1]) - 1];
      if (chosen) { chosen.checked = true; chosen.focus(); event.preventDefault(); }
    } else if (keys[event.code]) {
      event.preventDefault();
      press(keys[event.code]);
    } else if (event.code === "KeyR") {
      const reason = document.getElementById("reason") || document.getElementById("definition");
      if (reason) { event.preventDefault(); reason.focus(); }
    }
  });
  window.addEventListener("pageshow", () => { sent = false; });
})();
