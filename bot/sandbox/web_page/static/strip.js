// Things to try: each press goes to its place as its person, and says the line or turns the clock there.
import { page, byId, fromHtml, keep, recall } from "./page.js";
import { post, NotSent } from "./server.js";

const doneKey = "tried";
const toldKey = "told on the way";

function showDone() {
  const done = new Set(recall(doneKey, []));
  const steps = [...document.querySelectorAll(".step")];
  for (const step of steps) {
    const isDone = done.has(step.dataset.step);
    step.classList.toggle("done", isDone);
    step.querySelector(".tick-word").textContent = isDone ? "Done: " : "";
  }
  const count = steps.filter((step) => step.classList.contains("done")).length;
  byId("strip-done").textContent = count ? `${count} of ${steps.length} done` : "";
}

export function forgetDone() {
  keep(doneKey, null);
}

async function tryStep(button) {
  if (button.dataset.busy) return;
  button.dataset.busy = "1";
  const { person, place, line, jump } = button.dataset;
  const base = `/${person}/${place}`;
  keep(doneKey, [...new Set([...recall(doneKey, []), button.closest(".step").dataset.step])]);
  try {
    let news = null;
    if (line) news = await post("say", { text: line }, base);
    else if (jump) news = await post("clock", { to: jump }, base);
    if (base !== page.base) {
      keep(toldKey, news?.notices ?? "", sessionStorage);
      location.assign(base);
    }
    showDone();
  } catch (failure) {
    if (!(failure instanceof NotSent)) throw failure;
  } finally {
    delete button.dataset.busy;
  }
}

export function startStrip() {
  const toggle = byId("strip-toggle");
  if (!toggle) return;
  const told = recall(toldKey, "", sessionStorage);
  if (told) byId("notices").replaceChildren(fromHtml(told));
  keep(toldKey, null, sessionStorage);
  const small = matchMedia("(max-width: 700px), (max-height: 650px)").matches;
  const fold = (folded) => {
    toggle.setAttribute("aria-expanded", String(!folded));
    byId("strip-steps").hidden = folded;
  };
  fold(recall("strip folded", small));
  toggle.addEventListener("click", () => {
    const folded = toggle.getAttribute("aria-expanded") === "true";
    fold(folded);
    keep("strip folded", folded);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-try]");
    if (button) tryStep(button);
  });
  showDone();
}
