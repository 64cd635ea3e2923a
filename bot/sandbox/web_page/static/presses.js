// Presses in messages, on the Home tab and in forms.
import { page, byId, fromHtml } from "./page.js";
import { post, NotSent } from "./server.js";
import { ask, askWords, submitModal } from "./modal.js";

async function send(form, used, extra = {}) {
  if (form.dataset.busy) return; // a second press while the first is under way
  const asking = form.querySelector(`template[data-confirm-for="${used.dataset.number}"]`);
  if (asking && !(await ask(asking.content.cloneNode(true)))) return;
  form.dataset.busy = "1";
  used.setAttribute("aria-busy", "true");
  const data = new FormData(form);
  data.set("press", used.dataset.number);
  data.set("action", used.dataset.action);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  await quietly(post("press", data));
  delete form.dataset.busy;
  used.removeAttribute("aria-busy");
}

async function quietly(sending) {
  try {
    return await sending;
  } catch (failure) {
    if (!(failure instanceof NotSent)) throw failure;
    return null;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest(".press-form");
  if (!form) return;
  event.preventDefault();
  const used = event.submitter;
  if (used?.dataset.number) send(form, used);
  else if (form.matches(".modal-form")) submitModal(form);
});

document.addEventListener("act", (event) => { if (event.target.closest("form")) send(event.target.closest("form"), event.target); });

document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-acts]:not(.choice)");
  if (!field || !field.closest(".press-form")) return;
  if (field.matches(".boxes, [type=date], [type=time], [type=datetime-local]")) send(field.closest("form"), field);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !field.matches?.(".press-form input:not([type=hidden], [role=combobox], [type=checkbox], [type=radio])")) return;
  const acts = "acts" in field.dataset;
  if (field.closest(".modal-form") && !acts) return;
  event.preventDefault();
  if (acts) send(field.closest("form"), field);
});

document.addEventListener("click", (event) => {
  const item = event.target.closest?.("[data-choose]");
  if (item) send(item.closest("form"), item, { [item.dataset.name]: item.dataset.choose });
  const link = event.target.closest?.("a[data-number]");
  if (link?.closest("form")) send(link.closest("form"), link);
  const shortcut = event.target.closest?.("[data-shortcut]");
  if (shortcut) quietly(post("shortcut", { shortcut: shortcut.dataset.shortcut, ts: shortcut.dataset.ts ?? "" }));
  const removed = event.target.closest?.("[data-delete]");
  if (removed) deleteMessage(removed.dataset.delete);
  const edited = event.target.closest?.("[data-edit]");
  if (edited) edit(edited);
});

async function deleteMessage(ts) {
  if (await askWords("Delete this message?", "It goes for everybody, and it can't be brought back.", "Delete")) await quietly(post("delete", { ts }));
}

function edit(button) {
  const message = button.closest(".message");
  const content = message.querySelector(".content");
  if (message.querySelector(".edit-form")) return;
  const form = fromHtml('<form class="edit-form"><textarea rows="2" maxlength="8000" aria-label="Edit message"></textarea><div class="actions"><button type="button" class="button" data-cancel>Cancel</button><button class="button primary">Save</button></div></form>').firstElementChild;
  const area = form.querySelector("textarea");
  area.value = button.dataset.text;
  const leave = () => { form.remove(); content.hidden = false; (byId(message.id) ?? message).querySelector("article").focus({ preventScroll: true }); };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = area.value.trim();
    leave();
    if (text && text !== button.dataset.text) await quietly(post("edit", { ts: button.dataset.edit, text }));
  });
  form.querySelector("[data-cancel]").addEventListener("click", leave);
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); leave(); }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  content.hidden = true;
  content.after(form);
  area.focus();
}

export function openHome() {
  if (page.place === "home") quietly(post("open"));
}
