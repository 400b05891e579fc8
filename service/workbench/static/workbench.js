// Comfort at the keyboard; everything works without. In a queue: J and K go to the next pair and the one
// before, Y confirms, N rejects, 0 leaves open; with Shift the same is said of the whole group.
"use strict";
document.documentElement.classList.add("scripted");

const pairs = Array.from(document.querySelectorAll("[data-pair]"));
let at = -1;

function go(to) {
  if (!pairs.length) return;
  if (at >= 0) pairs[at].removeAttribute("data-current");
  at = Math.max(0, Math.min(pairs.length - 1, to));
  pairs[at].setAttribute("data-current", "");
  pairs[at].focus({ preventScroll: true });
  pairs[at].scrollIntoView({ block: "center" });
}

function say(pair, value) {
  const radio = pair.querySelector(`input[type=radio][value="${value}"]`);
  if (radio) radio.checked = true;
}

const SAYS = { y: "CONFIRMED", n: "REJECTED", 0: "" };

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input[type=text], input[type=date], input[type=number], textarea, select");
  if (!pairs.length || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.code.startsWith("Digit") ? event.code.slice(5) : event.key.toLowerCase();
  if (key === "j") go(at + 1);
  else if (key === "k") go(at - 1);
  else if (key in SAYS && at >= 0) {
    const group = pairs[at].closest("[data-group]");
    if (event.shiftKey && group) {
      const all = pairs.filter((pair) => group.contains(pair));
      all.forEach((pair) => say(pair, SAYS[key]));
      go(pairs.indexOf(all[all.length - 1]) + 1);
    } else {
      say(pairs[at], SAYS[key]);
      go(at + 1);
    }
  } else return;
  event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const pair = event.target.closest("[data-pair]");
  if (!pair) return;
  if (at >= 0) pairs[at].removeAttribute("data-current");
  at = pairs.indexOf(pair);
  pair.setAttribute("data-current", "");
});

for (const button of document.querySelectorAll("[data-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const group = button.closest("[data-group]");
    pairs.filter((pair) => group.contains(pair)).forEach((pair) => say(pair, button.dataset.all));
  });
}

// What was typed is not lost by closing the window unawares.
let touched = false;
document.addEventListener("input", () => { touched = true; });
document.addEventListener("submit", () => { touched = false; });
window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
