"use strict";
(() => {
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  const table = $("rules");
  root.classList.add("js");

  const theme = $("theme");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const label = () => {
    theme.textContent = isDark() ? "浅色" : "深色";
    theme.setAttribute("aria-pressed", String(isDark()));
  };
  theme.onclick = () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    label();
  };
  label();

  const bodies = Array.from(table.tBodies);
  const rows = [];
  for (const body of bodies) {
    for (const row of body.rows) {
      if (!row.classList.contains("r")) continue;
      const next = row.nextElementSibling;
      const evidence = next && next.classList.contains("e") ? next : null;
      rows.push({
        row,
        evidence,
        body,
        order: rows.length,
        text: row.textContent.toLowerCase(),
        status: row.classList[1],
        offices: row.cells[11].textContent.split(/[、，, ；;]/).map((name) => name.trim()),
      });
    }
  }

  const open = (one, wanted) => {
    if (!one.evidence) return;
    one.evidence.classList.toggle("open", wanted);
    one.row.querySelector(".more").setAttribute("aria-expanded", String(wanted));
  };
  const isFolded = (body) => body.querySelector(".fold").getAttribute("aria-expanded") === "false";
  const OPEN = ["violated", "missing", "behind"];
  const HEADS = Array.from(table.tHead.rows[0].cells);
  let sorted = null;

  const apply = () => {
    const words = $("q").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const [status, section, office] = ["f-status", "f-section", "f-office"].map((id) => $(id).value);
    const kept = new Map(bodies.map((body) => [body, 0]));
    let count = 0;
    for (const one of rows) {
      const fits =
        (!status || one.status === status || (status === "open" && OPEN.includes(one.status))) &&
        (!section || one.body.dataset.section === section) &&
        (!office || one.offices.includes(office)) &&
        words.every((word) => one.text.includes(word));
      if (fits) {
        count += 1;
        kept.set(one.body, kept.get(one.body) + 1);
      }
      const hidden = !fits || (!sorted && isFolded(one.body));
      one.row.hidden = hidden;
      if (one.evidence) one.evidence.hidden = hidden;
    }
    for (const body of bodies) body.querySelector(".sec").hidden = sorted !== null || kept.get(body) === 0;
    $("shown").textContent = `显示 ${count} / ${rows.length} 条`;
    $("none").hidden = count > 0;
  };

  // Rows follow each other by section, or in one list while they are sorted.
  const place = (list, home) => {
    const gathered = new Map();
    for (const one of list) {
      const body = home || one.body;
      if (!gathered.has(body)) gathered.set(body, document.createDocumentFragment());
      gathered.get(body).append(one.row, ...(one.evidence ? [one.evidence] : []));
    }
    gathered.forEach((fragment, body) => body.append(fragment));
  };
  const numeral = (text) => {
    const found = text.replace(/[,，\s]/g, "").match(/-?\d+(\.\d+)?/);
    return found ? Number(found[0]) : null;
  };
  const compare = (a, b, up) => {
    if (a.key === b.key) return a.one.order - b.one.order;
    if (a.key === null || a.key === "") return 1;
    if (b.key === null || b.key === "") return -1;
    const less = typeof a.key === "number" ? a.key - b.key : a.key < b.key ? -1 : 1;
    return up ? less : -less;
  };
  const sort = (column) => {
    const was = sorted && sorted.column === column ? sorted.up : null;
    sorted = was === null ? { column, up: true } : was ? { column, up: false } : null;
    HEADS.forEach((head, at) => {
      if (sorted && at === sorted.column) head.setAttribute("aria-sort", sorted.up ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    if (!sorted) {
      place(rows, null);
    } else {
      const isFigure = column >= 3 && column <= 7;
      const keyed = rows.map((one) => {
        const text = one.row.cells[column].textContent.trim();
        return { one, key: isFigure ? numeral(text) : text };
      });
      keyed.sort((a, b) => compare(a, b, sorted.up));
      place(keyed.map((entry) => entry.one), bodies[0]);
    }
    apply();
  };
  HEADS.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.title = "排序：升序、降序、原序";
    button.onclick = () => sort(column);
    head.replaceChildren(button);
  });

  const fold = $("fold");
  const setFold = (body, wanted) => body.querySelector(".fold").setAttribute("aria-expanded", String(!wanted));
  const foldAll = (wanted) => {
    bodies.forEach((body) => setFold(body, wanted));
    fold.setAttribute("aria-expanded", String(!wanted));
    fold.textContent = wanted ? "全部展开" : "全部折叠";
    apply();
  };
  fold.onclick = () => foldAll(fold.getAttribute("aria-expanded") === "true");

  const byRow = new Map(rows.map((one) => [one.row, one]));
  table.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("more")) {
      open(byRow.get(button.closest("tr")), button.getAttribute("aria-expanded") !== "true");
    } else if (button.classList.contains("fold")) {
      setFold(button.closest("tbody"), button.getAttribute("aria-expanded") === "true");
      apply();
    }
  });

  let waiting = 0;
  $("q").oninput = () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 80);
  };
  ["f-status", "f-section", "f-office"].forEach((id) => ($(id).onchange = apply));
  const form = document.querySelector(".tools");
  form.onsubmit = (event) => event.preventDefault();
  form.onreset = () => setTimeout(apply, 0);

  const visit = () => {
    const one = byRow.get($(location.hash.slice(1)));
    if (!one) return;
    form.reset();
    setFold(one.body, false);
    apply();
    open(one, true);
    one.row.scrollIntoView({ block: "center" });
    const button = one.row.querySelector(".more");
    if (button) button.focus();
  };
  addEventListener("hashchange", visit);
  // What is folded on the screen is printed whole.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = bodies.filter(isFolded);
    folded.forEach((body) => setFold(body, false));
    apply();
  });
  addEventListener("afterprint", () => {
    folded.forEach((body) => setFold(body, true));
    apply();
  });
  rows.forEach((one) => open(one, false));
  apply();
  visit();
})();
