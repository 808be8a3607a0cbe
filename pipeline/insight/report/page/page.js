"use strict";
(() => {
  const root = document.documentElement;
  const pages = [...document.querySelectorAll("main > section")];
  const links = [...document.querySelectorAll("nav a")];
  const english = () => root.dataset.lang === "en";

  // show makes the page visible that holds the target of the address.
  function show(move) {
    const id = location.hash.slice(1);
    const target = id ? document.getElementById(id) : null;
    const page = (target && target.closest("main > section")) || pages[0];
    for (const p of pages) p.hidden = p !== page;
    for (const a of links) {
      if (a.hash === "#" + page.id) a.setAttribute("aria-current", "page");
      else a.removeAttribute("aria-current");
    }
    if (!move || !target) return;
    for (let d = target.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    if (target === page) {
      page.querySelector("h2").focus({ preventScroll: true });
      scrollTo(0, 0);
    } else {
      target.scrollIntoView();
    }
  }

  // speak switches the language of the interface; data stay as they are.
  function speak(lang) {
    root.dataset.lang = lang;
    root.lang = lang === "en" ? "en" : "zh-CN";
    for (const e of document.querySelectorAll("[data-zh]")) e.textContent = english() ? e.dataset.en : e.dataset.zh;
    for (const e of document.querySelectorAll("[data-zh-label]")) {
      e.setAttribute("aria-label", english() ? e.dataset.enLabel : e.dataset.zhLabel);
    }
  }

  // valueOf is what a cell is sorted by: its number, or its text.
  function valueOf(row, column) {
    const cell = row.cells[column];
    return cell.dataset.v !== undefined ? Number(cell.dataset.v) : cell.textContent.trim();
  }

  function sort(table, head, column) {
    const up = head.getAttribute("aria-sort") === "descending";
    for (const th of table.tHead.rows[0].cells) th.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => {
      const x = valueOf(a, column), y = valueOf(b, column);
      const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "zh-CN");
      return up ? order : -order;
    });
    table.tBodies[0].append(...rows);
  }

  function makeSortable(table) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (head.classList.contains("plot") || head.classList.contains("spark")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head, column));
      head.append(button);
    });
  }

  function makeFilterable(table) {
    if (table.tBodies[0].rows.length < 12) return;
    const label = document.createElement("label"), input = document.createElement("input");
    label.className = "filter";
    for (const [lang, text] of [["zh", "筛选 "], ["en", "Filter "]]) {
      const span = document.createElement("span");
      span.className = lang;
      span.textContent = text;
      label.append(span);
    }
    input.type = "search";
    input.autocomplete = "off";
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
    label.append(input);
    table.before(label);
  }

  document.querySelectorAll("table.sortable").forEach(makeSortable);
  document.querySelectorAll("table.filterable").forEach(makeFilterable);
  document.querySelectorAll("input[name=language]").forEach((i) => i.addEventListener("change", () => speak(i.value)));
  addEventListener("hashchange", () => show(true));

  // What is folded is opened for the printer, and closed again.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const d of opened) d.open = true;
  });
  addEventListener("afterprint", () => {
    for (const d of opened) d.open = false;
  });

  root.classList.add("js");
  show(false);
})();
