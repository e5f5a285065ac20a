"use strict";
// Draws the pictures, sorts and filters the tables, tells values on hovering. Every text goes into
// the page as text, never as HTML.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const made = (tag, text = "", name = "") => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    return element;
  };

  // The policy of the page forbids style attributes. The library sets some on what it draws; set
  // one by one through the style object they are allowed.
  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value;
    else set.call(this, name, value);
  };

  document.documentElement.classList.add("scripted");
  for (const details of all("details[data-folded]")) details.open = false;

  // --- pictures
  const spoken = (value, decimals) => value.toLocaleString("en-GB", {
    minimumFractionDigits: decimals, maximumFractionDigits: decimals,
  });
  const told = (shown, series, unit, decimals) => {
    const box = made("div", "", "told");
    const say = (name, value, color) => {
      const line = made("div");
      const mark = made("i");
      mark.style.background = color;
      line.append(mark, made("span", name));
      line.append(made("em", `${spoken(value, decimals)} ${unit}`.trim()));
      box.append(line);
    };
    box.append(made("b", String(shown[0].name)));
    const found = shown.map((one) => ({ ...one, value: [one.value].flat().at(-1) })) // of [x, y]
      .filter((one) => typeof one.value === "number"
      && (one.value || shown.length < 4)); // of many, those that are nothing go unsaid
    for (const one of found) say(one.seriesName, one.value, one.color);
    const layers = found.filter((one) => series[one.seriesIndex].type === "bar");
    const stacks = new Set(layers.map((one) => series[one.seriesIndex].stack));
    if (layers.length > 1 && stacks.size === 1 && unit !== "%") {
      say("Together", layers.reduce((sum, one) => sum + one.value, 0), "transparent");
    }
    return box;
  };
  const beside = (chart, [x, y], box) => { // the pointer, and always inside the window
    const [width, height] = [box.offsetWidth, box.offsetHeight];
    const right = chart.left + x + 16 + width < innerWidth - 6 ? x + 16 : x - 16 - width;
    return [
      Math.max(4 - chart.left, Math.min(right, innerWidth - 6 - width - chart.left)),
      Math.max(4 - chart.top, Math.min(y + 16, innerHeight - 6 - height - chart.top)),
    ];
  };
  const pictures = all("script[data-chart]").map((script) => {
    const { option, unit, decimals } = JSON.parse(script.textContent);
    const place = document.getElementById(script.dataset.chart);
    place.style.height = `${place.dataset.height}px`;
    for (const axis of [option.xAxis, option.yAxis]) {
      if (axis.type === "value") {
        axis.axisLabel.formatter = (value) => axis.names?.[value]
          ?? spoken(value, Number.isInteger(value) ? 0 : 1);
      }
    }
    Object.assign(option.tooltip, {
      transitionDuration: 0, padding: [8, 11],
      position: (point, _, box) => beside(place.getBoundingClientRect(), point, box),
      formatter: (shown) => told([shown].flat(), option.series, unit, decimals),
    });
    option.textStyle.fontFamily = getComputedStyle(document.body).fontFamily;
    for (const series of option.series) {
      if (series.label?.show) series.label.formatter = ({ value }) => spoken(value, decimals);
    }
    const picture = echarts.init(place, null, { renderer: "svg" });
    picture.setOption(option);
    return picture;
  });
  const size = (picture, width) => {
    const [axis] = picture.getOption().yAxis;
    const full = Number(picture.getDom().dataset.height);
    const height = width && axis.type === "value" ? FLAT * full : full;
    if (width !== undefined || picture.getWidth() !== picture.getDom().clientWidth
      || picture.getHeight() !== height) {
      picture.resize({ width: width ?? "auto", height });
    }
    if (axis.type === "category") { // names take no more than two fifths of the width
      const room = Math.min(250, 0.4 * picture.getWidth());
      picture.setOption({ yAxis: { axisLabel: { width: room } } });
    }
    picture.getZr().flush(); // at once: a printer does not wait for the next frame
    const svg = picture.getDom().querySelector("svg"); // and may have a little more or less room
    svg.setAttribute("viewBox", `0 0 ${picture.getWidth()} ${picture.getHeight()}`);
  };
  const PAPER = 850; // scaled down to the 688 CSS pixels between the margins of A4
  const PANEL = 400; // scaled down to half of them
  const FLAT = 0.65; // of the height on the screen: more fits on a page
  const fit = () => pictures.forEach((picture) => size(picture));
  fit();

  // The key to the colours: once where all panels share it, else over each.
  for (const charts of all(".charts")) {
    const keys = all(".chart", charts).map((place) => {
      const { series } = echarts.getInstanceByDom(place).getOption();
      const key = made("p", "", "key");
      for (const one of series.filter(({ silent }) => !silent)) {
        const entry = made("span");
        const mark = made("i", "", one.type === "line" ? "line" : "");
        mark.style.background = one.itemStyle.color;
        entry.append(mark, made("em", one.name));
        key.append(entry);
      }
      return { place, key, shared: series.map((one) => one.name).join("\n") };
    });
    if (keys.every((one) => one.shared === keys[0].shared)) charts.before(keys[0].key);
    else for (const { place, key } of keys) place.before(key);
  }
  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(fit);
  });
  addEventListener("beforeprint", () => pictures.forEach((picture) => {
    size(picture, picture.getDom().closest(".panels") ? PANEL : PAPER);
  }));
  addEventListener("afterprint", fit);

  // --- sorting
  const key = (cell) => {
    if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
    const text = cell.textContent.trim();
    if (text === "–" || text === "") return null;
    const number = Number(text.replaceAll(",", "").replace("−", "-"));
    return cell.classList.contains("n") && !Number.isNaN(number) ? number : text;
  };
  const compare = (a, b) => typeof a === "number" && typeof b === "number"
    ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  const sort = (head) => {
    const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const table = head.closest("table");
    const keyed = [...table.tBodies[0].rows].map((row) => [key(row.cells[head.cellIndex]), row]);
    keyed.sort(([a], [b]) => {
      if (a === null || b === null) return (a === null) - (b === null); // blanks stay last
      return direction * compare(a, b);
    });
    table.tBodies[0].append(...keyed.map(([, row]) => row));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  };
  for (const head of all("table.rows thead th")) {
    const button = made("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head));
    head.append(button);
  }

  // --- searching
  const searchBox = (label, find) => {
    const box = made("label", `${label} `, "search");
    const input = made("input");
    input.type = "search";
    const found = made("output");
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      found.textContent = find((row) => {
        const text = row.textContent.toLowerCase();
        return words.every((word) => text.includes(word));
      }, words.length > 0);
    });
    box.append(input, found);
    return box;
  };
  const filtered = (root, matches) => {
    let left = 0;
    for (const row of all("tbody tr", root)) {
      row.hidden = !matches(row);
      left += !row.hidden;
    }
    return left;
  };
  for (const box of all("[data-search]")) {
    box.parentNode.before(searchBox("Find", (matches, asked) => {
      const left = filtered(box, matches);
      return asked ? `${spoken(left, 0)} row${left === 1 ? "" : "s"}` : "";
    }));
  }
  for (const group of all("[data-search-folds]")) {
    group.prepend(searchBox(group.dataset.searchFolds, (matches, asked) => {
      let sum = 0;
      for (const fold of all(":scope > details", group)) {
        const name = fold.querySelector("summary");
        const left = filtered(fold, (row) => matches({
          textContent: `${name.textContent} ${row.textContent}`,
        }));
        sum += left;
        fold.hidden = left === 0;
        fold.open = asked && left > 0 && left <= 200;
      }
      return asked ? `${spoken(sum, 0)} row${sum === 1 ? "" : "s"}` : "";
    }));
  }

  // --- a shadow on the edge behind which more columns lie
  const shadow = (box) => {
    const more = box.scrollWidth - box.clientWidth - box.scrollLeft > 1;
    box.parentNode.classList.toggle("more", more);
  };
  const resized = new ResizeObserver((seen) => seen.forEach(({ target }) => {
    shadow(target.closest(".scroll"));
  }));
  for (const box of all(".scroll")) {
    box.addEventListener("scroll", () => shadow(box), { passive: true });
    resized.observe(box);
    resized.observe(box.firstElementChild);
  }

  // --- a link to a row leads there, also where a fold hides it
  const lead = () => {
    const row = document.getElementById(location.hash.slice(1));
    for (let fold = row?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
    if (row?.tagName === "TR") row.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", lead);
  lead();

  // --- what a cell of a heat map says
  const tip = made("div", "", "tip");
  tip.hidden = true;
  document.body.append(tip);
  const say = (cell, x, y) => {
    const table = cell.closest("table");
    const heads = [...table.tHead.rows].at(-1).cells;
    const column = heads[cell.cellIndex].textContent.trim();
    tip.replaceChildren(made("b", `${cell.parentNode.cells[0].textContent.trim()}, ${column}`));
    tip.append(cell.dataset.t);
    tip.hidden = false;
    tip.style.left = `${Math.max(4, Math.min(x + 12, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${y + 18 + tip.offsetHeight > innerHeight ? y - tip.offsetHeight - 10 : y + 16}px`;
  };
  document.addEventListener("pointerover", (event) => {
    const cell = event.target.closest ? event.target.closest("td[data-t]") : null;
    if (cell) say(cell, event.clientX, event.clientY);
    else tip.hidden = true;
  });
})();
