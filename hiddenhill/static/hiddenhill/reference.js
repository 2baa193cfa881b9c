// The API reference: Swagger UI with the OpenAPI document.

const place = document.getElementById("reference");
const { "X-CSRFToken": csrf } = JSON.parse(document.body.getAttribute("hx-headers"));
const LEVELS = { H3: "2", H4: "3", H5: "4", H6: "4" };

// Swagger UI has dark colours below this class.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

/** The parts of Swagger UI's own layout that are of use here. That layout is a second main part within the page's. */
const layout = ({ React }) => ({
  components: {
    ReferenceLayout({ getComponent, specSelectors }) {
      const status = specSelectors.loadingStatus() ?? "loading";
      if (status !== "success") {
        const state = status === "loading" ? "Loading …" : "The document cannot be loaded. Reload the page.";
        return [React.createElement("h1", { key: "h1" }, "API reference"), React.createElement("p", { key: "p" }, state)];
      }
      const parts = ["SvgAssets", "AuthorizeBtnContainer", "InfoContainer", "operations"];
      const elements = parts.map((name) =>
        React.createElement(getComponent(name, name.endsWith("Container") || name === "operations"), { key: name }),
      );
      return React.createElement("div", { className: "swagger-ui wrapper" }, elements);
    },
  },
});

/** What Swagger UI leaves out for those who hear the page or use the keyboard: names, focus, levels of headings. */
function complete() {
  for (const title of place.querySelectorAll("h3, h4, h5, h6")) title.setAttribute("aria-level", LEVELS[title.tagName]);
  for (const field of place.querySelectorAll("select:not([aria-label]), textarea:not([aria-label])")) {
    const { paramName, code } = field.closest("tr[data-param-name], tr[data-code]")?.dataset ?? {};
    field.setAttribute("aria-label", `Choice for ${paramName ?? (code ? `status ${code}` : "the body")}`);
  }
  for (const button of place.querySelectorAll(".close-modal")) button.setAttribute("aria-label", "Close");
  for (const table of place.querySelectorAll("table[role=region]")) table.removeAttribute("role");
  for (const code of place.querySelectorAll("pre:not([tabindex])")) code.tabIndex = 0;
}
new MutationObserver(complete).observe(place, { childList: true, subtree: true });

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.description,
  presets: [window.SwaggerUIBundle.presets.apis],
  plugins: [layout],
  layout: "ReferenceLayout",
  displayRequestDuration: true,
  tryItOutEnabled: false,
  validatorUrl: null,
  // Requests that are tried out use the session of the page, so they need its CSRF token.
  requestInterceptor: (request) => {
    if (request.method && request.method !== "GET") request.headers["X-CSRFToken"] = csrf;
    return request;
  },
});
