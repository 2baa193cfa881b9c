// Counts the selected cards, and keeps them selected while their cards are replaced. Without this, the form works as well.
// Shift and a click select all between two cards, Enter goes from a card to the buttons, Escape selects nothing.

const chosen = new Set();
let last;

const boxes = () => [...document.querySelectorAll('input[name="job"]')];

function show() {
  const form = document.getElementById("selection");
  if (!form) return;
  const all = boxes();
  for (const box of all) box.checked = chosen.has(box.value);
  const number = all.filter((box) => box.checked).length;
  const one = form.querySelector('[name="single"]') ? "video" : "paper";
  const text = `${number} ${one}${number === 1 ? "" : "s"} selected`;
  const status = document.getElementById("selected");
  if (status.textContent !== text) status.textContent = text;
  for (const button of form.querySelectorAll("button")) button.disabled = number === 0;
  const whole = document.getElementById("all");
  whole.parentElement.hidden = false;
  whole.checked = number === all.length;
  whole.indeterminate = number > 0 && number < all.length;
}

function choose(some, on) {
  for (const box of some) on ? chosen.add(box.value) : chosen.delete(box.value);
  show();
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (box.id === "all") return choose(boxes(), box.checked);
  if (box.name !== "job") return;
  const all = boxes();
  const ends = [all.indexOf(box), event.shiftKey && last ? all.findIndex((each) => each.value === last) : -1];
  const [from, to] = ends[1] < 0 ? [ends[0], ends[0]] : ends.sort((a, b) => a - b);
  last = box.value;
  choose(all.slice(from, to + 1), box.checked);
});

document.addEventListener("keydown", (event) => {
  if (event.target.name === "job" && event.key === "Enter") {
    event.preventDefault();
    document.querySelector("#selection button:not(:disabled)")?.focus();
  }
  if (event.key === "Escape" && event.target.closest("#found") && chosen.size) choose(boxes(), false);
});

document.addEventListener("htmx:afterSettle", show);
document.addEventListener("htmx:oobAfterSwap", show);
addEventListener("pageshow", () => {
  for (const box of boxes()) if (box.checked) chosen.add(box.value); // the browser restores what was selected
  show();
});
