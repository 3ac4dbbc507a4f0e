// Shows the API's document by Swagger UI, without the bar that would load other documents.
let theme = null;
try {
  theme = localStorage.getItem("movietracker.theme");
} catch {
  // Without storage, the system's theme holds.
}
if (theme) document.documentElement.dataset.theme = theme;

const ui = SwaggerUIBundle({
  url: "/api/openapi.json",
  domNode: document.getElementById("docs"),
  deepLinking: false, // Its links would lie inside buttons, which keyboards and screen readers can't tell apart.
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
  filter: true,
  syntaxHighlight: { activated: false }, // Its colours are too faint, and can't follow the theme.
  tryItOutEnabled: true,
  validatorUrl: "none",
});

// What Swagger UI leaves out for people who don't see the page: names, levels of headings, and what can be scrolled by
// keyboard.
function mend() {
  const each = (selector, change) => document.querySelectorAll(`#docs ${selector}`).forEach(change);
  each(":is(h3, h4, h5):not([aria-level])", (heading) => {
    heading.setAttribute("role", "heading");
    heading.setAttribute("aria-level", heading.matches(".opblock-tag, .models > h4, .modal-ux h3") ? "2" : "3");
  });
  each("[data-param-name] :is(input, select, textarea):not([aria-label])", (field) => {
    field.setAttribute("aria-label", field.closest("[data-param-name]").dataset.paramName);
  });
  each(":is(.body-param__text, .opblock-section-request-body :is(input, select)):not([aria-label])", (field) => {
    field.setAttribute("aria-label", "Request body");
  });
  each(".operation-filter-input:not([aria-label])", (field) => field.setAttribute("aria-label", "Filter by group"));
  // A name that isn't what is written there.
  each(".auth-btn-wrapper [aria-label]", (button) => button.removeAttribute("aria-label"));
  each(".close-modal:not([aria-label])", (button) => button.setAttribute("aria-label", "Close"));
  each(":is([role=region], .responses-table)[id]:not([aria-label])", (region) => {
    region.setAttribute("aria-label", region.id.replaceAll("_", " "));
  });
  each("pre:not([tabindex])", (text) => text.setAttribute("tabindex", "0"));
}
new MutationObserver(mend).observe(document.getElementById("docs"), { childList: true, subtree: true });
