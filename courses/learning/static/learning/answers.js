"use strict";
// Comfort only: an answer is kept at the moment it is given; without this file the buttons keep it.
const form = document.querySelector("form[data-keeps]");
if (form) {
  const word = form.querySelector("[data-kept]");
  form.addEventListener("change", async () => {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        keepalive: true,
        redirect: "error",
      });
      word.textContent = answer.ok ? form.dataset.keeps : form.dataset.fails;
    } catch {
      word.textContent = form.dataset.fails;
    }
  });
}
