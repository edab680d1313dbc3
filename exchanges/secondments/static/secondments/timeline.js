"use strict";
// Comfort only: every step of the timeline is a link. Arrow keys go between the people and between the periods.
const gantt = document.querySelector(".gantt");
if (gantt) {
  const links = [...gantt.querySelectorAll(".who a")];
  const hint = document.getElementById("gantt-keys");
  hint.hidden = false;
  gantt.setAttribute("aria-describedby", hint.id);
  const turns = { ArrowLeft: "earlier", ArrowRight: "later" };
  const steps = { ArrowUp: -1, ArrowDown: 1 };
  gantt.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const here = links.indexOf(document.activeElement);
    if (here < 0) return;
    const turn = document.querySelector(`[data-turns="${turns[event.key]}"]`);
    const next = { Home: 0, End: links.length - 1 }[event.key] ?? here + (steps[event.key] ?? NaN);
    if (turn) {
      event.preventDefault();
      turn.click();
    } else if (links[next]) {
      event.preventDefault();
      links[next].focus();
    }
  });
}
