"use strict";
// Warns before the idle time-out and lets the person stay. Without this file the session simply ends in time.
{
  const dialog = document.getElementById("idle");
  const part = (name) => dialog.querySelector(`[data-${name}]`);
  const whole = Number(dialog.dataset.whole) * 1000;
  const warn = Number(dialog.dataset.warn) * 1000;
  let end = Date.now() + Number(dialog.dataset.left) * 1000;

  const share = () => {
    try {
      localStorage.setItem("tongtang-idle-end", String(end));
    } catch {
      // Without storage each tab counts for itself.
    }
  };

  const look = () => {
    const left = end - Date.now();
    if (left > warn) {
      if (dialog.open && part("again").hidden) dialog.close();
      return;
    }
    if (!dialog.open && !dialog.dataset.dismissed) dialog.showModal();
    if (left > 0) {
      part("minutes").textContent = String(Math.ceil(left / 60000));
      return;
    }
    document.getElementById("idle-text").textContent = document.getElementById("idle-text").dataset.ended;
    part("stay").hidden = true;
    part("again").hidden = part("close").hidden = false;
  };

  part("stay").addEventListener("click", async () => {
    const answer = await fetch(dialog.dataset.url, {
      method: "POST",
      headers: { "X-CSRFToken": dialog.dataset.token },
      redirect: "manual",
    });
    end = answer.status === 204 ? Date.now() + whole : Date.now();
    share();
    look();
  });
  part("close").addEventListener("click", () => {
    dialog.dataset.dismissed = "1";
    dialog.close();
  });
  window.addEventListener("storage", (event) => {
    if (event.key !== "tongtang-idle-end" || !event.newValue) return;
    end = Math.max(end, Number(event.newValue));
    look();
  });
  share();
  window.setInterval(look, 1000);
}
