"use strict";
// Marks stay on this device until the server has them. Without this file the page is a plain form.
{
  const form = document.querySelector("[data-marks]");
  const keeper = document.querySelector("[data-keep]");

  if (form) {
    const key = `tongtang-marks-${form.dataset.slot}`;
    const status = form.querySelector("[data-status]");
    const tools = form.querySelector("[data-tools]");
    const row = (id) => form.querySelector(`[data-person="${id}"]`);
    let kept = { marks: {}, send: false };
    let isSending = false;

    const store = () => {
      try {
        if (Object.keys(kept.marks).length) localStorage.setItem(key, JSON.stringify(kept));
        else localStorage.removeItem(key);
      } catch {
        // Without storage the marks live as long as the page does.
      }
    };
    const say = (words) => {
      status.textContent = words;
    };
    const conflict = (id, words) => {
      const place = row(id).querySelector("[data-conflict]");
      place.textContent = words;
      place.hidden = !words;
    };
    const keep = (radio) => {
      const id = radio.name.slice("mark-".length);
      kept.marks[id] = { mark: radio.value, seen: form.elements[`seen-${id}`].value };
    };

    const send = async () => {
      if (isSending || !kept.send) return;
      isSending = true;
      const sent = { ...kept.marks };
      const body = new FormData();
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      for (const [id, each] of Object.entries(sent)) {
        body.set(`mark-${id}`, each.mark);
        body.set(`seen-${id}`, each.seen);
      }
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
        if (answer.status === 409) refused((await answer.json()).refused);
        else if (answer.ok) saved(sent, (await answer.json()).conflicts);
        else say(form.dataset.again);
      } catch {
        say(form.dataset.kept);
      }
      isSending = false;
    };

    const refused = (sentence) => {
      kept.send = false;
      store();
      say(sentence);
    };

    const saved = (sent, conflicts) => {
      for (const [id, each] of Object.entries(sent)) {
        conflict(id, "");
        form.elements[`seen-${id}`].value = each.mark;
        if (kept.marks[id] && kept.marks[id].mark === each.mark) delete kept.marks[id];
      }
      // what somebody else has written has now been seen: saving again replaces it knowingly
      for (const each of conflicts) {
        conflict(each.id, each.text);
        form.elements[`seen-${each.id}`].value = each.mark;
      }
      kept.send = Object.keys(kept.marks).length > 0 && kept.send;
      store();
      say(conflicts.length ? form.dataset.differ : form.dataset.saved);
    };

    form.addEventListener("change", (event) => {
      if (!event.target.name.startsWith("mark-")) return;
      keep(event.target);
      store();
      say(form.dataset.unsent);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.querySelectorAll("input[type=radio]:checked").forEach(keep);
      kept.send = true;
      store();
      send();
    });
    window.addEventListener("online", send);
    window.setInterval(send, 20000);

    tools.hidden = false;
    tools.addEventListener("click", (event) => {
      const wanted = event.target.dataset.all;
      if (!wanted) return;
      form.querySelectorAll("[data-person]").forEach((line) => {
        if (line.querySelector("input:checked")) return;
        const radio = line.querySelector(`input[value=${wanted}]`);
        radio.checked = true;
        keep(radio);
      });
      store();
      say(form.dataset.unsent);
    });

    // what an earlier visit could not send
    try {
      kept = JSON.parse(localStorage.getItem(key)) || kept;
    } catch {
      localStorage.removeItem(key);
    }
    for (const [id, each] of Object.entries(kept.marks)) {
      const radio = row(id) && row(id).querySelector(`input[value=${each.mark}]`);
      if (radio) radio.checked = true;
      else delete kept.marks[id];
    }
    if (Object.keys(kept.marks).length) {
      say(form.dataset.unsent);
      send();
    }
  }

  // Opening the page again without network is for those who ask for it.
  if (keeper && "serviceWorker" in navigator) {
    const [on, off] = ["on", "off"].map((which) => keeper.querySelector(`[data-keep-${which}]`));
    const scope = keeper.dataset.scope;
    const show = (isKept) => {
      on.hidden = isKept;
      off.hidden = !isKept;
      keeper.hidden = false;
    };
    const registered = () => navigator.serviceWorker.getRegistration(scope).then((found) => (found && found.scope.endsWith(scope) ? found : null));
    const keepPages = async () => {
      const cache = await caches.open("tongtang-attendance");
      const own = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((each) => each.href || each.src);
      const halfDays = [...document.querySelectorAll(".halfdays a")].map((each) => each.href);
      await cache.addAll([...new Set([location.origin + scope, location.href, ...own, ...halfDays])]);
    };
    on.addEventListener("click", async () => {
      await navigator.serviceWorker.register(keeper.dataset.keep, { scope });
      await keepPages();
      show(true);
    });
    off.addEventListener("click", async () => {
      const found = await registered();
      if (found) await found.unregister();
      await caches.delete("tongtang-attendance");
      show(false);
    });
    registered().then((found) => show(Boolean(found)));
  }
}
