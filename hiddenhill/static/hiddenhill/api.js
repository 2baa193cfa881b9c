// Names that DRF's browsable API leaves out: its labels belong to no field, and it has two main parts.
// Not a module: DRF writes the response to OPTIONS over the page, and a module would not run a second time.

for (const group of document.querySelectorAll(".form-group")) {
  const label = group.querySelector("label");
  const field = group.querySelector("input:not([type=hidden]), select, textarea");
  if (label && field && !field.id && !label.contains(field)) {
    field.id = `field-${field.name}`;
    label.htmlFor = field.id;
  }
}
for (const field of document.querySelectorAll(":is(input:not([type=hidden]), select, textarea):not([id])")) {
  if (!field.closest("label")) field.setAttribute("aria-label", field.name.replaceAll("_", " "));
}
for (const button of document.querySelectorAll(".dropdown-toggle")) button.setAttribute("aria-label", "Choose a format");
// As tooltips of Bootstrap, titles would lie outside of every landmark. The browser shows them by itself.
for (const titled of document.querySelectorAll(".js-tooltip")) titled.classList.remove("js-tooltip");
document.querySelector(".content-main")?.removeAttribute("role");
for (const code of document.querySelectorAll("pre")) code.tabIndex = 0;
// A dialog that is closed is not displayed anyway, and Bootstrap leaves an open one hidden from screen readers.
for (const dialog of document.querySelectorAll(".modal")) {
  const title = dialog.querySelector("h4");
  title.setAttribute("aria-level", "2");
  dialog.setAttribute("aria-label", title.textContent);
  dialog.removeAttribute("aria-hidden");
}
