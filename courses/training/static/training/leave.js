"use strict";
// Adds up the half-days that are ticked. Without this file the server says the sum when the request is sent.
{
  const form = document.querySelector("[data-leave]");
  const note = form.querySelector("[data-sum]");
  const allowed = Number(form.dataset.allowed);

  const add = () => {
    const ticked = [...form.querySelectorAll("[data-hours]:checked")];
    const more = ticked.reduce((sum, box) => sum + Number(box.dataset.hours), 0);
    const total = Number(form.dataset.used) + Number(form.dataset.waiting) + more;
    note.hidden = !ticked.length;
    note.querySelector("[data-total]").textContent = String(Math.round(total * 10) / 10);
    // the limit is shown cut off to two places; the server has the exact fraction and the last word
    const isOver = total >= allowed + 0.01;
    note.classList.toggle("warn", isOver);
    note.querySelector("[data-over]").hidden = !isOver;
  };

  form.addEventListener("change", add);
  add();
}
