// What the page knows of itself, and what it keeps in the browser.
const told = document.body.dataset;

export const page = {
  base: told.base, person: told.person, place: told.place, boot: told.boot, app: told.app,
  mark: Number(told.mark), thread: told.thread, serial: 0, sending: 0,
};

export const byId = (id) => document.getElementById(id);

export function recall(key, otherwise = null, store = localStorage) {
  try {
    const kept = store.getItem(key);
    return kept === null ? otherwise : JSON.parse(kept);
  } catch {
    return otherwise;
  }
}

export function keep(key, value, store = localStorage) {
  try {
    if (value === null || value === "") store.removeItem(key);
    else store.setItem(key, JSON.stringify(value));
  } catch { /* a browser that keeps nothing forgets it, and everything else works */ }
}

export function fromHtml(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html; // our own server's markup, every word in it escaped there
  return holder.content;
}

export function icon(name) {
  return fromHtml(`<svg class="icon" aria-hidden="true"><use href="#i-${name}"></use></svg>`);
}
