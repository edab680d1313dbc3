"use strict";
// Opening the page of attendance again without network is for those who ask for it.
{
  const keeper = document.querySelector("[data-keep]");
  const cacheName = `tongtang-kept-${keeper.dataset.account}-pages`; // what signing out removes: portal/device.js
  const scope = keeper.dataset.scope;
  const [on, off, failed] = ["on", "off", "failed"].map((which) => keeper.querySelector(`[data-keep-${which}]`));

  const show = (isKept) => {
    on.hidden = isKept;
    off.hidden = !isKept;
    keeper.hidden = failed.hidden = false;
    failed.hidden = true;
  };
  const registered = async () => {
    const found = await navigator.serviceWorker.getRegistration(scope);
    return found && found.scope.endsWith(scope) ? found : null;
  };
  const keepPages = async () => {
    const cache = await caches.open(cacheName);
    const own = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((each) => each.href || each.src);
    const halfDays = [...document.querySelectorAll(".halfdays a")].map((each) => each.href);
    await cache.addAll([...new Set([location.origin + scope, location.href.split("#")[0], ...own, ...halfDays])]);
  };
  const remove = async () => {
    const found = await registered();
    if (found) await found.unregister();
    await caches.delete(cacheName);
    show(false);
  };

  if ("serviceWorker" in navigator) {
    on.addEventListener("click", async () => {
      try {
        await keepPages();
        await navigator.serviceWorker.register(keeper.dataset.keep, { scope });
        show(true);
      } catch {
        await remove();
        failed.hidden = false;
      }
    });
    off.addEventListener("click", remove);
    registered().then((found) => show(Boolean(found)));
  }
}
