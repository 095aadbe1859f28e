//! Runs the versions of chapter 05: counting together, locking, and waiting for each other.

use chapter_05_shared_memory::{
    Count, count_and_lose, count_apart_then_add, count_sequentially,
    count_with_atomic, count_with_channel, count_with_mutex,
    deadlock::{accounts, pay_each_other, pay_in_one_order, wait_or_explain},
    downloads::{lock_in_time, lock_too_long},
};
use stopwatch::{Lesson, println};

mod args;
mod show;

use args::{Args, VERSIONS};

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);
    count(&args, &mut lesson);

    lesson.next_job();
    download(&args, &mut lesson);

    lesson.next_job();
    pay(&mut lesson);

    lesson.finish()
}

/// With the lock held for too long, and no longer than it has to be.
fn download(args: &Args, lesson: &mut Lesson) {
    let (files, wait) = (args.files(), args.seconds);
    let one_by_one = wait * args.tasks;
    let threads = files.len();
    lesson
        .version("lock-too-long")
        .starts_threads(threads)
        .predict(one_by_one)
        .run(|| lock_too_long(&files, wait));
    lesson
        .version("lock-in-time")
        .starts_threads(threads)
        .predict(wait)
        .run(|| lock_in_time(&files, wait));
}

/// Into a deadlock, and in one order.
fn pay(lesson: &mut Lesson) {
    lesson.version("deadlock").starts_threads(2).run(|| {
        if let Err(explained) = wait_or_explain(pay_each_other(&accounts())) {
            println!(
                "Deadlock: each waits for the other, for ever.\n{}",
                explained.join("\n")
            );
        }
    });
    lesson.version("one-order").starts_threads(2).run(|| {
        let accounts = accounts();
        wait_or_explain(pay_in_one_order(&accounts))
            .expect("one order cannot deadlock");
        println!(
            "Alice has {}, Bob has {}.",
            accounts[0].balance(),
            accounts[1].balance()
        );
    });
}

/// What becomes of the updates in a version.
enum Updates {
    AllCount,
    SomeAreLost,
}

/// The versions of the counter.
fn count(args: &Args, lesson: &mut Lesson) {
    use Updates::{AllCount, SomeAreLost};

    let (threads, updates) = (args.workers as usize, args.updates);
    let all = args.updates * u64::from(args.workers);
    // Besides the threads that send there is the receiver of the channel.
    let many = threads + 1;
    let versions: [(_, _, Count, _); 6] = [
        ("sequential", 0, count_sequentially, AllCount),
        ("lost-updates", many, count_and_lose, SomeAreLost),
        ("mutex", many, count_with_mutex, AllCount),
        ("atomic", many, count_with_atomic, AllCount),
        ("channel", many, count_with_channel, AllCount),
        ("count-apart-then-add", many, count_apart_then_add, AllCount),
    ];
    for (name, started, count, becomes) in versions {
        let version = lesson.version(name).starts_threads(started);
        let version =
            version.predict_with(|| show::predict(count, threads, updates));
        match becomes {
            AllCount => {
                if version.run(|| count(threads, updates)).is_some() {
                    show::cost(lesson, all);
                }
            }
            SomeAreLost => {
                // This answer may differ, so it is not compared.
                let mut counted = None;
                version.run(|| counted = Some(count(threads, updates)));
                if let Some(counted) = counted {
                    show::losses(counted, threads, all);
                }
            }
        }
    }
}
