// Finds what people see: elements by role and name, in the dialog that is open, else in the page.
const [how, role, name] = arguments;
const ROLES = {
  button: 'button, [role=button], summary, input[type=submit]',
  link: 'a[href]',
  heading: 'h1, h2, h3',
  checkbox: 'input[type=checkbox], [role=switch], [role=checkbox]',
  radio: 'input[type=radio], [role=radio], [role=tab]',
  menuitem: '[role=menuitem], [role=menuitemradio]',
  slider: '[role=slider]',
  combobox: 'select',
};
const dialogs = [...document.querySelectorAll('dialog[open]')];
const scope = dialogs.at(-1) ?? document;
const tidy = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const shown = (element) => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true });
};
const called = (element) => {
  const by = element.getAttribute('aria-labelledby');
  if (by) return tidy(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(' '));
  const own = element.getAttribute('aria-label');
  if (own) return tidy(own);
  if (element.labels?.length) return tidy([...element.labels].map((label) => label.textContent).join(' '));
  return tidy(element.textContent) || tidy(element.value) || tidy(element.title);
};
const selector = ROLES[role] ?? role;
const within = [...scope.querySelectorAll(selector)];
const all = (scope !== document && scope.matches(selector) ? [scope, ...within] : within).filter(shown);
const found = name === null ? all : all.filter((element) => called(element) === name);
if (how === 'all') return found.map(called);
return found[0] ?? null;
