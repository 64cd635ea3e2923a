// Forms in front of the page, and questions before a press.
import { page, byId, fromHtml } from "./page.js";
import { swap } from "./keep_state.js";
import { prepareChoices } from "./choice.js";
import { post, NotSent } from "./server.js";
import { checkTables } from "./tables.js";

const modal = byId("modal");
const question = byId("confirm");
const focusIn = new Map(); // by view: the id of what had the focus when another view came over it
let opener = () => {};

const card = () => modal.querySelector(".modal-card");

// Returns what gives the focus back to what has it now, or to its message, or to where one writes.
export function rememberOpener() {
  const now = document.activeElement;
  const message = now?.closest?.(".message")?.id;
  const { id } = now ?? {};
  return () => {
    const places = [now !== document.body && now, id && byId(id), message && byId(message)?.querySelector("article"), byId("say"), byId("home")];
    for (const place of places) {
      if (!place?.isConnected) continue;
      place.focus({ preventScroll: true });
      if (document.activeElement === place) return; // what is hidden doesn't take it
    }
  };
}

function focusFirst() {
  const body = modal.querySelector(".modal-body");
  const wrong = body.querySelector('[aria-invalid="true"]');
  const inner = wrong?.matches(".boxes") ? wrong.querySelector("input:not([type=hidden])") : wrong;
  const first = inner ?? body.querySelector("input:not([type=hidden]), textarea, select") ?? modal.querySelector(".modal-foot .primary") ?? modal.querySelector("[data-close-modal]");
  first?.focus();
}

export function setModal({ front, html }) {
  const now = card();
  if (!html) {
    if (!modal.open) return;
    modal.close();
    modal.replaceChildren();
    focusIn.clear();
    opener();
    return;
  }
  if (modal.open && now?.dataset.front === front) return;
  const fresh = fromHtml(html);
  const view = fresh.querySelector(".modal-card").dataset.view;
  if (modal.open && now?.dataset.view === view) {
    swap(modal, () => { modal.replaceChildren(fresh); prepareChoices(modal); });
    if (modal.querySelector('[aria-invalid="true"]') || !modal.contains(document.activeElement)) focusFirst();
    return;
  }
  if (now && modal.open) focusIn.set(now.dataset.view, document.activeElement?.id);
  modal.replaceChildren(fresh);
  show(focusIn.get(view));
}

function show(wanted) {
  prepareChoices(modal);
  if (!modal.open) { opener = rememberOpener(); modal.showModal(); }
  checkTables(modal);
  const before = wanted && byId(wanted);
  if (before) before.focus();
  else focusFirst();
}

async function closeModal(everything) {
  if (modal.dataset.busy) return;
  modal.dataset.busy = "1";
  try {
    await post("close", everything ? { everything: "1" } : {});
  } catch (failure) {
    if (!(failure instanceof NotSent)) throw failure;
  } finally {
    delete modal.dataset.busy;
  }
}

export async function submitModal(form) {
  if (modal.dataset.busy) return;
  modal.dataset.busy = "1";
  const buttons = form.querySelectorAll("[data-submit]");
  for (const one of buttons) one.setAttribute("aria-disabled", "true");
  try {
    await post("submit", new FormData(form));
  } catch (failure) {
    if (!(failure instanceof NotSent)) throw failure;
  } finally {
    delete modal.dataset.busy;
    for (const one of buttons) one.removeAttribute("aria-disabled");
  }
}

// Asks, and resolves to whether the person is sure; `content` is a fragment with [data-yes] and [data-no].
export function ask(content) {
  return new Promise((resolve) => {
    const back = rememberOpener();
    question.replaceChildren(content);
    const done = (sure) => { question.close(); question.replaceChildren(); back(); resolve(sure); };
    question.querySelector("[data-yes]").addEventListener("click", () => done(true));
    question.querySelector("[data-no]").addEventListener("click", () => done(false));
    question.oncancel = (event) => event.preventDefault();
    question.onkeydown = (event) => { if (event.key === "Escape") { event.preventDefault(); done(false); } };
    question.showModal();
    question.querySelector("[data-no]").focus();
  });
}

export function askWords(title, text, yes, style = "danger") {
  const content = fromHtml(`<h2 id="confirm-title"></h2><div class="text"></div><div class="modal-foot"><button type="button" class="button" data-no>Cancel</button><button type="button" class="button ${style}" data-yes></button></div>`);
  content.querySelector("h2").textContent = title;
  content.querySelector(".text").textContent = text;
  content.querySelector("[data-yes]").textContent = yes;
  return ask(content);
}

export function startModal() {
  modal.addEventListener("cancel", (event) => event.preventDefault());
  modal.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault(); // a browser lets nobody stop its own way of closing twice in a row
    closeModal(false);
  });
  modal.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-modals]")) closeModal(true);
    else if (event.target.closest("[data-close-modal]")) closeModal(false);
  });
  if (card()) show();
}

export const isModalOpen = () => modal.open || page.restarting;
