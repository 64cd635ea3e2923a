// The stream of changes: open while the page is seen, opened again whenever it was lost.
import { page } from "./page.js";
import { applyChanges } from "./changes.js";
import { showLost } from "./server.js";

let source = null;
let tries = 0;
let timer = 0;

export function openStream() {
  clearTimeout(timer);
  source?.close();
  if (document.hidden || page.restarting) return;
  source = new EventSource(`${page.base}/events?mark=${page.mark}&thread=${page.thread}`);
  source.onopen = () => { tries = 0; showLost(false); };
  source.onmessage = (event) => {
    applyChanges(JSON.parse(event.data));
    document.dispatchEvent(new CustomEvent("sandbox:changed"));
  };
  source.onerror = () => {
    source.close();
    tries += 1;
    if (tries > 1) showLost(true);
    timer = setTimeout(openStream, Math.min(200 * 2 ** tries, 3000));
  };
}

export function startStream() {
  openStream();
  document.addEventListener("visibilitychange", () => { if (document.hidden) source?.close(); else openStream(); });
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
