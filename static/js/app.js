// What the pages do when scripts run. Everything here is a comfort: each page works without it.

document.body.classList.add("js-enabled", "govuk-frontend-supported");

// The address comes from the page, where it carries the hash of the file's content.
const govuk = await import(document.getElementById("govuk-frontend").href);

const signInPath = document.body.dataset.signIn;
const announcements = document.getElementById("announcements");

function announce(words) {
  announcements.textContent = "";
  window.setTimeout(() => { announcements.textContent = words; }, 50);
}

function moveFocus(element) {
  if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus();
}

// Parts with a wish of their own, in the page as it came or in what htmx put into it.
function each(root, selector, act) {
  if (root.matches?.(selector)) act(root);
  root.querySelectorAll(selector).forEach(act);
}

function enhance(root) {
  each(root, "[data-with-script]", (element) => { element.hidden = false; });
  each(root, "[data-select-all]", selectAll);
  each(root, "[data-shown-when]", showWhen);
  each(root, "form[data-keep]", keep);
}

// <input type="checkbox" data-select-all="milestone"> ticks every box of that name in its form.
function selectAll(master) {
  const boxes = [...master.form.querySelectorAll(`input[type=checkbox][name="${master.dataset.selectAll}"]`)];
  const agree = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    master.checked = ticked > 0 && ticked === boxes.length;
    master.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  master.addEventListener("change", () => boxes.forEach((box) => { box.checked = master.checked; }));
  boxes.forEach((box) => box.addEventListener("change", agree));
  agree();
}

// <textarea name="a-problem" data-shown-when="declared=at_risk off_track">: shown while the field
// a-declared of the same form has one of those values, or while it holds text or an error.
function showWhen(control) {
  const [field, values] = control.dataset.shownWhen.split("=");
  const prefix = control.name.slice(0, control.name.lastIndexOf("-") + 1);
  const group = control.closest(".govuk-form-group");
  const update = () => {
    const chosen = control.form.elements[prefix + field]?.value ?? "";
    const needed = values.split(" ").includes(chosen);
    group.hidden = !needed && !control.value && !group.classList.contains("govuk-form-group--error");
  };
  control.form.addEventListener("change", update);
  update();
}

// Unsent text outlives a sign-in that timed out: it waits in this tab's own storage and is put
// back when the form is next shown. It is dropped once it has been taken in, and at sign-out.
const PREFIX = "unsent:";
const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
const draftKey = (form) => `${PREFIX}${window.location.pathname}#${form.dataset.keep}`;
const typed = (form) => [...form.elements].filter(
  (element) => element.name && !["hidden", "password", "file", "submit", "button"].includes(element.type),
);
const choice = (element) => ["radio", "checkbox"].includes(element.type);

function keep(form) {
  const kept = JSON.parse(sessionStorage.getItem(draftKey(form)) ?? "null");
  if (kept && !form.querySelector(".govuk-form-group--error")) putBack(form, kept.values);
  const save = (sent) => sessionStorage.setItem(draftKey(form), JSON.stringify({
    sent,
    values: typed(form).map((element) => [element.name, choice(element) ? [element.value, element.checked] : element.value]),
  }));
  form.addEventListener("input", () => save(false));
  form.addEventListener("submit", () => save(true));
}

function putBack(form, values) {
  let changed = false;
  for (const [name, value] of values) {
    const element = typed(form).find((one) => one.name === name && (!choice(one) || one.value === value[0]));
    if (!element) continue;
    if (choice(element)) {
      changed ||= element.checked !== value[1];
      element.checked = value[1];
    } else {
      changed ||= element.value !== value;
      element.value = value;
    }
  }
  if (!changed) return;
  form.insertAdjacentHTML("afterbegin", '<p class="govuk-inset-text">What you had typed here and not yet sent has been put back.</p>');
  form.dispatchEvent(new Event("change"));
}

// A form that was sent was taken in, unless the next page is the sign-in page or says what is wrong.
function settleDrafts() {
  const refused = window.location.pathname === signInPath || document.querySelector(".govuk-error-summary");
  for (const key of drafts()) {
    const draft = JSON.parse(sessionStorage.getItem(key));
    if (!draft.sent) continue;
    if (refused) sessionStorage.setItem(key, JSON.stringify({ ...draft, sent: false }));
    else sessionStorage.removeItem(key);
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-sign-out]")) drafts().forEach((key) => sessionStorage.removeItem(key));
});

// htmx: bring what it swapped in to life, then tell and show where it is.
document.addEventListener("htmx:load", (event) => {
  const root = event.detail.elt;
  if (root === document.body) return;
  enhance(root);
  govuk.initAll({ scope: root });
  each(root, "[data-announce]", (element) => announce(element.dataset.announce));
  each(root, "[data-focus]", moveFocus);
});

// A session that ended answers with the sign-in page: go there whole, rather than put it into a row.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = new URL(event.detail.xhr.responseURL || window.location.href);
  if (answered.pathname !== signInPath || window.location.pathname === signInPath) return;
  event.detail.shouldSwap = false;
  const here = window.location.pathname + window.location.search;
  window.location.assign(`${signInPath}?next=${encodeURIComponent(here)}`);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form[data-keep]");
  const answered = new URL(event.detail.xhr.responseURL || window.location.href);
  if (form && event.detail.successful && answered.pathname !== signInPath) sessionStorage.removeItem(draftKey(form));
});

function tellTrouble(words) {
  document.getElementById("trouble")?.remove();
  document.getElementById("main-content").insertAdjacentHTML("afterbegin", `
    <div class="govuk-error-summary" id="trouble" role="alert" tabindex="-1">
      <h2 class="govuk-error-summary__title">There is a problem</h2>
      <p class="govuk-body govuk-!-margin-bottom-0">${words}</p>
    </div>`);
  document.getElementById("trouble").focus();
}

document.addEventListener("htmx:responseError", () => tellTrouble(
  "The server could not do that. What you typed is still on the page: try again, or reload the page.",
));
document.addEventListener("htmx:sendError", () => tellTrouble(
  "The server could not be reached. What you typed is still on the page: check your connection and try again.",
));

settleDrafts();
enhance(document);
govuk.initAll();
