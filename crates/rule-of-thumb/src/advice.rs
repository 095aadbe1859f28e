//! Whether a program waits or computes, and what follows from that.

/// A program that ends sooner than this tells nothing, in seconds.
const TOO_SHORT_S: f64 = 0.1;
/// With more CPU time than this, for each second on the clock, several cores compute.
const PARALLEL: f64 = 1.1;
/// With more than this, a program computes; with less than its counterpart, it waits.
const COMPUTES: f64 = 0.9;
const WAITS: f64 = 0.5;
/// Nobody needs more workers than this because of a formula.
const MOST_WORKERS: f64 = 1000.0;

/// What to do about a program that took so many seconds, and so much CPU time, on so many cores.
pub fn advice(wall_s: f64, cpu_s: f64, cores: usize) -> String {
    let computes = cpu_s / wall_s;
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    if wall_s < TOO_SHORT_S {
        return "It is too short to tell. Give it more to do, and ask again.".to_owned();
    }
    if computes > PARALLEL {
        return format!(
            "It is parallel already: on average {computes:.1} of the {cores} cores computed. More \
             workers help only as far as cores are idle."
        );
    }
    if computes >= COMPUTES {
        return format!(
            "It computes {} of its time. More threads do not help CPython's default build: take \
             processes in Python, or a library that computes outside the interpreter; in Rust take \
             rayon. As many workers as cores: {cores}.",
            percent(computes.min(1.0))
        );
    }
    let workers = format!("about {} workers", workers(wall_s, cpu_s, cores));
    if computes > WAITS {
        return format!(
            "It waits {} of its time, and computes the rest. Threads help with the waiting, as far \
             as {workers}; for the computing take processes in Python, and rayon in Rust.",
            percent(1.0 - computes)
        );
    }
    format!(
        "It waits {} of its time: threads, or async for thousands of waits. By cores × (1 + \
         waiting / computing), {workers} keep {cores} cores busy, if the other side accepts that.",
        percent(1.0 - computes)
    )
}

/// How many workers keep all cores busy: cores × (1 + waiting / computing).
///
/// B. Goetz et al., "Java Concurrency in Practice", 2006, section 8.2.
fn workers(wall_s: f64, cpu_s: f64, cores: usize) -> f64 {
    let waiting_s = (wall_s - cpu_s).max(0.0);
    (cores as f64 * (1.0 + waiting_s / cpu_s.max(1e-9))).round().min(MOST_WORKERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_told_so_with_the_number_of_workers() {
        let advice = advice(10.0, 0.7, 2);
        assert!(advice.starts_with("It waits 93 % of its time: threads, or async"), "{advice}");
        assert!(advice.contains("about 29 workers"), "{advice}");
    }

    #[test]
    fn what_computes_is_sent_to_processes_or_rayon() {
        let advice = advice(10.0, 9.9, 4);
        assert!(advice.starts_with("It computes 99 % of its time"), "{advice}");
        assert!(advice.contains("processes in Python") && advice.contains("rayon"), "{advice}");
        assert!(advice.ends_with("cores: 4."), "{advice}");
    }

    #[test]
    fn what_does_both_is_told_both() {
        let advice = advice(10.0, 7.0, 2);
        assert!(advice.starts_with("It waits 30 % of its time, and computes the rest"), "{advice}");
        assert!(advice.contains("about 3 workers"), "{advice}");
    }

    #[test]
    fn more_cpu_time_than_time_is_parallel_already() {
        assert!(
            advice(10.0, 19.0, 2).starts_with("It is parallel already: on average 1.9 of the 2")
        );
    }

    #[test]
    fn a_short_program_tells_nothing_and_no_cpu_time_is_no_infinity() {
        assert!(advice(0.02, 0.02, 2).starts_with("It is too short to tell"));
        assert!(advice(5.0, 0.0, 2).contains("about 1000 workers"));
    }
}
