// The theme puts the button that copies an example into a <nav>: a landmark without a name, and a page has many.

new MutationObserver(() => {
  for (const bar of document.querySelectorAll("nav.md-code__nav:not([role])")) bar.setAttribute("role", "none");
}).observe(document.body, { childList: true, subtree: true });
