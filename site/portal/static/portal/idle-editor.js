"use strict";
// Brings the warning of idle.js into Wagtail's pages.
{
  const here = document.currentScript.dataset;
  fetch(here.url, { redirect: "manual" }).then(async (answer) => {
    if (answer.status !== 200) return;
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
    const dialog = parts.getElementById("idle");
    if (!dialog) return;
    dialog.querySelectorAll(".btn").forEach((button) => button.classList.add("button"));
    document.body.append(document.adoptNode(dialog));
    const script = document.createElement("script");
    script.src = here.script;
    document.body.append(script);
  });
}
