// "Check yourself", to be clicked. The answers of a page name their wrong choices, too:
//
//     1. **Six seconds**: three rounds of four files.
//        - *Two seconds* is what twelve threads would take.
//
// What is bold is the right choice, what is slanted is a wrong one, and the rest of its line is the reply to it.

function quiz(heading) {
    const questions = nextOf(heading, "OL");
    const answers = nextOf(heading, "DETAILS")?.querySelector("ol");
    if (!questions || !answers) return;
    [...questions.children].forEach((question, at) => ask(question, answers.children[at]));
}

/** The next element of a kind before the next heading. */
function nextOf(heading, name) {
    let element = heading.nextElementSibling;
    while (element && element.tagName !== name && element.tagName !== "H2") element = element.nextElementSibling;
    return element?.tagName === name ? element : undefined;
}

function ask(question, answer) {
    const right = answer?.querySelector("strong");
    if (!right) return;
    const explained = answer.cloneNode(true);
    explained.querySelectorAll("ul").forEach((list) => list.remove());
    const wrong = [...answer.querySelectorAll("ul > li")];
    const choices = wrong.map((reply) => [reply.querySelector("em").innerHTML, `Not quite. ${reply.innerHTML}`, false]);
    choices.push([right.innerHTML, `Right. ${explained.innerHTML}`, true]);
    // In an order that says nothing about which is right, and that stays.
    choices.sort(([one], [other]) => one.localeCompare(other));
    const reply = make("div", { class: "play-reply", role: "status" });
    const buttons = choices.map(([label, words, isRight]) => {
        const choose = () => {
            buttons.forEach((it) => it.setAttribute("aria-pressed", it === button));
            button.classList.add(isRight ? "play-right" : "play-wrong");
            reply.innerHTML = words;
        };
        const button = make("button", { type: "button", "aria-pressed": false, onclick: choose });
        button.innerHTML = label.replace(/[.:]$/, "");
        return button;
    });
    const group = make("div", { class: "play play-quiz", role: "group", "aria-label": "Choices" }, ...buttons, reply);
    widget(group, "Choices");
    question.append(group);
}

document.querySelectorAll("h2[id^='check-yourself']").forEach(quiz);
