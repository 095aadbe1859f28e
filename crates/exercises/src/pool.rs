//! A right way for many jobs: workers that share a queue.

use std::{sync::Mutex, thread};

/// Does the work on each item, by so many workers; the answers are in the order of the items.
pub(crate) fn with_workers<T: Sync, A: Clone + Default + Send>(
    workers: usize,
    items: &[T],
    work: impl Fn(&T) -> A + Sync,
) -> Vec<A> {
    let queue = Mutex::new(items.iter().enumerate());
    let next = || queue.lock().expect("a worker panicked").next();
    let answers = Mutex::new(vec![A::default(); items.len()]);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((at, item)) = next() {
                    let answer = work(item);
                    answers.lock().expect("a worker panicked")[at] = answer;
                }
            });
        }
    });
    answers.into_inner().expect("a worker panicked")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_in_the_order_of_their_items() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(with_workers(7, &items, |item| *item), items);
        assert_eq!(with_workers(2, &[], |item: &u32| *item), [0; 0]);
    }
}
