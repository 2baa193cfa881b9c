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

// A PDF is sent when it is chosen, and not with the form, which needs its id alone.
for (const kind of ["htmx:confirm", "htmx:responseError", "htmx:sendError", "htmx:afterRequest"]) {
  document.addEventListener(kind, (event) => {
    const field = event.target;
    if (field.id !== "pdf") return;
    const long = kind === "htmx:confirm" && field.files[0]?.size > field.dataset.most;
    if (long) event.preventDefault();
    if (long || kind.endsWith("Error")) {
      const why = long ? "This PDF is longer than 50 MB." : "The PDF could not be sent.";
      document.getElementById("paper").innerHTML = `<p class="error">${why} Enter the paper’s DOI, PMID or title.</p>`;
    }
    if (long || kind === "htmx:afterRequest") field.value = "";
  });
}

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (box.id !== "pubmed_id" || event.key !== "Enter" || event.shiftKey || event.isComposing || box.value.includes("\n")) return;
  event.preventDefault();
  box.form.requestSubmit();
});
