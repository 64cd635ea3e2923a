// The pane at the side: a thread, or the inspector.
import { page, byId, fromHtml } from "./page.js";
import { startComposers } from "./composer.js";
import { prepareChoices } from "./choice.js";
import { openStream } from "./stream.js";
import { watch } from "./scrolling.js";
import { checkTables } from "./tables.js";

const pane = byId("pane");
const toggle = byId("inspector-toggle");
let opener = null;

function fill(html) {
  pane.replaceChildren(fromHtml(html));
  pane.hidden = false;
  document.body.classList.add("with-pane");
}

function ready() {
  prepareChoices(pane);
  checkTables(pane);
  const log = byId("thread-log");
  if (log) watch(log);
  startComposers(pane);
  toggle.setAttribute("aria-pressed", String(pane.querySelector("[data-inspector]") !== null));
}

async function openThread(ts, { remembered = false } = {}) {
  const answer = await fetch(`${page.base}/thread/${ts}`);
  if (!answer.ok) return;
  if (!remembered) history.pushState({ thread: ts }, "", `${page.base}?thread=${ts}`);
  page.thread = ts;
  fill(await answer.text());
  ready();
  openStream();
  byId("reply")?.focus();
}

async function openInspector() {
  const answer = await fetch(`${page.base}/inspector`);
  if (!answer.ok) return;
  page.thread = "";
  fill(await answer.text());
  ready();
  openStream();
  pane.querySelector("[data-close-pane]")?.focus();
}

export function closePane({ remembered = false } = {}) {
  if (pane.hidden) return;
  const thread = page.thread;
  page.thread = "";
  pane.hidden = true;
  pane.replaceChildren();
  document.body.classList.remove("with-pane");
  toggle.setAttribute("aria-pressed", "false");
  if (!remembered && thread) history.pushState({}, "", page.base);
  openStream();
  const back = opener?.isConnected ? opener : thread && byId(`m${thread.replace(".", "-")}`)?.querySelector(".thread-link, article");
  (back || byId("say") || toggle).focus({ preventScroll: true });
  opener = null;
}

export function startPane() {
  if (!pane.hidden) { document.body.classList.add("with-pane"); ready(); }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-thread]");
    if (link && link.matches("a, button") && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      opener = link;
      openThread(link.dataset.thread);
    } else if (event.target.closest?.("[data-close-pane]")) closePane();
  });
  toggle.addEventListener("click", () => {
    if (pane.querySelector("[data-inspector]")) closePane();
    else { opener = toggle; openInspector(); }
  });
  pane.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) closePane(); });
  window.addEventListener("popstate", () => {
    const thread = new URLSearchParams(location.search).get("thread");
    if (thread) openThread(thread, { remembered: true });
    else closePane({ remembered: true });
  });
}
