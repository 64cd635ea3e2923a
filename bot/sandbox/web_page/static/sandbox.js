// Keeps the page fresh, sorts tables, and helps with typing. Everything else works without it.
"use strict";
(() => {
  const body = document.body;
  const base = body.dataset.base;
  const log = document.getElementById("log");
  const say = document.getElementById("say");
  const hints = document.getElementById("hints");

  const drawn = new Map([...(log ? log.children : [])].map((item) => [item.id, item.outerHTML]));

  const toEnd = () => { if (log) log.scrollTop = log.scrollHeight; };

  function fromHtml(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html; // our own server's markup, every word in it escaped there
    return holder.content;
  }

  // Only what is new or changed is touched, so that a screen reader says just that.
  function mergeLog(html) {
    const fresh = [...fromHtml(html).children];
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    const keep = new Set(fresh.map((item) => item.id));
    for (const old of [...log.children]) if (!keep.has(old.id)) old.remove();
    fresh.forEach((item, place) => {
      const old = document.getElementById(item.id);
      const html = item.outerHTML;
      if (old && (drawn.get(item.id) === html || old.contains(document.activeElement))) return;
      if (old) old.replaceWith(item);
      else log.insertBefore(item, log.children[place] || null);
      drawn.set(item.id, html);
    });
    makeSortable(log);
    if (atEnd) toEnd();
  }

  async function refresh() {
    if (document.hidden) return;
    const answer = await fetch(`${base}/since/${body.dataset.mark}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const news = await answer.json();
    document.getElementById("clock").textContent = news.clock;
    if (news.front !== body.dataset.front) { location.reload(); return; }
    if (news.log === undefined) return;
    body.dataset.mark = news.mark;
    if (log) mergeLog(news.log);
    const side = document.getElementById("side");
    if (!side.contains(document.activeElement)) side.innerHTML = news.side; // as above
  }

  function makeSortable(root) {
    for (const table of root.querySelectorAll("table[data-sortable]:not([data-ready])")) {
      table.dataset.ready = "1";
      table.querySelectorAll("thead th").forEach((head, column) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = head.textContent;
        head.replaceChildren(button);
        button.addEventListener("click", () => sort(table, head, column));
      });
    }
  }

  function sort(table, head, column) {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.querySelectorAll("th")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows];
    const cell = (row) => row.cells[column];
    const order = (a, b) => (a.dataset.value !== undefined && b.dataset.value !== undefined
      ? Number(a.dataset.value) - Number(b.dataset.value)
      : a.textContent.localeCompare(b.textContent, undefined, { numeric: true }));
    rows.sort((a, b) => order(cell(a), cell(b)) * (down ? -1 : 1));
    table.tBodies[0].append(...rows);
  }

  // Hints: commands after a slash at the start, people after an @.
  function offers() {
    const text = say.value;
    if (/^\/\S*$/.test(text)) {
      return [...document.querySelectorAll("[data-name]")]
        .filter((one) => one.dataset.name.startsWith(text))
        .map((one) => ({ put: `${one.dataset.name} `, label: one.dataset.name, note: `${one.dataset.hint}  ${one.title}` }));
    }
    const mention = /(^|\s)@(\w*)$/.exec(text);
    if (!mention) return [];
    return [{ name: "Roadmate", real: "the bot" },
      ...[...document.querySelectorAll("[data-mention]")].map((one) => ({ name: one.dataset.mention, real: one.textContent }))]
      .filter((one) => one.name.toLowerCase().startsWith(mention[2].toLowerCase()))
      .map((one) => ({ put: `${text.slice(0, text.length - mention[2].length)}${one.name} `, label: `@${one.name}`, note: one.real }));
  }

  function showHints() {
    const found = offers();
    hints.replaceChildren(...found.map((offer) => {
      const button = document.createElement("button");
      button.type = "button";
      const name = document.createElement("strong");
      name.textContent = offer.label;
      button.append(name, ` ${offer.note}`);
      button.addEventListener("click", () => { say.value = offer.put; say.focus(); showHints(); });
      return button;
    }));
    hints.hidden = found.length === 0;
  }

  function typing() {
    say.removeAttribute("list"); // the hints below do it better
    say.addEventListener("input", showHints);
    say.addEventListener("keydown", (event) => {
      const first = hints.querySelector("button");
      if (event.key === "Escape") hints.hidden = true;
      if (event.key === "Tab" && !event.shiftKey && first && !hints.hidden) { event.preventDefault(); first.click(); }
      if (event.key === "ArrowUp" && first && !hints.hidden) { event.preventDefault(); hints.lastElementChild.focus(); }
    });
    hints.addEventListener("keydown", (event) => {
      const now = document.activeElement;
      const next = { ArrowUp: now.previousElementSibling, ArrowDown: now.nextElementSibling || say, Escape: say }[event.key];
      if (next) { event.preventDefault(); next.focus(); }
    });
  }

  async function suggest(input) {
    const form = new FormData(input.form);
    form.set("number", input.dataset.suggest);
    form.set("words", input.value);
    const answer = await fetch(`${base}/suggest`, { method: "POST", body: form });
    if (!answer.ok) return;
    input.list.replaceChildren(...(await answer.json()).map((text) => new Option(text, text)));
  }

  let waiting = 0;
  document.addEventListener("input", (event) => {
    if (!event.target.dataset || !event.target.dataset.suggest) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => suggest(event.target), 250);
  });
  document.addEventListener("keydown", (event) => {
    const cancel = document.querySelector("[data-cancel]");
    if (event.key === "Escape" && cancel) cancel.click();
  });

  // A form is sent once, however often one presses.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  // The one place that sets the focus of a new page, a sent one's included: an `autofocus` beside it would race with it.
  window.addEventListener("pageshow", () => {
    const start = first || say;
    if (start && document.activeElement === document.body) start.focus({ preventScroll: !first });
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));

  makeSortable(document);
  if (say) typing();
  const first = document.querySelector(
    ".dialog [data-first], .dialog .entry input:not([type=hidden]), .dialog .entry select, .dialog .entry textarea");
  toEnd();
  setInterval(() => refresh().catch(() => {}), 2000);
})();
