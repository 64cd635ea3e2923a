// Places what pops up beside what opened it, in the top layer, inside the window.
export function openPopup(popup, anchor, { wide = false } = {}) {
  popup.showPopover();
  const box = anchor.getBoundingClientRect();
  const room = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
  popup.style.minWidth = wide ? `${box.width}px` : "";
  const size = popup.getBoundingClientRect();
  const below = room.height - box.bottom > size.height + 8 || box.top < room.height / 2;
  const left = Math.max(8, Math.min(box.left, room.width - size.width - 8));
  popup.style.left = `${left}px`;
  popup.style.maxHeight = `${Math.max(120, (below ? room.height - box.bottom : box.top) - 16)}px`;
  popup.style.top = below ? `${box.bottom + 4}px` : "auto";
  popup.style.bottom = below ? "auto" : `${room.height - box.top + 4}px`;
}

export function closePopup(popup) {
  if (popup.matches(":popover-open")) popup.hidePopover();
}
