// A log stays at its end while the reader is there; else a button says that something came.
import { page, byId, fromHtml } from "./page.js";
import { mergeLines } from "./changes.js";

const NEAR = 60;
const stuck = new WeakMap();
const isAtEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;

export function toEnd(log) {
  log.scrollTop = log.scrollHeight;
  stuck.set(log, true);
  if (log.id === "log") byId("new-messages").hidden = true;
}

// What is higher than the log is shown from where it begins, as one reads it; else its end is in sight.
function toNewest(log) {
  toEnd(log);
  const newest = log.querySelector("li.message:last-child");
  if (!newest || newest.offsetHeight <= log.clientHeight) return;
  log.scrollTop += newest.getBoundingClientRect().top - log.getBoundingClientRect().top;
  stuck.set(log, isAtEnd(log));
}

export function watch(log) {
  stuck.set(log, true);
  log.addEventListener("scroll", () => {
    stuck.set(log, isAtEnd(log));
    if (log.id === "log" && stuck.get(log)) byId("new-messages").hidden = true;
  }, { passive: true });
  new ResizeObserver(() => { if (stuck.get(log)) log.scrollTop = log.scrollHeight; }).observe(log);
  toNewest(log);
}

export const beforeMerge = (log) => { stuck.set(log, isAtEnd(log)); };

// The answer to what one does comes in sight, wherever one was; of what others do one follows the end, or stays.
export function afterMerge(log, added) {
  if (added && page.sending) toNewest(log);
  else if (stuck.get(log)) toEnd(log);
  else if (added && log.id === "log") byId("new-messages").hidden = false;
}

async function showEarlier(log, button) {
  const first = log.querySelector("li.message");
  if (!first || log.dataset.loading) return;
  log.dataset.loading = "1";
  log.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${page.base}/earlier?before=${first.dataset.ts}`);
    if (!answer.ok) return;
    const { log: items, more } = await answer.json();
    const had = document.activeElement === button;
    const height = log.scrollHeight - log.scrollTop;
    mergeLines(log, items);
    if (!more) button.remove();
    log.scrollTop = log.scrollHeight - height;
    if (had && !more) first.querySelector("article")?.focus({ preventScroll: true });
  } finally {
    delete log.dataset.loading;
    log.removeAttribute("aria-busy");
  }
}

function markUnread(log) {
  const first = log.dataset.unread && byId(log.dataset.unread);
  if (!first) return;
  first.querySelector("article").before(fromHtml('<p class="new-line"><span>New</span></p>'));
  const top = first.offsetTop - log.offsetTop;
  if (top < log.scrollTop) {
    log.scrollTop = Math.max(0, top - 40);
    stuck.set(log, isAtEnd(log));
    byId("new-messages").hidden = stuck.get(log);
  }
}

export function startScrolling() {
  const log = byId("log");
  if (!log) return;
  watch(log);
  markUnread(log);
  byId("new-messages").addEventListener("click", () => { toEnd(log); byId("say").focus(); });
  const button = byId("earlier");
  if (!button) return;
  button.addEventListener("click", () => showEarlier(log, button));
  log.addEventListener("scroll", () => { if (log.scrollTop < 300 && button.isConnected) showEarlier(log, button); }, { passive: true });
}
