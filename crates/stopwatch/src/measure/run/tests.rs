use std::{
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use cpu_time::ThreadTime;

use super::*;
use crate::measure::recorder::{record, task};

fn compute() {
    let began = ThreadTime::now();
    while began.elapsed() < Duration::from_millis(30) {
        std::hint::spin_loop();
    }
}

#[test]
fn tasks_that_meet_at_a_barrier_overlap() {
    let barrier = Barrier::new(5);
    let (run, _) = measure("threads", || {
        thread::scope(|scope| {
            for _ in 0..5 {
                scope.spawn(|| {
                    let _task = task("meet");
                    barrier.wait();
                });
            }
        });
    });
    assert_eq!(run.most_in_flight, 5);
    assert_eq!(run.workers, 5);
    assert_eq!(run.unfinished, 0);
}

#[test]
fn tasks_of_one_thread_are_in_the_lane_main_and_do_not_overlap() {
    let (run, _) = measure("sequential", || {
        for name in ["A", "B", "C"] {
            let _task = task(name);
        }
    });
    let lanes: Vec<&str> = run.tasks.iter().map(|task| task.lane.as_str()).collect();
    assert_eq!(lanes, ["main"; 3]);
    assert_eq!(run.most_in_flight, 1);
}

#[test]
fn a_task_that_outlives_its_run_is_counted_as_unfinished() {
    let right = Barrier::new(2);
    thread::scope(|scope| {
        let (run, _) = measure("left running", || {
            let (started, has_started) = std::sync::mpsc::channel();
            let right = &right;
            scope.spawn(move || {
                let _task = task("slow");
                started.send(()).unwrap();
                right.wait();
            });
            has_started.recv().unwrap();
        });
        assert_eq!(run.unfinished, 1);
        assert_eq!(run.tasks[0].end_s, None);
        right.wait();
    });
}

#[cfg(target_os = "linux")]
#[test]
fn the_peak_of_memory_is_that_of_the_run() {
    const LARGE: usize = 200 << 20;
    let peak = |bytes: usize| {
        let (run, _) = measure("memory", || vec![1_u8; bytes].len());
        run.peak_memory_bytes.unwrap()
    };
    assert!(peak(LARGE) > LARGE as u64);
    assert!(peak(1) < LARGE as u64, "what an earlier run held does not count");
}

#[test]
fn a_panic_becomes_a_failure_with_its_reason() {
    let (run, answer) = measure("panics", || -> u32 { panic!("file_3.csv is missing") });
    assert_eq!(run.failures, ["file_3.csv is missing"]);
    assert_eq!(answer, None);
}

#[test]
fn work_seen_from_outside_gets_the_lane_it_names() {
    let (run, _) = measure("processes", || {
        let start = Instant::now();
        let second = Duration::from_secs(1);
        record("process 7", "job", start, start + second, Some(second / 2));
    });
    assert_eq!(run.tasks[0].lane, "process 7");
    assert!(run.tasks[0].end_s.unwrap() >= 1.0);
    assert_eq!(run.tasks[0].cpu_s, Some(0.5));
}

#[test]
fn what_a_task_computes_is_told_from_what_it_waits() {
    let (run, _) = measure("threads", || {
        thread::scope(|scope| {
            for (name, wait) in [("computes", 0), ("waits", 30)] {
                scope.spawn(move || {
                    let _task = task(name);
                    match wait {
                        0 => compute(),
                        wait => thread::sleep(Duration::from_millis(wait)),
                    }
                });
            }
        });
    });
    let cpu_s = |name| run.tasks.iter().find(|task| task.name == name).unwrap().cpu_s.unwrap();
    assert!(cpu_s("computes") > 0.029, "{run:?}");
    assert!(cpu_s("waits") < 0.015, "{run:?}");
    assert!(run.cores_busy().unwrap() * run.wall_s.unwrap() > 0.029, "{run:?}");
}

/// Four threads for each core that all compute for the same time: three of four wait.
#[cfg(target_os = "linux")]
#[test]
fn a_task_that_finds_no_core_has_waited_for_one() {
    let cores = thread::available_parallelism().unwrap().get();
    let barrier = Barrier::new(4 * cores);
    let (run, _) = measure("threads", || {
        thread::scope(|scope| {
            for _ in 0..4 * cores {
                scope.spawn(|| {
                    let _task = task("computes");
                    barrier.wait();
                    compute();
                });
            }
        });
    });
    assert_eq!(run.waiting_for_core_s.is_some(), no_core::is_counted());
    if let Some(waited_s) = run.waiting_for_core_s {
        assert!(waited_s > 0.03 * cores as f64, "{run:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_task_that_sleeps_is_not_asked_how_long_it_waited_for_a_core() {
    let (run, _) = measure("threads", || {
        let sleeps = || {
            let _task = task("sleeps");
            thread::sleep(Duration::from_millis(30));
        };
        thread::spawn(sleeps).join().unwrap();
    });
    assert_eq!(run.waiting_for_core_s, no_core::is_counted().then_some(0.0));
}

#[test]
fn short_tasks_one_after_another_do_not_take_the_cpu_time_of_what_is_between_them() {
    let (run, _) = measure("sequential", || {
        for _ in 0..3 {
            drop(task("short"));
            compute();
        }
    });
    assert!(run.tasks.iter().all(|task| task.cpu_s.unwrap() < 0.015), "{run:?}");
}

#[test]
fn cpu_time_that_nobody_can_tell_is_none() {
    let (run, _) = measure("async", || {
        let (first, second) = (task("shares its thread"), task("shares its thread"));
        drop(first);
        let alone = task("overlaps a task that overlapped");
        drop((second, alone));
        drop(task("alone"));
        let moved = task("ends on another thread");
        thread::spawn(|| drop(moved)).join().unwrap();
    });
    let known: Vec<&str> = run
        .tasks
        .iter()
        .filter(|task| task.cpu_s.is_some())
        .map(|task| task.name.as_str())
        .collect();
    assert_eq!(known, ["alone"]);
}

#[test]
fn what_never_ends_is_left_behind_after_a_limit() {
    let (run, answer) = measure_for(Duration::from_millis(100), "waits for itself", || {
        let _task = task("waits");
        let lock = std::sync::Mutex::new(1);
        let _held = lock.lock().unwrap();
        *lock.lock().unwrap()
    });
    assert_eq!((answer, run.unfinished, run.failures.len()), (None, 1, 0));
    assert_eq!(run.tasks[0].lane, "main");
    assert!(run.wall_s >= Some(0.1), "{run:?}");
}

#[test]
fn within_a_limit_answers_and_panics_are_as_without_one() {
    let limit = Duration::from_secs(60);
    assert_eq!(measure_for(limit, "answers", || 7).1, Some(7));
    let (run, answer) = measure_for(limit, "panics", || -> u32 { panic!("no file") });
    assert_eq!((answer, run.failures), (None, vec!["no file".to_owned()]));
}

#[test]
fn a_second_run_waits_for_the_first() {
    let somebody_runs = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let (run, _) = measure("alone", || {
                    assert!(!somebody_runs.swap(true, Ordering::SeqCst), "two runs at once");
                    drop(task("mine"));
                    (0..1000).for_each(|_| thread::yield_now());
                    somebody_runs.store(false, Ordering::SeqCst);
                });
                assert_eq!(run.failures, [""; 0]);
                assert_eq!(run.tasks.len(), 1);
            });
        }
    });
}

#[test]
fn threads_that_a_panic_leaves_behind_are_waited_for() {
    let (run, _) = measure("panics", || {
        let (started, has_started) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let _task = task("left behind");
            started.send(()).unwrap();
            thread::sleep(Duration::from_millis(50));
        });
        has_started.recv().unwrap();
        if true {
            panic!("no more threads");
        }
    });
    assert!(run.tasks[0].end_s >= Some(0.05), "{run:?}");
}
