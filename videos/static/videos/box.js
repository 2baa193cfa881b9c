// The box of the studio. What is pasted is looked up at once, what is typed when the typing pauses. Enter sends the form
// while there is one line; a list is written with Shift and Enter, or pasted.

const PAUSE = 400; // milliseconds
const WHOLE = ["insertFromPaste", "insertFromDrop"];
let timer;

document.addEventListener("input", (event) => {
  const box = event.target;
  if (box.id !== "pubmed_id") return;
  clearTimeout(timer);
  const settled = () => box.dispatchEvent(new CustomEvent("settled"));
  timer = setTimeout(settled, WHOLE.includes(event.inputType) ? 0 : PAUSE);
});

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (box.id !== "pubmed_id" || event.key !== "Enter" || event.shiftKey || event.isComposing || box.value.includes("\n")) return;
  event.preventDefault();
  box.form.requestSubmit();
});
