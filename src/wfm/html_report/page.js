"use strict";
(() => {
  // The value under the pointer, or under the arrow keys, of a chart.
  const tip = document.getElementById("tip");
  const say = document.getElementById("say");
  let marked = null;
  const show = (mark, x, y) => {
    if (marked) marked.classList.remove("at");
    marked = mark;
    mark.classList.add("at");
    tip.textContent = mark.getAttribute("data-tip");
    tip.classList.add("on");
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(x + 12, innerWidth - box.width - 4)) + "px";
    tip.style.top = (y + 16 + box.height > innerHeight ? y - box.height - 12 : y + 16) + "px";
  };
  const hide = () => {
    if (marked) marked.classList.remove("at");
    marked = null;
    tip.classList.remove("on");
  };
  const over = (event) => {
    const mark = event.target.closest && event.target.closest("[data-tip]");
    if (mark) show(mark, event.clientX, event.clientY); else hide();
  };
  document.addEventListener("pointermove", over);
  document.addEventListener("pointerdown", over);
  document.addEventListener("scroll", hide, true);
  for (const chart of document.querySelectorAll(".chart")) {
    const marks = [...chart.querySelectorAll("[data-tip]")];
    if (!marks.length) continue;
    let at = -1;
    chart.addEventListener("keydown", (event) => {
      const step = {ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity}[event.key];
      if (event.key === "Escape") { hide(); return; }
      if (step === undefined) return;
      event.preventDefault();
      at = Math.max(0, Math.min(marks.length - 1, at + step));
      const box = marks[at].getBoundingClientRect();
      show(marks[at], box.left + box.width / 2, box.top + box.height / 2);
      say.textContent = tip.textContent;
    });
    chart.addEventListener("blur", hide);
  }
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details.print")) one.open = true;
  });
})();
