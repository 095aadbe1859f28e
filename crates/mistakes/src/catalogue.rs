//! The one list of all mistakes: what the program runs, `--list` prints, and the page is tested by.

use std::time::Duration;

use stopwatch::cores;

use crate::{
    await_one_by_one, blocking_call_in_async, channel_never_closed,
    cloning_for_every_task, false_sharing, guard_in_while_let,
    join_inside_the_loop, lazy_iterator, lock_across_the_wait,
    mistake::{Mistake, Version},
    nobody_joins, one_error_loses_all, pool_inside_a_pool,
    print_under_one_lock, rayon_for_waiting, retrying_all_at_once,
    sizes::{Sizes, by_a_tenth},
    tasks_too_small, thread_for_each, too_many_workers, two_workers_to_wait,
    uneven_shares,
    work::files,
};

const fn version(
    run: fn(&Sizes) -> Option<u64>,
    predict: fn(&Sizes) -> Duration,
) -> Version {
    Version { run, predict }
}

/// The mistakes in the order in which they are run.
pub static MISTAKES: &[Mistake] = &[
    Mistake {
        name: "join-inside-the-loop",
        job: "Five downloads, each in a thread.",
        look_for: "A staircase over several rows: each bar begins where the one above it ends. \
                   Somebody joins before starting the next.",
        python: "`pool.submit(download, file).result()` inside of the loop",
        mistake: version(
            |s| Some(join_inside_the_loop::mistake(&files(5), s.wait)),
            |s| s.wait * 5,
        ),
        mended: version(
            |s| Some(join_inside_the_loop::mended(&files(5), s.wait)),
            |s| s.wait,
        ),
    },
    Mistake {
        name: "lazy-iterator",
        job: "Five downloads, each in a thread that an iterator starts.",
        look_for: "The same staircase over several rows, and no loop in the code that joins too \
                   early: an iterator starts each thread only when somebody asks for it.",
        python: "a generator, `(pool.submit(download, file) for file in files)`, and `.result()` on \
                 what it yields",
        mistake: version(
            |s| Some(lazy_iterator::mistake(&files(5), s.wait)),
            |s| s.wait * 5,
        ),
        mended: version(
            |s| Some(lazy_iterator::mended(&files(5), s.wait)),
            |s| s.wait,
        ),
    },
    Mistake {
        name: "lock-across-the-wait",
        job: "Five downloads, each in a thread, and one total behind a lock.",
        look_for: "All bars begin together and end one after the other, each a whole download later: \
                   they wait for one lock.",
        python: "`with lock: total += download(file)`",
        mistake: version(
            |s| Some(lock_across_the_wait::mistake(&files(5), s.wait)),
            |s| s.wait * 5,
        ),
        mended: version(
            |s| Some(lock_across_the_wait::mended(&files(5), s.wait)),
            |s| s.wait,
        ),
    },
    Mistake {
        name: "guard-in-while-let",
        job: "Six downloads, by three workers that connect and then share a queue.",
        look_for: "Three rows, and after the start never two bars above each other: while one worker \
                   downloads, the others wait for the queue.",
        python: "the work stands inside of `with lock:`, together with `queue.pop()`",
        mistake: version(
            |s| Some(guard_in_while_let::mistake(&files(6), s.wait, 3)),
            |s| s.wait * 6 + s.wait / 5,
        ),
        mended: version(
            |s| Some(guard_in_while_let::mended(&files(6), s.wait, 3)),
            |s| s.wait * 2 + s.wait / 5,
        ),
    },
    Mistake {
        name: "nobody-joins",
        job: "Five downloads, each in a thread, and a report meanwhile.",
        look_for: "Bars that end in `>`: the version is over, and they are not. Nobody has what they \
                   would have given back.",
        python: "`Thread(target=download, daemon=True).start()`, and the end of the script",
        mistake: version(
            |s| nobody_joins::mistake(&files(5), s.wait),
            |s| s.wait / 2,
        ),
        mended: version(
            |s| nobody_joins::mended(&files(5), s.wait),
            |s| s.wait,
        ),
    },
    Mistake {
        name: "too-many-workers",
        job: "Four computations for each core.",
        look_for: "More rows than cores, and bars of which only a part is solid: each computes for \
                   that part of its time, and waits for a core for the rest. All together they are no \
                   faster.",
        python: "`ProcessPoolExecutor(32)` on eight cores",
        mistake: version(
            |s| Some(too_many_workers::mistake(4 * cores(), s.rounds)),
            |s| s.wait * 4,
        ),
        mended: version(
            |s| Some(too_many_workers::mended(4 * cores(), s.rounds)),
            |s| s.wait * 4,
        ),
    },
    Mistake {
        name: "two-workers-to-wait",
        job: "Eight downloads.",
        look_for: "Two full rows of bars that are not solid, and no core is busy: there is room for \
                   many more waits.",
        python: "`ThreadPoolExecutor(os.cpu_count())` for downloads",
        mistake: version(
            |s| Some(two_workers_to_wait::mistake(&files(8), s.wait)),
            |s| s.wait * 4,
        ),
        mended: version(
            |s| Some(two_workers_to_wait::mended(&files(8), s.wait)),
            |s| s.wait,
        ),
    },
    Mistake {
        name: "rayon-for-waiting",
        job: "Four downloads for each core.",
        look_for: "Exactly as many rows as there are cores, and no bar in them is solid: a pool for \
                   computing is given waits.",
        python: "`multiprocessing.Pool()` for downloads",
        mistake: version(
            |s| Some(rayon_for_waiting::mistake(&files(4 * cores()), s.wait)),
            |s| {
                s.wait
                    * (4 * cores()).div_ceil(rayon::current_num_threads())
                        as u32
            },
        ),
        mended: version(
            |s| Some(rayon_for_waiting::mended(&files(4 * cores()), s.wait)),
            |s| s.wait,
        ),
    },
    Mistake {
        name: "pool-inside-a-pool",
        job: "A table for each core, in four parts each, to compute with.",
        look_for: "Four times as many rows as the outer pool has workers, with bars of which only a \
                   part is solid: each worker has started workers of its own.",
        python: "`Pool().map` over tables, with a NumPy that uses all cores for each",
        mistake: version(
            |s| Some(pool_inside_a_pool::mistake(cores(), s.rounds)),
            |s| s.wait * pool_inside_a_pool::PARTS as u32,
        ),
        mended: version(
            |s| Some(pool_inside_a_pool::mended(cores(), s.rounds)),
            |s| s.wait * pool_inside_a_pool::PARTS as u32,
        ),
    },
    Mistake {
        name: "await-one-by-one",
        job: "Five downloads on one thread, with async.",
        look_for: "One row, `main`, with one bar after the other: each future begins when the one \
                   before it is done.",
        python: "`for file in files: await download(file)`",
        mistake: version(
            |s| Some(await_one_by_one::mistake(&files(5), s.wait)),
            |s| s.wait * 5,
        ),
        mended: version(
            |s| Some(await_one_by_one::mended(&files(5), s.wait)),
            |s| s.wait,
        ),
    },
    Mistake {
        name: "blocking-call-in-async",
        job: "Five calls of a library that knows nothing of async.",
        look_for: "Bars of `main` that begin together and end one after the other: their one thread is \
                   held up, by each of them in turn.",
        python: "`time.sleep` or `requests.get` inside of `async def`",
        mistake: version(
            |s| Some(blocking_call_in_async::mistake(&files(5), s.wait)),
            |s| s.wait * 5,
        ),
        mended: version(
            |s| Some(blocking_call_in_async::mended(&files(5), s.wait)),
            |s| s.wait,
        ),
    },
    Mistake {
        name: "uneven-shares",
        job: "Eight downloads, each longer than the one before, in two threads.",
        look_for: "One row ends long before the other one: equally many tasks are not equally much \
                   work.",
        python: "`multiprocessing.pool.ThreadPool(2).map(download, files, chunksize=len(files) // 2)`",
        mistake: version(
            |s| {
                Some(uneven_shares::mistake(&uneven_shares::growing(
                    s.wait / 8,
                )))
            },
            |s| s.wait * 26 / 8,
        ),
        mended: version(
            |s| {
                Some(uneven_shares::mended(&uneven_shares::growing(s.wait / 8)))
            },
            |s| s.wait * 18 / 8,
        ),
    },
    Mistake {
        name: "tasks-too-small",
        job: "Thousands of small computations, by a worker for each core.",
        look_for: "No more rows than cores, and bars many times as long as the mended ones for the same \
                   work: most of the time goes into the queue, at which the workers compute or wait.",
        python: "`ProcessPoolExecutor().map(compute, items)`, whose `chunksize` is 1, with small items",
        mistake: version(
            |s| Some(tasks_too_small::mistake(s.computations)),
            |s| by_a_tenth(s.computations, tasks_too_small::mistake),
        ),
        mended: version(
            |s| Some(tasks_too_small::mended(s.computations)),
            |s| s.computing() / cores() as u32,
        ),
    },
    Mistake {
        name: "channel-never-closed",
        job: "Five downloads, each in a thread, and another thread that adds up what they send.",
        look_for: "One long bar that ends in `>`, after all others are done: it waits for more, and \
                   nobody will send that.",
        python: "a thread that loops over `queue.get()`, and nobody puts the `None` at which it ends",
        mistake: version(
            |s| channel_never_closed::mistake(&files(5), s.wait, s.wait * 4),
            |s| s.wait * 5,
        ),
        mended: version(
            |s| {
                channel_never_closed::mended(
                    &files(5),
                    s.wait,
                    Duration::from_secs(60),
                )
            },
            |s| s.wait,
        ),
    },
    Mistake {
        name: "false-sharing",
        job: "Two threads, each of which counts to two million in a counter of its own.",
        look_for: "Bars that are solid from end to end, and yet several times as long as they need be: \
                   nobody waits, the memory does. (On one core, or on two hardware threads of one, both \
                   versions are alike.)",
        python: "only below Python: two threads of Numba or Cython that write into one small array",
        mistake: version(
            |_| Some(false_sharing::mistake(UPDATES)),
            |_| by_a_tenth(UPDATES, false_sharing::mistake),
        ),
        mended: version(
            |_| Some(false_sharing::mended(UPDATES)),
            |_| by_a_tenth(UPDATES, false_sharing::mended),
        ),
    },
    Mistake {
        name: "print-under-one-lock",
        job: "Twenty pages in four threads, and a line for each on a slow terminal.",
        look_for: "Gaps between the bars of every row, most of them as long as the bars: after each page its thread \
                   waits for a turn to print.",
        python: "`print(line, flush=True)` for each item, in every thread",
        mistake: version(
            |s| Some(print_under_one_lock::mistake(4, s.wait / 5)),
            |s| s.wait / 5 * (1 + 4 * print_under_one_lock::PAGES),
        ),
        mended: version(
            |s| Some(print_under_one_lock::mended(4, s.wait / 5)),
            |s| s.wait / 5 * (print_under_one_lock::PAGES + 4),
        ),
    },
    Mistake {
        name: "cloning-for-every-task",
        job: "Eight questions about one table, each in a thread.",
        look_for: "A solid row of copies in `main`, and threads that begin one copy after the other: \
                   they wait for data that was there.",
        python: "a data frame as an argument of `pool.map`, which is pickled for each task",
        mistake: version(
            |s| Some(cloning_for_every_task::mistake(&s.table, QUESTIONS)),
            |s| cloning_for_every_task::predict(&s.table, QUESTIONS)[0],
        ),
        mended: version(
            |s| Some(cloning_for_every_task::mended(&s.table, QUESTIONS)),
            |s| cloning_for_every_task::predict(&s.table, QUESTIONS)[1],
        ),
    },
    Mistake {
        name: "one-error-loses-all",
        job: "Five downloads, of which the third one fails.",
        look_for: "All bars end at the same moment as the shortest one: what was still on its way has \
                   been dropped, and the version has no answer.",
        python: "`asyncio.TaskGroup`; `gather` without `return_exceptions=True` lets the others run on, \
                 and loses what they return",
        mistake: version(
            |s| one_error_loses_all::mistake(&files(5), s.wait).ok(),
            |s| s.wait / 2,
        ),
        mended: version(
            |s| Some(one_error_loses_all::mended(&files(5), s.wait).0),
            |s| s.wait,
        ),
    },
    Mistake {
        name: "retrying-all-at-once",
        job: "Eight callers of a server that answers two at once, and refuses the others.",
        look_for: "Bars that end in pairs, a whole pause apart, while the server has nothing to do: all \
                   who were refused come back together.",
        python: "`time.sleep(1)` before each new try; `time.sleep(random.uniform(0, 1))` mends it",
        mistake: version(
            |s| Some(retrying_all_at_once::mistake(8, s.wait)),
            |s| s.wait * 3 + s.wait / 5,
        ),
        mended: version(
            |s| Some(retrying_all_at_once::mended(8, s.wait)),
            |s| s.wait + s.wait / 5,
        ),
    },
    // The last, since the report is written after every version: with all of these tasks, from here on.
    Mistake {
        name: "thread-for-each",
        job: "Thousands of small computations.",
        look_for: "Thousands of tasks, and only a few in flight at any time: most of the time goes \
                   into starting threads that have almost nothing to do.",
        python: "`Thread(target=compute, args=(item,))` for each item",
        mistake: version(
            |s| Some(thread_for_each::mistake(s.computations)),
            |s| by_a_tenth(s.computations, thread_for_each::mistake),
        ),
        mended: version(
            |s| Some(thread_for_each::mended(s.computations)),
            |s| s.computing() / cores() as u32,
        ),
    },
];

/// So often each of two threads counts.
const UPDATES: usize = 2_000_000;
/// So many questions are asked about one table.
const QUESTIONS: u32 = 8;

#[cfg(test)]
mod tests;
