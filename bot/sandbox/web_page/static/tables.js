// Tables: sorted by their header, and a hint where one is wider than its box.
export function readSort(table) {
  const heads = [...table.tHead.rows[0].cells];
  const column = heads.findIndex((head) => head.hasAttribute("aria-sort"));
  return column < 0 ? null : { column, down: heads[column].getAttribute("aria-sort") === "descending" };
}

export function writeSort(table, sort) {
  if (!sort || !table.tHead.rows[0].cells[sort.column]) return;
  for (const head of table.tHead.rows[0].cells) head.removeAttribute("aria-sort");
  table.tHead.rows[0].cells[sort.column].setAttribute("aria-sort", sort.down ? "descending" : "ascending");
  const order = (a, b) => (a.dataset.value !== undefined && b.dataset.value !== undefined
    ? Number(a.dataset.value) - Number(b.dataset.value)
    : a.textContent.localeCompare(b.textContent, "en", { numeric: true }));
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => order(a.cells[sort.column], b.cells[sort.column]) * (sort.down ? -1 : 1));
  table.tBodies[0].append(...rows);
}

document.addEventListener("click", (event) => {
  const head = event.target.closest?.(".sort")?.closest("th");
  if (!head) return;
  writeSort(head.closest("table"), { column: head.cellIndex, down: head.getAttribute("aria-sort") === "ascending" });
});

export function checkTables(root = document) {
  for (const box of root.querySelectorAll(".table-box")) {
    const area = box.querySelector(".table-scroll");
    const wide = area.scrollWidth > area.clientWidth + 1;
    box.querySelector(".table-hint").hidden = !wide;
    box.classList.toggle("wide", wide);
    if (wide || area.scrollHeight > area.clientHeight + 1) area.tabIndex = 0;
    else area.removeAttribute("tabindex");
    mark(area);
  }
}

function mark(area) {
  area.parentElement.classList.toggle("more-right", area.scrollLeft + area.clientWidth < area.scrollWidth - 1);
}

document.addEventListener("scroll", (event) => { if (event.target.matches?.(".table-scroll")) mark(event.target); }, true);
window.addEventListener("resize", () => checkTables());
