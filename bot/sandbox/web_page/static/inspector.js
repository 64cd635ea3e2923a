// The inspector in the side pane: fresh whenever the page says that something changed, filtered, opened, copied.
"use strict";
(() => {
  const WAIT = 150; // one look for many changes that come together
  let planned = 0;
  let running = false;
  let again = false;
  const filter = { direction: "", words: "", refused: false };
  let most = 0;

  const panel = () => document.querySelector("[data-inspector]");
  const say = (words) => { const line = panel()?.querySelector("[data-said]"); if (line) line.textContent = words; };

  async function fetchHtml(address, options) {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, ...options });
    if (!answer.ok) throw new Error(`the page answered ${answer.status}`);
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text(); // our own server's markup, every word in it escaped there
    return holder.content;
  }

  function address(now) {
    return most ? `${now.dataset.inspector}?most=${most}` : now.dataset.inspector;
  }

  // Calls keep their places and what is open in them; only new, changed and dropped ones are touched.
  function mergeList(now, fresh) {
    const old = now.querySelector("[data-exchanges]");
    const news = [...fresh.querySelector("[data-exchanges]").children];
    const keep = new Set(news.map((item) => item.id));
    for (const item of [...old.children]) if (!keep.has(item.id)) item.remove();
    news.forEach((item, place) => {
      const known = document.getElementById(item.id);
      if (!known) { old.insertBefore(item, old.children[place] || null); return; }
      if (known.dataset.words === item.dataset.words) return;
      const details = known.querySelector("details");
      details.querySelector("summary").replaceWith(item.querySelector("summary"));
      Object.assign(known.dataset, item.dataset);
    });
  }

  function replacePart(now, fresh, selector) {
    const old = now.querySelector(selector);
    const next = fresh.querySelector(selector);
    if (old && old.contains(document.activeElement)) return;
    if (old && next) { if (old.outerHTML !== next.outerHTML) old.replaceWith(next); }
    else if (old) old.remove();
    else if (next) now.append(next);
  }

  function mergeFaults(now, fresh) {
    const old = now.querySelector("details.faults");
    const next = fresh.querySelector("details.faults");
    if (old.querySelector("summary").innerHTML === next.querySelector("summary").innerHTML
      && old.querySelector(".switched")?.innerHTML === next.querySelector(".switched")?.innerHTML) return;
    if (old.contains(document.activeElement) && document.activeElement !== old.querySelector("summary")) return;
    const focused = old.contains(document.activeElement);
    next.open = old.open;
    old.replaceWith(next);
    if (focused) next.querySelector("summary").focus();
  }

  function applyFilter() {
    const now = panel();
    if (!now) return;
    const words = filter.words.trim().toLowerCase();
    let shown = 0;
    const items = [...now.querySelector("[data-exchanges]").children];
    for (const item of items) {
      const fits = (!filter.direction || item.dataset.direction === filter.direction)
        && (!words || item.dataset.words.toLowerCase().includes(words))
        && (!filter.refused || item.dataset.failed !== undefined);
      item.hidden = !fits;
      if (fits) shown += 1;
    }
    const count = `${items.length} ${items.length === 1 ? "call" : "calls"}`;
    now.querySelector("[data-tally]").textContent = shown === items.length ? count : `${shown} of ${count}`;
  }

  async function refresh() {
    const now = panel();
    if (!now || document.hidden) return;
    if (running) { again = true; return; }
    running = true;
    try {
      const fresh = (await fetchHtml(address(now))).querySelector("[data-inspector]");
      if (panel() !== now) return;
      mergeFaults(now, fresh);
      mergeList(now, fresh);
      replacePart(now, fresh, ".empty");
      replacePart(now, fresh, "[data-older]");
      applyFilter();
    } catch {
      say("The inspector can't reach the page's server.");
    } finally {
      running = false;
      if (again) { again = false; plan(); }
    }
  }

  function plan() {
    if (!panel() || planned) return;
    planned = setTimeout(() => { planned = 0; refresh(); }, WAIT);
  }

  async function send(form) {
    const now = panel();
    const place = form.matches(".switch-on") ? ".switch-on .button" : form.closest(".tally") ? ".tally button" : ".faults summary";
    const fresh = (await fetchHtml(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })).querySelector("[data-inspector]");
    const faults = fresh.querySelector("details.faults");
    faults.open = now.querySelector("details.faults").open;
    now.querySelector("details.faults").replaceWith(faults);
    mergeList(now, fresh);
    replacePart(now, fresh, ".empty");
    replacePart(now, fresh, "[data-older]");
    applyFilter();
    now.querySelector(place)?.focus();
    if (!now.querySelector(".problem")) say(`Faults: ${now.querySelector(".faults summary strong").textContent}`);
  }

  async function open(details) {
    const bodies = details.querySelector(".bodies");
    if (!details.open || bodies.childElementCount) return;
    bodies.replaceChildren(await fetchHtml(`${panel().dataset.inspector}/${details.dataset.exchange}`));
  }

  async function copy(button) {
    const body = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(body.textContent);
      say("Copied.");
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    } catch { // no right to the clipboard: the text is selected, ready to be copied by hand
      getSelection().selectAllChildren(body);
      say("Selected. Copy it with your keyboard.");
    }
  }

  document.addEventListener("sandbox:changed", plan);
  document.addEventListener("visibilitychange", plan);
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details[data-exchange]")) open(event.target).catch(() => say("That call can't be loaded."));
  }, true);
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("[data-filter]");
    if (!form) return;
    Object.assign(filter, { direction: form.direction.value, words: form.words.value, refused: form.refused.checked });
    applyFilter();
    say(panel().querySelector("[data-tally]").textContent);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("[data-inspector]")) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // the page's own forms are sent another way
    if (!event.target.matches("[data-filter]")) send(event.target).catch(() => say("That didn't work."));
  }, true);
  document.addEventListener("click", (event) => {
    const copied = event.target.closest?.("[data-copy]");
    if (copied) copy(copied);
    const older = event.target.closest?.("[data-older]");
    if (older) { most = Number(older.dataset.older); refresh(); }
  });
  // The pane is filled anew when it is opened: what was filtered stays so.
  new MutationObserver(() => {
    const form = panel()?.querySelector("[data-filter]:not([data-ready])");
    if (!form) return;
    form.dataset.ready = "";
    form.direction.value = filter.direction;
    form.words.value = filter.words;
    form.refused.checked = filter.refused;
    applyFilter();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
