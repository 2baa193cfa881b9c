// The box of the studio: Enter sends the form while there is one line; a list is written with Shift and Enter, or pasted.

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (box.id !== "pubmed_id" || event.key !== "Enter" || event.shiftKey || event.isComposing || box.value.includes("\n")) return;
  event.preventDefault();
  box.form.requestSubmit();
});
