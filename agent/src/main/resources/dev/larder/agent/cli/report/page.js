"use strict";
// Makes the columns of tables sortable, and tables that need not scroll no stop of the Tab key.
(() => {
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort || cell.textContent;
  };

  const sort = (table, heading, column) => {
    const ascending = heading.getAttribute("aria-sort") === "descending";
    const number = heading.classList.contains("number");
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    rows.sort((a, b) => {
      const left = value(a, column);
      const right = value(b, column);
      const order = number ? left - right : left.localeCompare(right, "en");
      return ascending ? order : -order;
    });
    body.append(...rows);
    for (const other of table.tHead.rows[0].cells) {
      other.removeAttribute("aria-sort");
    }
    heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  };

  for (const table of document.querySelectorAll("table")) {
    if (table.tBodies[0].rows.length < 2) {
      continue;
    }
    Array.from(table.tHead.rows[0].cells).forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = heading.textContent;
      button.addEventListener("click", () => sort(table, heading, column));
      heading.replaceChildren(button);
    });
  }

  const scrollers = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) {
        target.tabIndex = 0;
      } else {
        target.removeAttribute("tabindex");
      }
    }
  });
  document.querySelectorAll(".scroll").forEach((scroller) => scrollers.observe(scroller));
})();
