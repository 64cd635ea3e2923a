// Where one writes: keeps the focus, remembers what was sent, and a draft for each place.
import { page, byId, keep, recall } from "./page.js";
import { post, tell, NotSent } from "./server.js";
import { Offers } from "./offers.js";
import { toEnd } from "./scrolling.js";

const KEPT = 50;
const sentKey = `sent ${page.person}`;

export class Composer {
  constructor(form) {
    this.form = form;
    this.area = form.querySelector("textarea");
    this.isReply = form.dataset.scope === "reply";
    this.draftKey = `draft ${page.base} ${this.isReply ? page.thread : ""}`;
    this.place = -1; // in what was sent before; -1 is what is being written
    this.offers = new Offers(form, this.area, () => this.changed());
    this.area.value = recall(this.draftKey, "", sessionStorage);
    this.grow();
    form.querySelector(".send").addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.area.addEventListener("input", () => { this.place = -1; this.changed(); this.offers.show(); });
    this.area.addEventListener("keydown", (event) => this.key(event));
    const chooser = form.querySelector("input[type=file]");
    if (chooser) this.takeFiles(chooser);
  }

  changed() {
    keep(this.draftKey, this.area.value, sessionStorage);
    this.grow();
  }

  grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, innerHeight / 3)}px`;
  }

  key(event) {
    if (event.isComposing || this.offers.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !event.shiftKey) this.walk(event);
  }

  // Arrow up in an empty field brings back what was sent, arrow down leads on to what is newer.
  walk(event) {
    const sent = recall(sentKey, []);
    const shown = this.place < 0 ? "" : sent[this.place];
    if (this.area.value !== shown) return;
    const next = this.place + (event.key === "ArrowUp" ? 1 : -1);
    if (next < -1 || next >= sent.length) return;
    event.preventDefault();
    this.place = next;
    this.area.value = next < 0 ? "" : sent[next];
    this.area.setSelectionRange(this.area.value.length, this.area.value.length);
    this.changed();
    this.offers.hide();
  }

  takeFiles(chooser) {
    const staged = this.form.querySelector(".staged");
    this.chooser = chooser;
    chooser.addEventListener("change", () => {
      staged.hidden = !chooser.files.length;
      staged.querySelector(".staged-name").textContent = chooser.files[0]?.name ?? "";
      this.area.focus();
    });
    this.form.querySelector("[data-unstage]").addEventListener("click", () => this.unstage());
  }

  unstage() {
    this.chooser.value = "";
    this.form.querySelector(".staged").hidden = true;
    this.area.focus();
  }

  async send() {
    const text = this.area.value.trim();
    const file = this.chooser?.files[0];
    if (!text && !file) return;
    this.area.value = "";
    this.place = -1;
    this.changed();
    this.offers.hide();
    if (text) keep(sentKey, [text, ...recall(sentKey, []).filter((one) => one !== text)].slice(0, KEPT));
    const log = byId(this.isReply ? "thread-log" : "log");
    toEnd(log);
    try {
      if (file) {
        const form = new FormData();
        form.set("file", file);
        form.set("text", text);
        this.unstage();
        await post("upload", form);
      } else await post("say", this.isReply ? { text, thread: page.thread } : { text });
    } catch (failure) {
      if (!(failure instanceof NotSent)) throw failure;
      if (!this.area.value) { this.area.value = text; this.changed(); }
      tell("Not sent. What you wrote is still in the field.");
    }
  }
}

export function startComposers(root = document) {
  for (const form of root.querySelectorAll(".composer")) new Composer(form);
}
