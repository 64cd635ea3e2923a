// Requests to the server. Each thing done is sent once, and its answer says what has changed.
import { page, byId, icon } from "./page.js";
import { applyChanges } from "./changes.js";

export class NotSent extends Error {}

export async function post(act, fields = {}, base = page.base) {
  const form = fields instanceof FormData ? fields : new FormData();
  if (!(fields instanceof FormData)) for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (act !== "open") byId("notices").replaceChildren(); // what was told before is done with
  form.set("mark", page.mark);
  form.set("open_thread", page.thread);
  const isOwn = ["say", "press", "submit"].includes(act);
  if (isOwn) page.sending += 1; // the stream may bring the answer first
  try {
    return await postForm(`${base}/${act}`, form, base);
  } finally {
    if (isOwn) page.sending -= 1;
  }
}

async function postForm(address, form, base) {
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body: form });
  } catch {
    showLost(true);
    throw new NotSent("The server can't be reached.");
  }
  showLost(false);
  if (!answer.ok) {
    tell(answer.status === 413 ? "That is too large to send." : `That didn't work (HTTP ${answer.status}).`);
    throw new NotSent(String(answer.status));
  }
  const news = await answer.json();
  if (base === page.base) applyChanges(news);
  return news;
}

export async function fetchOptions(choice, words) {
  const form = new FormData(choice.closest("form"));
  form.set("number", choice.dataset.number);
  form.set("words", words);
  try {
    const answer = await fetch(`${page.base}/suggest`, { method: "POST", body: form });
    return answer.ok ? await answer.json() : [];
  } catch {
    return [];
  }
}

export function showLost(lost, text = "Connection lost, trying again…") {
  if (page.restarting && !lost) return; // it says so until the page loads again
  const banner = byId("lost");
  if (banner.hidden === !lost && (!lost || banner.textContent === text)) return;
  banner.textContent = lost ? text : "";
  banner.hidden = !lost;
}

export function tell(text) {
  const line = document.createElement("p");
  line.className = "notice";
  const words = document.createElement("span");
  words.textContent = text;
  line.append(icon("info"), words);
  byId("notices").replaceChildren(line);
}
