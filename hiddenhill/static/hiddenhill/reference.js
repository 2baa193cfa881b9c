// The API reference: Swagger UI with the OpenAPI document.

const place = document.getElementById("reference");
const { "X-CSRFToken": csrf } = JSON.parse(document.body.getAttribute("hx-headers"));

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.description,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: false,
  validatorUrl: null,
  // Requests that are tried out use the session of the page, so they need its CSRF token.
  requestInterceptor: (request) => {
    if (request.method && request.method !== "GET") request.headers["X-CSRFToken"] = csrf;
    return request;
  },
});
