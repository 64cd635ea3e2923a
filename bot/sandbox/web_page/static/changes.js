// Puts what has changed into the page: only that, so that nobody loses their place.
import { page, byId, fromHtml } from "./page.js";
import { swap } from "./keep_state.js";
import { prepareChoices } from "./choice.js";
import { setModal } from "./modal.js";
import { showTurning } from "./clock.js";
import { checkTables } from "./tables.js";
import { afterMerge, beforeMerge } from "./scrolling.js";

const drawn = new Map();

export function mergeLines(log, items) {
  const list = log.querySelector("ol.messages");
  let added = 0;
  for (const item of items) {
    const old = byId(item.key);
    if (drawn.get(item.key) === item.html && old) continue;
    if (old && Number(old.dataset.version) > item.version) continue;
    const fresh = fromHtml(item.html).querySelector("li.message");
    prepareChoices(fresh);
    if (old) swap(old, () => old.replaceWith(fresh), () => fresh);
    else if (insert(list, fresh, item.order, log)) { added += 1; checkTables(fresh); }
    else continue;
    drawn.set(item.key, item.html);
  }
  return added;
}

// Lines are in the order in which they came; one from before the first that is shown waits for "Show earlier messages".
function insert(list, fresh, order, log) {
  let before = list.lastElementChild;
  while (before && Number(before.dataset.order) > order) before = before.previousElementSibling;
  if (!before && list.children.length && log.querySelector(".earlier") && !log.dataset.loading) return false;
  if (before) before.after(fresh);
  else list.prepend(fresh);
  return true;
}

function remove(id) {
  const line = byId(id);
  if (!line) return;
  const next = line.nextElementSibling ?? line.previousElementSibling;
  const had = line.contains(document.activeElement);
  line.remove();
  drawn.delete(id);
  if (had) (next?.querySelector("article") ?? byId("say"))?.focus();
}

function mergeLog(id, items, gone, prefix) {
  const log = byId(id);
  if (!log) return;
  beforeMerge(log);
  for (const key of gone) remove(prefix + key);
  const added = mergeLines(log, items);
  if (id === "log" && byId("empty")) byId("empty").hidden = log.querySelector("li.message") !== null;
  afterMerge(log, added);
}

// A part that is not told is as it was.
export function applyChanges(news) {
  if (news.boot !== page.boot) { location.reload(); return; }
  const { log = [], gone = [], thread = [] } = news;
  if (log.length || gone.length) mergeLog("log", log, gone, "m");
  if (page.thread && (thread.length || gone.length)) mergeLog("thread-log", thread, gone, "t");
  if (news.notices) byId("notices").replaceChildren(fromHtml(news.notices));
  if (news.serial <= page.serial) return; // an older answer that came later
  page.serial = news.serial;
  page.mark = Math.max(page.mark, news.mark);
  const parts = { clock: setClock, today: setToday, side: setSide, home: setHome, modal: setModal, turning: showTurning };
  for (const [name, set] of Object.entries(parts)) if (news[name] !== undefined) set(news[name]);
}

function setClock(text) {
  byId("clock").textContent = text;
}

// What was today is yesterday once the clock has gone over midnight.
function setToday(today) {
  page.today = today;
  nameDays(document);
}

function nameDays(root) {
  for (const one of root.querySelectorAll("[data-day]")) {
    const days = Math.round((Date.parse(page.today) - Date.parse(one.dataset.day)) / 86_400_000);
    one.textContent = ["Today", "Yesterday"][days] ?? one.dataset.name;
  }
}

let side = "";
function setSide(html) {
  if (html === side) return;
  side = html;
  const holder = byId("side");
  swap(holder, () => holder.replaceChildren(fromHtml(html)));
}

function setHome({ front, html }) {
  const holder = byId("home-body");
  if (!holder || !html || holder.querySelector("form")?.dataset.front === front) return;
  const area = byId("home");
  const top = area.scrollTop;
  swap(holder, () => { holder.replaceChildren(fromHtml(html)); prepareChoices(holder); });
  area.scrollTop = top;
}
