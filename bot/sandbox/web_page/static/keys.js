// Messages by keyboard: one is in the tab order, arrows go from one to the next; its actions follow by Tab.
import { byId } from "./page.js";

const articles = (log) => [...log.querySelectorAll("li.message > article")];

function move(event, log) {
  const now = document.activeElement;
  const all = articles(log);
  const place = all.indexOf(now);
  const to = { ArrowDown: place + 1, ArrowUp: place < 0 ? all.length - 1 : place - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined || !all.length) return;
  if (place < 0 && now !== log) return;
  event.preventDefault();
  if (to >= all.length) { (log.id === "log" ? byId("say") : byId("reply"))?.focus(); return; }
  const next = all[Math.max(to, 0)];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    const log = event.target.closest?.(".log");
    if (log && !event.altKey && !event.ctrlKey && !event.metaKey) move(event, log);
  });
}
