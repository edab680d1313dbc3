"use strict";
// Changes the code on the screen when its time is up. Without this file the page reloads itself.
{
  const room = document.querySelector("[data-room]");
  const part = (name) => room.querySelector(`[data-${name}]`);

  const show = (code) => {
    part("half-day").textContent = code.half_day;
    part("address").textContent = code.address;
    part("count").textContent = String(code.count);
    if (code.picture) part("picture").src = code.picture;
    part("picture").hidden = part("with-code").hidden = !code.picture;
    part("without-code").hidden = Boolean(code.picture);
  };

  const look = async () => {
    let seconds = 5;
    try {
      const answer = await fetch(room.dataset.url, { headers: { Accept: "application/json" }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const code = await answer.json();
      show(code);
      seconds = Math.min(code.seconds, 15);
      part("away").hidden = true;
    } catch {
      part("away").hidden = false;
    }
    window.setTimeout(look, seconds * 1000 + 200);
  };

  window.setTimeout(look, Math.min(Number(room.dataset.seconds), 15) * 1000 + 200);
}
