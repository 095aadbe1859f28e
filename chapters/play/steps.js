// Two threads whose steps the reader gives an order: the race for a counter, and two payments that lock each other
// out. A test of chapter 05 counts the same orders, and has a model checker look at them.

const RACE = {
    begin: () => ({ counter: 0, seen: ["", ""] }),
    steps: () => [
        step("read the counter", (state, me) => { state.seen[me] = state.counter; }),
        step("add 1", (state, me) => { state.seen[me] += 1; }),
        step("write it back", (state, me) => { state.counter = state.seen[me]; }),
    ],
    shared: ({ counter }) => ({ counter }),
    own: ({ seen }, me) => `has ${seen[me] === "" ? "nothing yet" : seen[me]}`,
    ends: ({ counter }) => (counter === 2 ? "both updates count" : "one update is lost"),
};

const OWNERS = ["Alice", "Bob"];

/** Two payments, with the lock that each takes first. */
function payments(first) {
    const lock = (owner) => ({
        name: `lock ${OWNERS[owner]}'s account`,
        may: ({ held }) => held[owner] === undefined,
        go: ({ held }, me) => { held[owner] = me; },
        waits: `waits for ${OWNERS[owner]}'s account`,
    });
    const pay = (state, me) => {
        const amount = [30, 10][me];
        state.balances[me] -= amount;
        state.balances[1 - me] += amount;
    };
    return {
        begin: () => ({ held: [], balances: [100, 100] }),
        steps: (me) => [
            lock(first[me]),
            lock(1 - first[me]),
            step("pay", pay),
            step("open both", (state) => { state.held = []; }),
        ],
        shared: ({ balances }) => Object.fromEntries(OWNERS.map((owner, at) => [owner, balances[at]])),
        own: ({ held }, me) => {
            const owners = OWNERS.filter((_, owner) => held[owner] === me);
            return owners.length > 0 ? `holds ${owners.join(" and ")}` : "holds nothing";
        },
        ends: () => "both have paid",
    };
}

const PROGRAMS = {
    race: RACE,
    "payer first": payments([0, 1]),
    "one order": payments([0, 0]),
};

function step(name, go) {
    return { name, go, may: () => true };
}

/** What has become of a program when its threads have taken steps in this order: the state, and for each thread its
    next step, if there is one. */
function after(program, order) {
    const state = program.begin();
    const steps = [0, 1].map(program.steps);
    const at = [0, 0];
    for (const thread of order) {
        steps[thread][at[thread]].go(state, thread);
        at[thread] += 1;
    }
    const next = [0, 1].map((thread) => steps[thread][at[thread]]);
    const able = [0, 1].filter((thread) => next[thread]?.may(state, thread));
    const isOver = next.every((it) => it === undefined);
    const end = isOver ? program.ends(state) : "nobody can move";
    return { state, steps, at, next, able, end: able.length === 0 ? end : undefined };
}

/** Every order in which the steps can be taken, each with how it ends. */
function everyOrder(program, order = []) {
    const { able, end } = after(program, order);
    if (end) return [{ order, end }];
    return able.flatMap((thread) => everyOrder(program, [...order, thread]));
}

function stepper(place) {
    let program = PROGRAMS[place.dataset.program];
    let order = [];
    const shared = make("p", { class: "play-shared" });
    const threads = make("div", { class: "play-threads" });
    const buttons = [0, 1].map((thread) => make("button", { type: "button", onclick: () => take(thread) }));
    const said = make("p", { class: "play-verdict", role: "status" });
    const all = make("div", { role: "status" });

    const show = () => {
        const now = after(program, order);
        const values = Object.entries(program.shared(now.state));
        shared.replaceChildren(...values.map(([name, value]) => make("span", {}, `${name}: `, make("b", {}, value))));
        threads.replaceChildren(...[0, 1].map((thread) => column(program, now, thread)));
        buttons.forEach((button, thread) => {
            const next = now.next[thread];
            const can = now.able.includes(thread);
            button.textContent = `Thread ${thread + 1}: ${can ? next.name : next?.waits ?? "done"}`;
            button.setAttribute("aria-disabled", !can);
        });
        said.textContent = now.end ? `The end: ${now.end}.` : "Which thread takes the next step?";
        said.classList.toggle("play-bad", /lost|nobody/.test(now.end ?? ""));
    };
    const take = (thread) => {
        if (!after(program, order).able.includes(thread)) return;
        order = [...order, thread];
        show();
    };
    const again = () => {
        order = [];
        all.replaceChildren();
        show();
    };
    const controls = [
        make("button", { type: "button", onclick: again }, "Begin again"),
        make("button", { type: "button", onclick: () => all.replaceChildren(...count(program)) }, "Play all"),
    ];
    if (place.dataset.other) {
        const [one, other] = [place.dataset.program, place.dataset.other];
        const options = [one, other].map((value) => make("option", { value }, value));
        const select = make("select", {
            onchange: () => {
                program = PROGRAMS[select.value];
                again();
            },
        }, ...options);
        controls.unshift(make("label", {}, "locks: ", select));
    }
    widget(place, "Two threads, step by step");
    const [forThreads, forAll] = [buttons, controls].map((them) => make("div", { class: "play-row" }, ...them));
    place.append(shared, threads, forThreads, said, forAll, all);
    show();
}

/** A thread: its steps, how far it is, and what it has. */
function column(program, { state, steps, at }, thread) {
    const items = steps[thread].map(({ name }, number) => {
        const isDone = number < at[thread];
        const current = number === at[thread] && "step";
        return make("li", { class: isDone ? "play-done" : "", "aria-current": current }, name);
    });
    const title = make("b", {}, `Thread ${thread + 1}`);
    return make("div", {}, title, make("ol", {}, ...items), make("span", {}, program.own(state, thread)));
}

/** All orders, each as the threads that take its steps. */
function count(program) {
    const orders = everyOrder(program);
    const ends = [...new Set(orders.map(({ end }) => end))].sort();
    const counts = ends.map((end) => `${orders.filter((it) => it.end === end).length}: ${end}`);
    const lists = ends.map((end) => {
        const same = orders.filter((it) => it.end === end).map((it) => it.order.map((at) => at + 1).join(""));
        return make("li", {}, `${end}: `, make("code", {}, same.join(" ")));
    });
    return [
        make("p", { class: "play-counts" }, `${orders.length} orders. ${counts.join(", ")}.`),
        make("p", {}, "Each digit is the thread that takes a step:"),
        make("ul", { class: "play-orders" }, ...lists),
    ];
}

document.querySelectorAll(".steps").forEach(stepper);
