// Menu buttons: opened by a press or by the arrows, left by Escape; the focus goes back to the button.
import { byId } from "./page.js";
import { openPopup, closePopup } from "./popup.js";

let open = null; // { button, menu }

const items = (menu) => [...menu.querySelectorAll('[role="menuitem"]')];

function show(button, last = false) {
  hide();
  const menu = byId(button.getAttribute("aria-controls"));
  if (!menu) return;
  open = { button, menu };
  openPopup(menu, button);
  button.setAttribute("aria-expanded", "true");
  const all = items(menu);
  const first = all.length ? all[last ? all.length - 1 : 0] : menu.querySelector("button, input");
  first?.focus();
}

export function hide({ refocus = false } = {}) {
  if (!open) return;
  const { button, menu } = open;
  open = null;
  closePopup(menu);
  button.setAttribute("aria-expanded", "false");
  if (refocus && button.isConnected) button.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[aria-haspopup=menu], [aria-haspopup=dialog]");
  if (button) {
    if (open?.button === button) hide({ refocus: true });
    else show(button);
  } else if (open && event.target.closest?.('[role="menuitem"]')) hide({ refocus: true });
  else if (open && !open.menu.contains(event.target)) hide();
});

document.addEventListener("keydown", (event) => {
  const button = event.target.closest?.("[aria-haspopup=menu]");
  if (button && !open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    show(button, event.key === "ArrowUp");
    return;
  }
  if (!open) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    hide({ refocus: true });
  } else if (event.key === "Tab" && open.menu.matches('[role="menu"]')) hide({ refocus: true });
  else if (open.menu.matches('[role="menu"]')) move(event);
}, true);

function move(event) {
  const all = items(open.menu);
  const now = all.indexOf(document.activeElement);
  const to = { ArrowDown: (now + 1) % all.length, ArrowUp: (now - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[to].focus();
}

document.addEventListener("focusin", (event) => {
  if (open && !open.menu.contains(event.target) && event.target !== open.button) hide();
});
window.addEventListener("resize", () => hide());
