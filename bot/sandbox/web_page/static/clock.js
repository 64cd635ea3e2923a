// The clock: turned forward from its menu; and the way back to the start.
import { page, byId, fromHtml } from "./page.js";
import { swap } from "./keep_state.js";
import { post, showLost, tell, NotSent } from "./server.js";
import { hide } from "./menu.js";
import { askWords } from "./modal.js";
import { forgetDone } from "./strip.js";

export function showTurning(turning) {
  byId("turning").hidden = !turning;
  if (!turning) return;
  byId("turning-text").textContent = turning.text;
  byId("turning-share").value = turning.share;
}

async function turn(to) {
  hide({ refocus: true });
  try {
    await post("clock", { to });
  } catch (failure) {
    if (!(failure instanceof NotSent)) throw failure;
  }
}

// What lay ahead when the page was loaded may have passed.
async function refreshJumps() {
  const holder = byId("jumps");
  const answer = await fetch(`${page.base}/jumps`).catch(() => null);
  if (answer?.ok) {
    const html = await answer.text();
    swap(holder, () => holder.replaceChildren(fromHtml(html)));
  }
}

async function restart() {
  hide({ refocus: true });
  if (!(await askWords("Back to the start?", "Everything you did here goes, and the story begins again.", "Start again"))) return;
  page.restarting = true;
  showLost(true, "Starting again…");
  try {
    const answer = await fetch(`${page.base}/restart`, { method: "POST", body: new FormData() });
    if (!answer.ok) {
      page.restarting = false;
      showLost(false);
      tell("That didn't work.");
      return;
    }
  } catch { /* it went away before it could answer */ }
  forgetDone();
  waitForNext();
}

function waitForNext() {
  const look = async () => {
    try {
      const answer = await fetch("/boot");
      if (answer.ok && (await answer.json()) !== page.boot) { location.assign("/"); return; }
    } catch { /* not back yet */ }
    setTimeout(look, 150);
  };
  look();
}

export function startClock() {
  byId("time-toggle").addEventListener("click", refreshJumps);
  byId("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const to = event.submitter && "words" in event.submitter.dataset ? byId("clock-words").value : event.submitter?.value;
    turn(to ?? "");
  });
  byId("clock-words").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); turn(event.target.value); }
  });
  byId("restart")?.addEventListener("click", restart);
}
