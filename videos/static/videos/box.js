// What is pasted is looked up at once, what is typed when the typing pauses. Enter sends the form while there is one line.
// An error waits until the field is left, and is shown at once for a text that was pasted.

const PAUSE = 400; // milliseconds
const WHOLE = ["insertFromPaste", "insertFromDrop"];
let timer;

document.addEventListener("input", (event) => {
  const box = event.target;
  if (box.id !== "pubmed_id") return;
  clearTimeout(timer);
  const whole = WHOLE.includes(event.inputType);
  timer = setTimeout(() => {
    timer = undefined;
    box.dispatchEvent(new CustomEvent("settled", { detail: { typing: !whole } }));
  }, whole ? 0 : PAUSE);
});

// A button below the box must not move away from a click on it.
document.addEventListener("change", ({ target: box }) => {
  if (box.id !== "pubmed_id" || (timer === undefined && document.getElementById("paper").textContent.trim())) return;
  clearTimeout(timer);
  timer = undefined;
  box.dispatchEvent(new CustomEvent("left"));
});

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.triggeringEvent?.detail?.typing) detail.parameters.typing = "1";
});

// A PDF is sent as soon as it is chosen, and only then: the form needs no more than its id.
document.addEventListener("htmx:confirm", (event) => {
  const file = event.target.id === "pdf" && event.target.files[0];
  if (!file || file.size <= Number(event.target.dataset.most)) return;
  event.preventDefault();
  refuse(event.target, "This PDF is longer than 50 MB. Enter the paper’s DOI, PMID or title instead.");
});

for (const kind of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(kind, ({ target }) => {
    if (target.id === "pdf") refuse(target, "The PDF could not be sent. Try again, or enter the paper’s DOI, PMID or title.");
  });
}

document.addEventListener("htmx:afterRequest", ({ target }) => {
  if (target.id === "pdf") target.value = "";
});

function refuse(field, text) {
  const sentence = document.createElement("p");
  sentence.className = "error";
  sentence.textContent = text;
  document.getElementById("paper").replaceChildren(sentence);
  field.value = "";
}

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (box.id !== "pubmed_id" || event.key !== "Enter" || event.shiftKey || event.isComposing || box.value.includes("\n")) return;
  event.preventDefault();
  box.form.requestSubmit();
});
