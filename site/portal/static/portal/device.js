"use strict";
// What pages keep on this device (`tongtang-kept-<account>-…`) belongs to one account: signing out removes it, after a
// word where something has not been sent yet, and copies of pages made by one account are never there for the next.
{
  const place = document.querySelector("[data-device]");
  const note = place.querySelector("[data-unsent]");
  const own = `tongtang-kept-${place.dataset.device}-`;

  const keys = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(own));
    } catch {
      return []; // without storage nothing is kept
    }
  };
  const unsent = () => keys().reduce((sum, key) => {
    try {
      return sum + Object.keys(JSON.parse(localStorage.getItem(key)).marks).length;
    } catch {
      return sum;
    }
  }, 0);
  const dropPages = async (isDropped) => {
    if ("serviceWorker" in navigator) {
      for (const found of await navigator.serviceWorker.getRegistrations()) {
        const script = (found.active || found.waiting || found.installing)?.scriptURL || "";
        const account = script && new URL(script).searchParams.get("account");
        if (account && isDropped(`tongtang-kept-${account}-`)) await found.unregister();
      }
    }
    if ("caches" in window) {
      for (const name of await caches.keys()) {
        if (name.startsWith("tongtang-") && isDropped(name)) await caches.delete(name);
      }
    }
  };

  // Somebody else used this device before and did not sign out.
  dropPages((name) => !name.startsWith(own)).catch(() => {});

  document.querySelectorAll("form[data-signs-out]").forEach((form) => {
    let isWarned = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      const n = unsent();
      if (n && !isWarned) {
        isWarned = true;
        note.textContent = note.dataset.unsent.replace("{n}", String(n));
        form.append(note);
        return;
      }
      keys().forEach((key) => localStorage.removeItem(key));
      await dropPages(() => true).catch(() => {});
      HTMLFormElement.prototype.submit.call(form);
    });
  });
}
