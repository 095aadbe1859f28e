// How the scripts beside this one write a page: elements, numbers, and what is kept in the browser.

/** An element, with its attributes and what is in it. */
function make(name, attributes = {}, ...children) {
    return fill(document.createElement(name), attributes, children);
}

/** The same for a part of a picture. */
function draw(name, attributes = {}, ...children) {
    return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else if (value !== false) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
}

/** A place to play in, after the text that is there for readers without scripts. Its keys are its own: mdBook
    would turn the page, or open the search. */
function widget(place, label) {
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", label);
    place.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") event.stopPropagation();
    });
}

/** A length of time as the tables have it: `6.0 s`, `0.44 s`, `50.8 ms`. */
function duration(seconds) {
    if (seconds >= 0.1) return `${seconds.toFixed(2).replace(/0$/, "")} s`;
    return `${(seconds * 1e3).toFixed(seconds >= 1e-3 ? 1 : 3)} ms`;
}
