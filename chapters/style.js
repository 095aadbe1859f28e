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

// mdBook shows the table of contents by a label that is no button, and nothing names its search.
const toggle = document.getElementById("mdbook-sidebar-toggle");
toggle.setAttribute("role", "button");
toggle.setAttribute("tabindex", "0");
toggle.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle.click();
});
document.getElementById("mdbook-searchbar")?.setAttribute("aria-label", "Search this book");
