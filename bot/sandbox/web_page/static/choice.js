// Menus one can type in: Slack's selects, with the app's own suggestions where it gives them.
import { fromHtml } from "./page.js";
import { openPopup, closePopup } from "./popup.js";
import { fetchOptions } from "./server.js";

const parts = (choice) => ({ input: choice.querySelector(".choice-input"), list: choice.querySelector(".choice-list"), chips: choice.querySelector(".chips") });
const several = (choice) => "several" in choice.dataset;
const external = (choice) => "external" in choice.dataset;
const enabled = (list) => [...list.querySelectorAll('[role="option"]:not([hidden]):not([aria-disabled])')];

export function readChoice(choice) {
  return chosen(choice).map((one) => ({ value: one.value, text: one.dataset.text }));
}

export function writeChoice(choice, values) {
  if (!choice.dataset.ready) prepare(choice);
  put(choice, values);
}

const chosen = (choice) => [...choice.querySelectorAll("input[type=hidden]")].filter((one) => one.value !== "");

function prepare(choice) {
  choice.dataset.ready = "1";
  const { list } = parts(choice);
  const first = [...list.querySelectorAll('[aria-selected="true"]')];
  put(choice, first.map((one) => ({ value: one.dataset.value, text: one.textContent })));
  if (external(choice)) list.replaceChildren();
}

// The hidden fields are what is sent; an empty one says that nothing is chosen.
function put(choice, values) {
  const { input, list, chips } = parts(choice);
  for (const one of choice.querySelectorAll("input[type=hidden]")) one.remove();
  for (const { value, text } of [...values, ...(values.length ? [] : [{ value: "", text: "" }])]) {
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: choice.dataset.name, value });
    hidden.dataset.text = text;
    choice.append(hidden);
  }
  const picked = new Set(values.map((one) => one.value));
  for (const option of list.querySelectorAll('[role="option"]')) option.setAttribute("aria-selected", String(picked.has(option.dataset.value)));
  input.value = several(choice) ? "" : values[0]?.text ?? "";
  chips.replaceChildren(...(several(choice) ? values.map((one) => chip(choice, one)) : []));
}

function chip(choice, { value, text }) {
  const made = fromHtml('<span class="chip"><span></span><button type="button" class="tool"><svg class="icon" aria-hidden="true"><use href="#i-close"></use></svg></button></span>').firstElementChild;
  made.firstElementChild.textContent = text;
  made.lastElementChild.setAttribute("aria-label", `Remove ${text}`);
  made.lastElementChild.addEventListener("click", () => {
    put(choice, readChoice(choice).filter((one) => one.value !== value));
    changed(choice);
    parts(choice).input.focus();
  });
  return made;
}

function changed(choice) {
  choice.dataset.touched = "1";
  if ("acts" in choice.dataset && chosen(choice).length) choice.dispatchEvent(new CustomEvent("act", { bubbles: true }));
}

function pick(choice, option) {
  const one = { value: option.dataset.value, text: option.textContent };
  if (several(choice)) {
    const before = readChoice(choice);
    const without = before.filter((other) => other.value !== one.value);
    put(choice, without.length < before.length ? without : [...before, one]);
    filter(choice);
  } else {
    put(choice, [one]);
    close(choice);
  }
  changed(choice);
}

function open(choice) {
  const { input, list } = parts(choice);
  if (list.matches(":popover-open")) return;
  openPopup(list, choice, { wide: true });
  input.setAttribute("aria-expanded", "true");
}

function close(choice, { restore = false } = {}) {
  const { input, list } = parts(choice);
  closePopup(list);
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
  if (!restore || several(choice)) return;
  if (input.value.trim() === "" && input.dataset.typed) { put(choice, []); changed(choice); }
  else input.value = chosen(choice)[0]?.dataset.text ?? "";
  delete input.dataset.typed;
}

function activate(choice, option) {
  const { input, list } = parts(choice);
  for (const one of list.querySelectorAll(".active")) one.classList.remove("active");
  if (!option) { input.removeAttribute("aria-activedescendant"); return; }
  option.id ||= `${list.id}-${[...list.children].indexOf(option)}`;
  option.classList.add("active");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function filter(choice, words = "") {
  const { list } = parts(choice);
  list.querySelector("[aria-disabled]")?.remove();
  for (const option of list.querySelectorAll('[role="option"]')) option.hidden = !option.textContent.toLowerCase().includes(words.toLowerCase());
  if (!enabled(list).length) say(list, "No results");
  activate(choice, enabled(list).find((one) => one.getAttribute("aria-selected") === "true") ?? enabled(list)[0]);
}

function say(list, text) {
  const line = document.createElement("li");
  line.setAttribute("role", "option");
  line.setAttribute("aria-disabled", "true");
  line.setAttribute("aria-selected", "false");
  line.textContent = text;
  list.append(line);
}

let waiting = 0;
let asked = 0;
function lookUp(choice, words) {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const number = ++asked;
    const found = await fetchOptions(choice, words);
    if (number !== asked || !choice.isConnected) return;
    const { list } = parts(choice);
    list.replaceChildren(...(found ?? []).map((text) => {
      const option = document.createElement("li");
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.value = text;
      option.textContent = text;
      return option;
    }));
    if (!list.children.length) say(list, words ? "No results" : "Type to search");
    open(choice);
    activate(choice, enabled(list)[0]);
  }, words ? 120 : 0);
}

function begin(choice, words) {
  if (external(choice)) lookUp(choice, words);
  else { filter(choice, words); open(choice); }
}

document.addEventListener("input", (event) => {
  const choice = event.target.matches(".choice-input") && event.target.closest(".choice");
  if (!choice) return;
  event.target.dataset.typed = "1";
  begin(choice, event.target.value);
});

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.(".choice-list [role=option]");
  if (option) {
    event.preventDefault(); // the focus stays in the field
    if (!option.hasAttribute("aria-disabled")) pick(option.closest(".choice"), option);
    return;
  }
  const choice = event.target.closest?.(".choice");
  if (!choice || event.target.closest(".chip")) return;
  const { input, list } = parts(choice);
  if (event.target !== input) { event.preventDefault(); input.focus(); }
  if (list.matches(":popover-open")) close(choice, { restore: true });
  else { begin(choice, ""); input.select(); }
});

document.addEventListener("keydown", (event) => {
  const choice = event.target.matches?.(".choice-input") && event.target.closest(".choice");
  if (!choice) return;
  const { input, list } = parts(choice);
  const shown = list.matches(":popover-open");
  const every = enabled(list);
  const now = every.findIndex((one) => one.classList.contains("active"));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!shown) begin(choice, "");
    else activate(choice, every[(now + (event.key === "ArrowDown" ? 1 : -1) + every.length) % every.length]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (shown && every[now]) pick(choice, every[now]);
    else if (!shown) begin(choice, "");
  } else if (event.key === "Escape" && shown) {
    event.preventDefault();
    event.stopPropagation();
    close(choice, { restore: true });
  } else if (event.key === "Backspace" && several(choice) && input.value === "") {
    put(choice, readChoice(choice).slice(0, -1));
    changed(choice);
  }
}, true);

document.addEventListener("focusout", (event) => {
  const choice = event.target.matches?.(".choice-input") && event.target.closest(".choice");
  if (choice) close(choice, { restore: true });
});

export function prepareChoices(root = document) {
  for (const choice of root.querySelectorAll(".choice:not([data-ready])")) prepare(choice);
}
