// The simulator: sliders, and the timeline that they redraw. What it shows is simulate's.

const START = { tasks: 8, seconds: 1, waiting: 1, workers: 4, cores: 4, language: "rust", way: "threads" };

const SLIDERS = {
    tasks: { label: "tasks", least: 1, most: 40, step: 1, shown: String },
    seconds: { label: "time of a task", least: 0.1, most: 5, step: 0.1, shown: duration },
    waiting: {
        ...{ label: "share of it that waits", least: 0, most: 1, step: 0.05 },
        shown: (share) => `${Math.round(share * 100)} %`,
    },
    workers: { label: "workers", least: 1, most: 40, step: 1, shown: String },
    cores: { label: "cores", least: 1, most: 16, step: 1, shown: String },
};

const CHOICES = {
    way: { "one by one": "one by one", threads: "threads", processes: "processes", async: "async" },
    language: { rust: "Rust", python: "Python, with its GIL", "free-threaded": "free-threaded Python" },
};

const ROW = 18;
/** Of more rows the number in flight is drawn, as in the timelines of the chapters. */
const MOST_ROWS = 20;

function simulator(place) {
    const settings = { ...START };
    for (const name of Object.keys(START)) {
        const given = place.dataset[name];
        if (given !== undefined) settings[name] = name in SLIDERS ? Number(given) : given;
    }
    const picture = draw("svg", { role: "img", class: "play-picture" });
    const said = make("output", { class: "play-said", "aria-live": "polite" });
    const redraw = () => {
        const result = simulate(settings);
        const { time, atOnce, coresBusy } = result;
        const figures = [
            ["predicted", duration(time)],
            ["one by one", duration(settings.tasks * settings.seconds)],
            ["at once", atOnce],
            ["cores busy", coresBusy.toFixed(1)],
        ];
        const cells = figures.map(([name, figure]) => make("span", {}, `${name} `, make("b", {}, figure)));
        said.replaceChildren(...cells, make("span", { class: "play-why" }, why(settings, result)));
        picture.setAttribute("aria-label", `Timeline: ${duration(time)}, ${atOnce} at once`);
        drawTimeline(picture, settings, result);
    };
    const controls = (place.dataset.controls ?? "").split(" ").filter(Boolean).map((name) =>
        name in SLIDERS ? slider(name, place, settings, redraw) : choice(name, place, settings, redraw));
    widget(place, "Simulator");
    place.append(make("div", { class: "play-controls" }, ...controls), said, picture, legend());
    redraw();
}

function slider(name, place, settings, redraw) {
    const { label, least, step, shown, most } = SLIDERS[name];
    const value = make("span", { class: "play-value" });
    const tell = () => {
        value.textContent = shown(settings[name]);
        input.setAttribute("aria-valuetext", value.textContent);
    };
    const change = () => {
        settings[name] = Number(input.value);
        tell();
        redraw();
    };
    // "mostTasks" is the attribute `data-most-tasks`.
    const max = place.dataset[`most${name[0].toUpperCase()}${name.slice(1)}`] ?? most;
    const input = make("input", { type: "range", name, min: least, max, step, oninput: change });
    input.value = settings[name];
    tell();
    return make("label", {}, make("span", {}, label), value, input);
}

function choice(name, place, settings, redraw) {
    const all = Object.entries(CHOICES[name]);
    const some = place.dataset[`${name}s`]?.split(", ");
    const options = all
        .filter(([value]) => !some || some.includes(value))
        .map(([value, label]) => make("option", { value, selected: value === settings[name] }, label));
    const change = () => {
        settings[name] = select.value;
        redraw();
    };
    const select = make("select", { name, onchange: change }, ...options);
    return make("label", {}, make("span", {}, name), select);
}

/** What decides the time, in a sentence. */
function why({ tasks, waiting, workers, cores, language, way }, { coresBusy }) {
    const rounds = Math.ceil(tasks / workers);
    const computing = Math.min(workers, tasks);
    if (way === "one by one") return "Each task begins when the one before it has ended: times add up.";
    if (waiting === 1 && rounds === 1) return "All wait at the same time. Waiting needs no core.";
    if (waiting === 1) return `Waiting needs no core: the workers do ${rounds} rounds.`;
    if (way === "async") return "There is one thread: while a task computes, no other one goes on.";
    if (way === "threads" && language === "python") return "Who has the GIL computes: threads take turns.";
    if (computing < cores) return `No more than ${computing} can compute at once. The other cores are idle.`;
    if (waiting === 0 && coresBusy < 0.98 * cores) {
        return "The cores are the limit, and the last round does not fill them.";
    }
    // So many compute on average: each does so for its share of the time.
    if (workers * (1 - waiting) > 0.99 * cores) return "The cores are the limit. More workers would only wait for one.";
    return "While one waits, another one can compute: with more workers, until the cores are busy.";
}

function drawTimeline(picture, settings, { bars, time }) {
    // One by one is as long as the picture, so that one sees what is saved; unless that would be nearly all.
    const end = Math.min(settings.tasks * settings.seconds, 8 * time);
    const place = (seconds) => `${(seconds / end) * 100}%`;
    const rows = Math.max(...bars.map(({ row }) => row + 1));
    const height = rows > MOST_ROWS ? 120 : rows * ROW;
    const ticks = ticksUntil(end).flatMap((at) => {
        const [x, words] = [place(at), `${Number(at.toPrecision(3))} s`];
        const line = draw("line", { x1: x, x2: x, y1: 0, y2: height });
        return [line, draw("text", { x, y: height + 15, "text-anchor": anchor(at / end) }, words)];
    });
    const rectangle = (name, from, until, y, high) => {
        const size = { x: place(from), width: place(until - from), y, height: high, rx: 2 };
        return until > from ? [draw("rect", { class: `play-${name}`, ...size })] : [];
    };
    const parts = rows > MOST_ROWS
        ? [area(bars, end, height)]
        : bars.flatMap(({ row, begin, ready, start, end }) => [
            ...rectangle("wait", begin, ready, row * ROW + 2, ROW - 4),
            ...rectangle("queue", ready, start, row * ROW + ROW / 2 - 2, 4),
            ...rectangle("compute", start, end, row * ROW + 2, ROW - 4),
        ]);
    picture.setAttribute("height", height + 20);
    picture.replaceChildren(...ticks, ...parts);
}

/** Round times, not too many of them. */
function ticksUntil(end) {
    const rough = end / 4;
    const unit = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * unit).find((it) => it >= rough * 0.999);
    const count = Math.floor(end / step + 1e-9);
    return Array.from({ length: count + 1 }, (_, at) => at * step);
}

function anchor(share) {
    if (share < 0.02) return "start";
    return share > 0.95 ? "end" : "middle";
}

/** How many tasks were in flight, looked at two hundred times. */
function area(bars, end, height) {
    const steps = 200;
    const counts = Array.from({ length: steps }, (_, step) => {
        const at = ((step + 0.5) / steps) * end;
        return bars.filter((bar) => bar.begin <= at && at < bar.end).length;
    });
    const most = Math.max(...counts, 1);
    const points = counts.flatMap((count, step) => {
        const y = height - (count / most) * (height - 16);
        return [`${step},${y}`, `${step + 1},${y}`];
    });
    const frame = { viewBox: `0 0 ${steps} ${height}`, preserveAspectRatio: "none", height, width: "100%" };
    const shape = draw("polygon", { class: "play-wait", points: `0,${height} ${points.join(" ")} ${steps},${height}` });
    return draw("g", {}, draw("svg", frame, shape), draw("text", { x: 0, y: 12 }, `${most} in flight`));
}

function legend() {
    const names = { wait: "waits", queue: "wants a core", compute: "computes" };
    const items = Object.entries(names).map(([name, words]) => {
        const [y, height] = name === "queue" ? [7, 4] : [2, 14];
        const sample = draw("rect", { class: `play-${name}`, width: 24, y, height, rx: 2 });
        return make("li", {}, draw("svg", { width: 24, height: 18, "aria-hidden": "true" }, sample), words);
    });
    return make("ul", { class: "play-legend" }, ...items);
}

document.querySelectorAll(".simulator").forEach(simulator);
