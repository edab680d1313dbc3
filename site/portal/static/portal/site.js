"use strict";
// Comfort only: every page does its job without this file.

// A menu closes when one clicks elsewhere or presses Escape.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

// A form with faults: the list of faults is read first.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();

// A second click on a slow button sends nothing twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  window.setTimeout(() => delete form.dataset.sent, 4000);
});

// Dialogs open from buttons that name them; print buttons print.
document.querySelectorAll("[data-opens]").forEach((button) => {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
});
document.querySelectorAll("[data-prints]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// Buttons that copy the text of an element they name; without a clipboard they stay hidden and the text is selected by hand.
document.querySelectorAll("[data-copies]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
    button.textContent = button.dataset.done;
  });
});
