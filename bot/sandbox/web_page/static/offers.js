// What is offered while one types: commands after a slash, people after an @, and how a command is used.
const MOST = 60;

export class Offers {
  constructor(form, area, changed) {
    this.area = area;
    this.list = form.querySelector(".offers");
    this.changed = changed;
    this.active = -1;
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the focus stays in the field
      const option = event.target.closest("[role=option]");
      if (option) this.pick(option);
    });
    area.addEventListener("blur", () => this.hide());
    this.commands = form.dataset.scope === "say" ? [...document.querySelectorAll("#commands li")] : [];
    this.people = [...document.querySelectorAll("#mentions li")];
  }

  get isOpen() { return !this.list.hidden; }

  found() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    if (/^\/\S*$/.test(before)) {
      return this.commands.filter((one) => one.dataset.name.startsWith(before))
        .map((one) => ({ put: `${one.dataset.name} `, label: one.dataset.name, hint: one.dataset.hint, note: one.textContent }));
    }
    const used = /^(\/\S+)\s/.exec(before);
    const command = used && this.commands.find((one) => one.dataset.name === used[1]);
    if (command && !before.slice(used[0].length).includes("@")) return command.dataset.hint && before.trim() === used[1] ? [{ usage: command }] : [];
    const mention = /(?:^|\s)@([\w.-]*)$/.exec(before);
    if (!mention) return [];
    const head = before.slice(0, before.length - mention[1].length);
    return this.people.filter((one) => [one.dataset.name, one.textContent].some((name) => name.toLowerCase().startsWith(mention[1].toLowerCase())))
      .map((one) => ({ put: `${head}${one.dataset.name} `, label: `@${one.dataset.name}`, hint: "", note: one.textContent }));
  }

  show() {
    const found = this.found().slice(0, MOST);
    this.list.replaceChildren(...found.map((offer, place) => this.row(offer, place)));
    this.list.hidden = found.length === 0;
    this.activate(found.length && !found[0].usage ? 0 : -1);
  }

  row(offer, place) {
    const row = document.createElement("li");
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.id = `${this.list.id}-${place}`;
    const name = document.createElement("strong");
    const hint = document.createElement("code");
    const note = document.createElement("span");
    note.className = "dim";
    if (offer.usage) {
      row.setAttribute("aria-disabled", "true");
      name.textContent = `Type after ${offer.usage.dataset.name}: `;
      hint.textContent = offer.usage.dataset.hint;
      note.textContent = offer.usage.textContent;
    } else {
      row.dataset.put = offer.put;
      name.textContent = offer.label;
      hint.textContent = offer.hint;
      note.textContent = offer.note;
    }
    row.append(name, " ", ...(hint.textContent ? [hint, " "] : []), note);
    return row;
  }

  hide() {
    this.list.hidden = true;
    this.activate(-1);
  }

  activate(place) {
    const rows = [...this.list.children];
    this.active = place;
    rows.forEach((row, each) => row.setAttribute("aria-selected", String(each === place)));
    if (place < 0) this.area.removeAttribute("aria-activedescendant");
    else {
      this.area.setAttribute("aria-activedescendant", rows[place].id);
      rows[place].scrollIntoView({ block: "nearest" });
    }
  }

  pick(option) {
    if (!option.dataset.put) return;
    const rest = this.area.value.slice(this.area.selectionStart);
    this.area.value = option.dataset.put + rest;
    this.area.setSelectionRange(option.dataset.put.length, option.dataset.put.length);
    this.changed();
    this.show();
  }

  // Returns whether the key was for the list.
  key(event) {
    if (!this.isOpen || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.hide(); return true; }
    const rows = this.list.children;
    if (this.active < 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const whole = this.area.value === rows[this.active].dataset.put.trim();
    if (step) this.activate((this.active + step + rows.length) % rows.length);
    else if ((event.key === "Tab" && !event.shiftKey) || (event.key === "Enter" && !event.shiftKey && !whole)) this.pick(rows[this.active]);
    else return false;
    event.preventDefault();
    return true;
  }
}
