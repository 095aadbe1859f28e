// How long work takes, by the arithmetic of the chapters' predictions. Nothing of a page is in here: a test runs
// this file with node, and compares it with what the chapters predict and with what was measured.

/**
 * Plans tasks that are all alike: each waits first, and then computes.
 *
 * `waiting` is the share of a task's `seconds` in which it waits, from 0 to 1. `language` is "rust", "python" (with
 * its GIL) or "free-threaded"; `way` is "one by one", "threads", "processes" or "async".
 *
 * Each bar tells at what second its task began, had waited, got a core, and ended. The task that asks for a core
 * first gets it first, and keeps it. So with equal tasks each takes the place of one that came before it: the row of
 * the one that is as many tasks earlier as there are rows, and the core of the one that is as many earlier as there
 * are cores.
 */
function simulate({ tasks, seconds, waiting, workers, cores, language, way }) {
    const [wait, compute] = [seconds * waiting, seconds * (1 - waiting)];
    const rows = way === "one by one" ? 1 : workers;
    // Python's threads have one lock for all that they compute, and async tasks have one thread.
    const takeTurns = way === "async" || (way === "threads" && language === "python");
    const atWork = takeTurns ? 1 : cores;
    const bars = [];
    const endOf = (task) => (task < 0 ? 0 : bars[task].end);
    for (let task = 0, due = 0; task < tasks; task += 1) {
        let begin = endOf(task - rows);
        if (way === "async" && wait === 0) {
            // Without a wait, the one thread takes a task only when the one before it is done.
            begin = endOf(task - 1);
        } else if (way === "async") {
            // It begins when that thread has done what was ready before its turn came.
            while (due < task && bars[due].ready <= begin) due += 1;
            begin = Math.max(begin, endOf(due - 1));
        }
        const ready = begin + wait;
        const start = Math.max(ready, endOf(task - atWork));
        bars.push({ row: task % rows, begin, ready, start, end: start + compute });
    }
    const time = endOf(tasks - 1);
    return { bars, time, atOnce: mostAtOnce(bars), coresBusy: (tasks * compute) / time };
}

/** How many bars lie above each other, where most do. They are in order of their beginnings, and of their ends. */
function mostAtOnce(bars) {
    let [ended, most] = [0, 0];
    bars.forEach(({ begin }, begun) => {
        while (bars[ended].end <= begin) ended += 1;
        most = Math.max(most, begun + 1 - ended);
    });
    return most;
}
