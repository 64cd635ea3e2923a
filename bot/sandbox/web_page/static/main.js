// Puts the page together.
import { page, byId, keep } from "./page.js";
import "./menu.js";
import { prepareChoices } from "./choice.js";
import { checkTables } from "./tables.js";
import { startModal, isModalOpen } from "./modal.js";
import { openHome } from "./presses.js";
import { startComposers } from "./composer.js";
import { startScrolling } from "./scrolling.js";
import { startPane } from "./pane.js";
import { startClock } from "./clock.js";
import { startStrip } from "./strip.js";
import { startStream } from "./stream.js";
import { startKeys } from "./keys.js";

function startTheme() {
  const toggle = byId("theme-toggle");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const show = () => {
    toggle.setAttribute("aria-pressed", String(isDark()));
    toggle.querySelector("use").setAttribute("href", isDark() ? "#i-sun" : "#i-moon");
  };
  toggle.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    keep("theme", root.dataset.theme);
    show();
  });
  dark.addEventListener("change", show);
  show();
}

function startDrawer() {
  const toggle = byId("drawer-toggle");
  const side = byId("side");
  const set = (open) => {
    document.body.classList.toggle("drawer-open", open);
    toggle.setAttribute("aria-expanded", String(open));
    if (open) (side.querySelector('.places [aria-current="page"]') ?? side.querySelector("a"))?.focus();
  };
  toggle.addEventListener("click", () => set(toggle.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("drawer-open")) { set(false); toggle.focus(); }
  });
  byId("main").addEventListener("click", () => set(false));
}

startTheme();
prepareChoices();
checkTables();
startScrolling();
startComposers(byId("main"));
startPane();
startClock();
startStrip();
startDrawer();
startKeys();
startModal();
if (!isModalOpen() && !page.thread) byId("say")?.focus({ preventScroll: true });
startStream();
openHome();
document.body.dataset.ready = "1";
