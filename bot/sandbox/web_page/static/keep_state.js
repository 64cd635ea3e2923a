// Puts new markup in the place of old without losing the focus, what was typed, or how far something was scrolled.
import { byId } from "./page.js";
import { readChoice, writeChoice } from "./choice.js";
import { readSort, writeSort, checkTables } from "./tables.js";

document.addEventListener("input", (event) => touch(event.target));
document.addEventListener("change", (event) => touch(event.target));

function touch(target) {
  const field = target.closest?.("[data-field]");
  if (field) field.dataset.touched = "1";
}

function readField(field) {
  if (field.matches(".choice")) return readChoice(field);
  if (field.matches(".boxes")) return [...field.querySelectorAll("input:checked")].map((one) => one.value);
  return field.value;
}

function writeField(field, value) {
  field.dataset.touched = "1";
  if (field.matches(".choice")) writeChoice(field, value);
  else if (field.matches(".boxes")) {
    for (const one of field.querySelectorAll("input:not([type=hidden])")) one.checked = value.includes(one.value);
  } else field.value = value;
}

// Returns what gives the focus back to the same control, or else to its message.
export function rememberFocus(root) {
  const now = document.activeElement;
  if (!now || now === document.body || !root.contains(now)) return () => {};
  const { id } = now;
  const { action, field } = now.dataset;
  const label = now.getAttribute("aria-label");
  const message = now.closest(".message")?.id;
  const place = [...root.querySelectorAll("button, a, input, textarea")].indexOf(now);
  const range = "selectionStart" in now ? [now.selectionStart, now.selectionEnd] : null;
  return () => {
    if (now.isConnected && document.activeElement === now) return;
    const home = (message && byId(message)) || root;
    const same = id && byId(id);
    const found = (same && same.dataset.action === action && same.dataset.field === field && same)
      || (action && home.querySelector(`[data-action="${CSS.escape(action)}"]`))
      || (label && home.querySelector(`[aria-label="${CSS.escape(label)}"]`))
      || (message && byId(message)?.querySelector("article"))
      || [...root.querySelectorAll("button, a, input, textarea")][place];
    if (!found) return;
    found.focus({ preventScroll: true });
    if (document.activeElement !== found) byId(message)?.querySelector("article").focus({ preventScroll: true });
    if (range && found.setSelectionRange && range[0] !== null) found.setSelectionRange(...range);
  };
}

// `put` changes the document; what the person did in `old` is done again in what `fresh` returns afterwards.
export function swap(old, put, fresh = () => old) {
  const focusAgain = rememberFocus(old);
  const touched = new Map([...old.querySelectorAll("[data-touched]")].map((one) => [one.dataset.field, readField(one)]));
  const sorts = [...old.querySelectorAll("table[data-sortable]")].map(readSort);
  const opened = [...old.querySelectorAll("details")].map((one) => one.open);
  const scrolled = [...old.querySelectorAll(".table-scroll, .modal-body")].map((one) => [one.scrollLeft, one.scrollTop]);
  put();
  const now = fresh();
  for (const field of now.querySelectorAll("[data-field]")) {
    if (touched.has(field.dataset.field)) writeField(field, touched.get(field.dataset.field));
  }
  [...now.querySelectorAll("table[data-sortable]")].forEach((table, place) => writeSort(table, sorts[place]));
  [...now.querySelectorAll("details")].forEach((one, place) => { if (opened[place]) one.open = true; });
  checkTables(now);
  [...now.querySelectorAll(".table-scroll, .modal-body")].forEach((one, place) => {
    if (scrolled[place]) [one.scrollLeft, one.scrollTop] = scrolled[place];
  });
  focusAgain();
}
