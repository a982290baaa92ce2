// Keys for the chair of a meeting, for a page shown on a wall. Each does what a link or a button of the page does:
// data-key="n" follows a link, data-key="a" goes to a button (Enter presses it: nothing is recorded by one stroke),
// data-key="r" opens what is closed and goes to its box. A switch turns them off, and this browser remembers it.

const SWITCH = "meeting-keys";
const chosen = document.querySelector("[data-keys-on]");

function remembered() {
  try {
    return window.localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true; // A browser that remembers nothing starts with the keys on.
  }
}

function remember(on) {
  try {
    window.localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    // Then the choice holds for this page alone.
  }
}

const typing = (element) => element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox])");

function act(element) {
  if (element.matches("a")) element.click();
  else if (element.matches("details")) {
    element.open = true;
    element.querySelector("textarea")?.focus();
  } else element.focus();
}

document.addEventListener("keydown", (event) => {
  if (!chosen?.checked || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  if (!/^[a-z]$/.test(event.key)) return;
  const element = document.querySelector(`[data-key="${event.key}"]`);
  if (!element) return;
  event.preventDefault();
  act(element);
});

if (chosen) {
  chosen.checked = remembered();
  chosen.addEventListener("change", () => remember(chosen.checked));
}
