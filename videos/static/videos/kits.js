// The colour picker and the field beside it show the same colour.

const field = document.getElementById("accent");
const picker = document.getElementById("picker");

picker.hidden = false;
picker.addEventListener("input", () => {
  field.value = picker.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
field.addEventListener("input", () => {
  if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value.toLowerCase();
});
