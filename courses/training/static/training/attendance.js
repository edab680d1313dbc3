"use strict";
// Marks stay on this device until the server has them. Without this file the page is a plain form.
{
  const form = document.querySelector("[data-marks]");
  const own = `tongtang-kept-${form.dataset.account}-`; // what signing out removes: portal/device.js
  const key = `${own}marks-${form.dataset.slot}`;
  const part = (name, place = form) => place.querySelector(`[data-${name}]`);
  const row = (id) => form.querySelector(`[data-person="${id}"]`);
  const rows = () => [...form.querySelectorAll("[data-person]")];
  const seen = (id) => form.elements[`seen-${id}`];
  const chosen = (id) => row(id).querySelector("input[type=radio]:checked")?.value || "";
  const choose = (id, mark) => {
    row(id).querySelectorAll("input[type=radio]").forEach((radio) => {
      radio.checked = radio.value === mark;
    });
  };
  const labels = JSON.parse(form.dataset.labels);
  const word = (name, values = {}) => Object.entries(values).reduce((text, [each, value]) => text.replace(`{${each}}`, String(value)), part(`word-${name}`).textContent);
  const empty = () => ({ marks: {}, send: false, made: Number(form.dataset.made) });

  // marks: by person, the mark, what stood there when it was made, and `theirs` where somebody wrote another meanwhile
  let kept = empty();
  let steps = []; // what Undo takes back
  let trouble = ""; // why the last try failed
  let isSending = false;
  let isUnderWay = false; // from the wish to send on, before the lock is there
  let isWanted = false;
  let failures = 0;
  let isKeeping = true;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel(key) : null; // the same page in another tab
  const shown = {}; // what each row shows, to know what a tap replaced

  const read = () => {
    try {
      return { ...empty(), ...JSON.parse(localStorage.getItem(key)) };
    } catch {
      return empty();
    }
  };
  const store = () => {
    try {
      if (Object.keys(kept.marks).length) localStorage.setItem(key, JSON.stringify(kept));
      else localStorage.removeItem(key);
    } catch {
      isKeeping = false;
    }
  };
  const waiting = () => Object.keys(kept.marks).filter((id) => !("theirs" in kept.marks[id]));
  const differing = () => Object.keys(kept.marks).filter((id) => "theirs" in kept.marks[id]);

  // --- what the page says ---
  const state = () => {
    const [n, d] = [waiting().length, differing().length];
    const open = rows().filter((line) => !seen(line.dataset.person).value && !(line.dataset.person in kept.marks)).length;
    const words = [];
    if (n) words.push(word(kept.send ? (isSending ? "sending" : "queued") : "unsaved", { n }));
    if (n && !isKeeping) words.push(word("nowhere"));
    if (d) words.push(word("differ", { n: d }));
    if (open) words.push(word("proposed", { n: open }));
    if (!n && !d && !open) words.push(word("saved"));
    return words;
  };
  const paint = () => {
    for (const line of rows()) {
      const id = line.dataset.person;
      const entry = kept.marks[id];
      line.classList.toggle("waits", Boolean(entry));
      part("waits", line).hidden = !entry;
      const place = part("conflict", line);
      if (entry && "theirs" in entry && place.hidden) askWhich(place, id);
      place.hidden = !(entry && "theirs" in entry);
      if (place.hidden) place.replaceChildren();
      shown[id] = chosen(id);
    }
    const text = [trouble, ...state()].filter(Boolean).join(" ");
    const status = part("status");
    if (status.textContent !== text) status.textContent = text;
    part("undo").hidden = !steps.length;
    part("discard").hidden = !Object.keys(kept.marks).length || isSending || steps.length > 0;
  };
  const askWhich = (place, id) => {
    const { mark, theirs, text } = kept.marks[id];
    place.append(part("choose").content.cloneNode(true));
    part("text", place).textContent = text;
    part("mine", place).textContent = word("mine", { mark: labels[mark] });
    part("theirs", place).textContent = word("theirs", { mark: labels[theirs] || word("none") });
    part("mine", place).addEventListener("click", () => {
      kept.marks[id] = { mark, seen: theirs };
      kept.send = true;
      store();
      send();
    });
    part("theirs", place).addEventListener("click", () => {
      choose(id, theirs);
      seen(id).value = theirs;
      delete kept.marks[id];
      store();
      paint();
    });
  };

  // --- what the class head does ---
  const keep = (id, mark) => {
    const entry = kept.marks[id];
    const stood = entry ? (entry.theirs ?? entry.seen) : seen(id).value;
    if (mark && mark !== stood) kept.marks[id] = { mark, seen: stood };
    else delete kept.marks[id];
    trouble = "";
  };
  const step = (ids) => steps.push(ids.map((id) => ({ id, mark: shown[id], entry: kept.marks[id] })));

  form.addEventListener("change", (event) => {
    if (!event.target.name.startsWith("mark-")) return;
    const id = event.target.name.slice("mark-".length);
    step([id]);
    keep(id, event.target.value);
    store();
    paint();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const line of rows()) {
      const id = line.dataset.person;
      if (!(id in kept.marks)) keep(id, chosen(id));
    }
    kept.send = waiting().length > 0;
    store();
    paint();
    send();
  });
  part("all").addEventListener("click", () => {
    const without = rows().map((line) => line.dataset.person).filter((id) => !chosen(id));
    if (!without.length) return;
    step(without);
    for (const id of without) {
      choose(id, part("all").dataset.all);
      keep(id, chosen(id));
    }
    store();
    paint();
  });
  part("undo").addEventListener("click", () => {
    for (const { id, mark, entry } of steps.pop()) {
      choose(id, mark);
      if (entry) kept.marks[id] = entry;
      else delete kept.marks[id];
    }
    trouble = "";
    store();
    paint();
  });
  part("discard").addEventListener("click", () => {
    for (const id of Object.keys(kept.marks)) choose(id, kept.marks[id].theirs ?? seen(id).value);
    kept = empty();
    [steps, trouble] = [[], ""];
    store();
    paint();
  });

  // --- to the server and back ---
  const ask = async (url, options = {}) => {
    const stop = new AbortController();
    const timer = window.setTimeout(() => stop.abort(), 20000);
    try {
      return await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual", signal: stop.signal, ...options });
    } finally {
      window.clearTimeout(timer);
    }
  };
  const refuse = (sentence) => {
    kept.send = false;
    trouble = sentence;
  };
  const signedOut = () => {
    trouble = word("out");
    part("again").hidden = false;
  };
  /** The token of a page from before the last sign-in is too old: ask who is signed in now, and for a new one. */
  const renew = async () => {
    const answer = await ask(form.dataset.sender);
    if (answer.type === "opaqueredirect") signedOut();
    else if (answer.status === 403) refuse(word("forbidden"));
    else if (!answer.ok) trouble = word("busy");
    else {
      const now = await answer.json();
      form.elements.csrfmiddlewaretoken.value = now.token;
      if (String(now.account) === form.dataset.account) return true;
      refuse(word("other"));
    }
    return false;
  };
  const post = async (sent, mayRenew) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("account", form.dataset.account);
    for (const [id, each] of Object.entries(sent)) {
      body.set(`mark-${id}`, each.mark);
      body.set(`seen-${id}`, each.seen);
    }
    const answer = await ask(form.action, { method: "POST", body });
    if (answer.type === "opaqueredirect") signedOut();
    else if (answer.status === 409) refuse((await answer.json()).refused);
    else if (answer.status === 403 && mayRenew) {
      if (await renew()) await post(sent, false);
    } else if (answer.ok) saved(sent, await answer.json());
    else trouble = word("busy");
  };
  const saved = (sent, told) => {
    const away = Object.fromEntries(told.lost.map((each) => [each.id, each.text]));
    const differ = Object.fromEntries(told.conflicts.map((each) => [each.id, each]));
    for (const [id, each] of Object.entries(sent)) {
      const now = kept.marks[id];
      if (!row(id) || id in away) delete kept.marks[id];
      else if (id in differ) kept.marks[id] = { mark: now?.mark ?? each.mark, seen: each.seen, theirs: differ[id].mark, text: differ[id].text };
      else {
        seen(id).value = each.mark;
        if (now && now.mark === each.mark) delete kept.marks[id];
        else if (now) now.seen = each.mark; // changed again while it was on its way
      }
    }
    tabs?.postMessage(Object.fromEntries(Object.keys(sent).filter((id) => row(id) && !(id in away) && !(id in differ)).map((id) => [id, sent[id].mark])));
    trouble = Object.values(away).join(" ");
    part("again").hidden = true;
    kept.made = told.made;
    kept.send = kept.send && waiting().length > 0;
    steps = [];
    renewKeptPage();
  };
  const trySending = async () => {
    kept = { ...read(), ...(isKeeping ? {} : kept) }; // another tab may have sent them
    const sent = Object.fromEntries(waiting().map((id) => [id, kept.marks[id]]));
    if (!kept.send || !Object.keys(sent).length) return paint();
    isSending = true;
    paint();
    try {
      await post(sent, true);
      failures = 0;
    } catch {
      trouble = word("away");
      failures += 1; // with a network that only seems to be there: soon again, then more and more seldom
      if (navigator.onLine) window.setTimeout(send, Math.min(20000, 1500 * 2 ** failures));
    }
    isSending = false;
    store();
    paint();
  };
  /** One tab at a time. Asked while something is under way, such as when the network comes back to an attempt that
   * still fails for want of it, the tab tries once more after that. */
  const send = async () => {
    isWanted = isUnderWay;
    if (isUnderWay) return;
    isUnderWay = true;
    try {
      if (navigator.locks) await navigator.locks.request(key, { ifAvailable: true }, (lock) => (lock ? trySending() : paint()));
      else await trySending();
    } finally {
      isUnderWay = false;
    }
    if (isWanted) send();
  };
  /** The copy for a place without network shows what has been saved since. */
  const renewKeptPage = async () => {
    if (!("caches" in window) || !(await caches.has(`${own}pages`))) return;
    const cache = await caches.open(`${own}pages`);
    for (const url of [form.action, location.href.split("#")[0]]) {
      if (await cache.match(url, { ignoreVary: true })) await cache.add(url).catch(() => {});
    }
  };

  window.addEventListener("online", send);
  window.setInterval(() => kept.send && !isSending && send(), 20000);
  window.addEventListener("storage", (event) => {
    if (event.key !== key && event.key !== null) return;
    kept = read();
    paint();
  });
  tabs?.addEventListener("message", (event) => {
    for (const [id, mark] of Object.entries(event.data)) {
      if (!row(id)) continue;
      seen(id).value = mark;
      if (!(id in kept.marks)) choose(id, mark);
    }
    kept = read();
    paint();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isKeeping && waiting().length) event.preventDefault();
  });

  // --- what an earlier visit could not send ---
  kept = read();
  const isOlder = Number(form.dataset.made) < kept.made; // a copy of this page from before the last answer
  let lost = 0;
  for (const [id, entry] of Object.entries(kept.marks)) {
    if (!row(id)) {
      delete kept.marks[id];
      lost += 1;
      continue;
    }
    const stands = seen(id).value;
    if (isOlder || stands === (entry.theirs ?? entry.seen)) {
      if (!("theirs" in entry)) seen(id).value = entry.seen;
    } else if (stands === entry.mark) {
      delete kept.marks[id];
      continue;
    } else {
      entry.theirs = stands;
      entry.text = word("changed", { mark: labels[stands] || word("none") });
    }
    choose(id, entry.mark);
  }
  if (lost) trouble = word("lost", { n: lost });
  kept.made = Math.max(kept.made, Number(form.dataset.made));
  store();
  const line = document.querySelector(".halfdays ol"); // on a phone it scrolls: begin with the half-day that is shown
  const current = line.querySelector("[aria-current]");
  line.scrollLeft = current.offsetLeft - line.offsetLeft - (line.clientWidth - current.clientWidth) / 2;
  part("tools").hidden = false;
  paint();
  send();
}
