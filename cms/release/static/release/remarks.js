"use strict";
// Shows where in the text a remark stands, and takes a selected passage into the form. Without this file the list of
// remarks quotes its passages, and a passage is pasted by hand.
(() => {
  const remarks = document.getElementById("remarks");
  const text = document.querySelector("main");
  if (!remarks || !text) return;

  // All words of the text without spaces, and where each sign stands.
  const signsOf = () => {
    const signs = [];
    const places = [];
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(".noprint, nav, script, .paperpage > p.small")) continue;
      for (let at = 0; at < node.length; at += 1) {
        if (/\s/.test(node.data[at])) continue;
        signs.push(node.data[at]);
        places.push([node, at]);
      }
    }
    return { words: signs.join(""), places };
  };

  const rangeOf = (quote) => {
    const wanted = quote.replace(/\s+/g, "");
    const { words, places } = signsOf();
    const start = wanted ? words.indexOf(wanted) : -1;
    if (start < 0) return null;
    const range = document.createRange();
    const [last, at] = places[start + wanted.length - 1];
    range.setStart(...places[start]);
    range.setEnd(last, at + 1);
    return range;
  };

  const markOf = (item, number) => {
    const mark = document.createElement("a");
    mark.className = "remark-mark noprint";
    mark.id = `at-${item.id}`;
    mark.href = `#${item.id}`;
    mark.textContent = number;
    mark.setAttribute("aria-label", `${remarks.dataset.mark} ${number}`);
    return mark;
  };

  const ranges = [];
  [...remarks.querySelectorAll("li")].forEach((item, index) => {
    const range = item.dataset.quote ? rangeOf(item.dataset.quote) : null;
    if (!range) return;
    const end = range.cloneRange();
    end.collapse(false);
    const mark = markOf(item, index + 1);
    end.insertNode(mark);
    range.setEndBefore(mark);
    ranges.push(range);
    const quote = item.querySelector("blockquote");
    const link = document.createElement("a");
    link.href = `#${mark.id}`;
    link.append(...quote.childNodes);
    quote.append(link);
  });
  if (window.Highlight && CSS.highlights) CSS.highlights.set("remark", new Highlight(...ranges));

  const bar = remarks.querySelector(".remark-bar");
  if (!bar) return;
  const passage = () => {
    const selection = document.getSelection();
    const start = selection.anchorNode;
    const isInText = start && text.contains(start) && !remarks.contains(start);
    return isInText ? selection.toString().replace(/\s+/g, " ").trim().slice(0, 300) : "";
  };
  let kept = "";
  document.addEventListener("selectionchange", () => {
    const words = passage();
    if (words) kept = words;
    bar.hidden = !words;
  });
  // The press itself would end the selection in some browsers.
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  bar.querySelector("button").addEventListener("click", () => {
    document.getElementById("remark-quote").value = kept;
    bar.hidden = true;
    document.getElementById("remark-text").focus();
  });
})();
