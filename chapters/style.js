// What CSS cannot do for readers who use a keyboard or a screen reader.

// Code and tables that are wider than the screen scroll by themselves, and not every browser lets
// a keyboard reach what scrolls. As long as it does, the tab key stops there.
const boxes = document.querySelectorAll("pre > code, .table-wrapper");

function reach(box) {
    if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
}

const sizes = new ResizeObserver((changes) => changes.forEach(({ target }) => reach(target)));
boxes.forEach((box) => sizes.observe(box));
// Another font changes what is in a box, and not the box.
document.fonts.ready.then(() => boxes.forEach(reach));

// On a narrow screen each row of a table is a card, in which each cell says what its column is.
for (const table of document.querySelectorAll("table:not(.cards)")) {
    const columns = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent);
    for (const row of table.querySelectorAll("tbody tr")) {
        [...row.cells].forEach((cell, at) => cell.setAttribute("data-column", columns[at]));
    }
    table.classList.add("cards");
}

// mdBook shows the table of contents by a label that is no button, and nothing names its search.
const toggle = document.getElementById("mdbook-sidebar-toggle");
toggle.setAttribute("role", "button");
toggle.setAttribute("tabindex", "0");
toggle.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle.click();
});
// The page is painted before its table of contents is there. While that is hidden, the tab key does not stop in it.
const contents = document.getElementById("mdbook-sidebar");
if (contents.getAttribute("aria-hidden") === "true") {
    contents.querySelectorAll("a").forEach((link) => link.setAttribute("tabindex", "-1"));
}
document.getElementById("mdbook-searchbar")?.setAttribute("aria-label", "Search this book");

// In a timeline each bar has a title, which only a mouse brings up. Here the tab key reaches a timeline, the
// arrow keys move from bar to bar, and a line beside the bar says what its title does. So does a tap.
const told = Object.assign(document.createElement("div"), { className: "told" });
told.setAttribute("aria-hidden", "true");

function tell({ target: bar }) {
    const lanes = bar.closest(".lanes");
    const [place, frame] = [bar, lanes].map((element) => element.getBoundingClientRect());
    lanes.append(told);
    told.textContent = bar.querySelector("title").textContent;
    told.style.top = `${place.bottom - frame.top + 4}px`;
    const left = Math.max(0, place.left - frame.left);
    told.style.left = `${Math.min(left, frame.width - told.offsetWidth)}px`;
}

/** The bar to which an arrow key leads: the next one, or one that stands above or below this. */
function neighbour(bars, bar, key) {
    const rows = [...new Set(bars.map((it) => it.ownerSVGElement))];
    const row = rows.indexOf(bar.ownerSVGElement);
    const place = (it) => it.getBoundingClientRect().left;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step) return bars[bars.indexOf(bar) + step];
    const other = rows[row + { ArrowUp: -1, ArrowDown: 1 }[key]];
    const distance = (it) => Math.abs(place(it) - place(bar));
    const there = bars.filter((it) => it.ownerSVGElement === other);
    return there.sort((one, another) => distance(one) - distance(another))[0];
}

for (const lanes of document.querySelectorAll(".timelines .lanes")) {
    const bars = [...lanes.querySelectorAll(".bar")];
    if (bars.length === 0) continue;
    lanes.setAttribute("role", "group");
    bars.forEach((bar) => {
        bar.setAttribute("role", "img");
        bar.setAttribute("tabindex", "-1");
        bar.addEventListener("focus", tell);
        bar.addEventListener("blur", () => told.remove());
    });
    bars[0].setAttribute("tabindex", "0");
    lanes.addEventListener("keydown", (event) => {
        if (event.key === "Escape") told.remove();
        if (!event.key.startsWith("Arrow")) return;
        event.preventDefault();
        // mdBook would turn the page.
        event.stopPropagation();
        const next = neighbour(bars, event.target, event.key);
        if (!next) return;
        event.target.setAttribute("tabindex", "-1");
        next.setAttribute("tabindex", "0");
        next.focus();
    });
}
