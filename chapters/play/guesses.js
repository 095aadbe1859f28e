// The reader's guesses: fields under "Predict", and bars in the answer. They are kept in this browser, and go nowhere.

const KEPT = "guide-guesses";
const guesses = readGuesses();

function readGuesses() {
    try {
        return JSON.parse(localStorage.getItem(KEPT)) ?? {};
    } catch {
        // What may not be kept lasts as long as the page.
        return {};
    }
}

function keepGuesses() {
    try {
        localStorage.setItem(KEPT, JSON.stringify(guesses));
    } catch {
        // As above.
    }
}

/** The versions of which a part of the page has the figures. */
function versionsIn(part) {
    return [...part.querySelectorAll(".predictions tr[data-version]")].map((row) => ({
        key: row.dataset.version,
        name: row.querySelector("th").textContent,
        predicted: Number(row.dataset.predicted),
        measured: Number(row.dataset.measured),
        isGiven: "given" in row.dataset,
    }));
}

/** Fields before an answer, and bars in it. */
function askForGuesses(answer) {
    const versions = versionsIn(answer);
    if (versions.length === 0) return;
    const isShort = versions.every(({ predicted }) => predicted < 1);
    const [unit, factor] = isShort ? ["ms", 1e3] : ["s", 1];
    const bars = make("div", { class: "play-guesses" });
    const show = () => {
        const longest = longestOf(versions);
        bars.replaceChildren(...versions.map((version) => barsOf(version, longest)));
    };
    const fields = versions.filter(({ isGiven }) => !isGiven).map(({ key, name }) => {
        const change = () => {
            const guess = Number(input.value) / factor;
            if (guess > 0) guesses[key] = guess;
            else delete guesses[key];
            keepGuesses();
            show();
        };
        const input = make("input", { type: "number", min: 0, step: "any", oninput: change });
        if (guesses[key]) input.value = Number((guesses[key] * factor).toPrecision(6));
        return make("label", {}, make("span", {}, name), input, unit);
    });
    const given = versions.filter(({ isGiven }) => isGiven).map(({ name, measured }) =>
        make("p", {}, `To guess by: ${name} took ${duration(measured)} in the recorded run.`));
    const form = make("div", { class: "play play-form" }, make("p", {}, "Your guesses:"), ...given, ...fields);
    widget(form, "Your guesses");
    answer.before(form);
    answer.querySelector("summary").after(bars);
    // The bars say what the table does.
    answer.querySelectorAll(".predictions").forEach((table) => { table.hidden = true; });
    show();
}

/** The seconds of a bar over the whole width. A guess that is very far off leaves the others a quarter of it. */
function longestOf(versions) {
    const known = Math.max(...versions.flatMap(({ predicted, measured }) => [predicted, measured]));
    const guessed = Math.max(...versions.map(({ key }) => guesses[key] ?? 0));
    return Math.max(known, Math.min(guessed, 4 * known));
}

/** The guess, the prediction and the recorded time of a version. */
function barsOf({ key, name, predicted, measured }, longest) {
    const guess = guesses[key];
    const bar = (kind, seconds, words) => make("div", { class: "play-bar" },
        make("span", {}, kind),
        make("span", { class: `play-length ${words}`, style: `--share: ${Math.min(seconds / longest, 1)}` }),
        make("span", {}, duration(seconds) + (words === "of-guess" ? offBy(seconds / measured) : "")));
    const rows = [bar("predicted", predicted, "of-prediction"), bar("recorded", measured, "of-run")];
    if (guess) rows.unshift(bar("your guess", guess, "of-guess"));
    return make("div", {}, make("b", {}, name), ...rows);
}

function offBy(factor) {
    const times = Math.max(factor, 1 / factor);
    if (times < 1.05) return ", right";
    return `, ${times.toFixed(1)}× too ${factor > 1 ? "long" : "short"}`;
}

/** Every guess of the book, on its last page. */
function showAllGuesses(place) {
    const guessed = versionsIn(place).filter(({ key }) => guesses[key]);
    const shown = make("div", { class: "play-guesses" });
    place.querySelector("details").before(shown);
    if (guessed.length === 0) {
        shown.append(make("p", {}, "There are none yet in this browser."));
        return;
    }
    const forget = () => {
        guessed.forEach(({ key }) => delete guesses[key]);
        keepGuesses();
        shown.replaceChildren(make("p", { role: "status" }, "They are forgotten."));
    };
    const named = guessed.map((it) => barsOf({ ...it, name: it.key.replace("/", ": ") }, longestOf([it])));
    shown.append(...named, make("button", { type: "button", onclick: forget }, "Forget them"));
}

document.querySelectorAll("main details").forEach((answer) => {
    if (!answer.closest(".all-guesses")) askForGuesses(answer);
});
document.querySelectorAll(".all-guesses").forEach(showAllGuesses);
