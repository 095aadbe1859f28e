//! Which row a task goes into, for every drawing of a timeline.

use crate::report::Task;

/// One thread or process, with tasks that do not overlap.
pub struct Lane<'r> {
    /// The thread or process.
    pub name: &'r str,
    /// Its tasks in order of their start.
    pub tasks: Vec<&'r Task>,
    free_from_s: f64,
}

/// Puts every task into the first row of its lane that is free when it starts; a lane whose tasks
/// overlap takes several rows. `None` when that takes more than `most` rows.
pub fn lanes(tasks: &[Task], most: usize) -> Option<Vec<Lane<'_>>> {
    let mut rows: Vec<Lane> = Vec::new();
    for task in tasks {
        let end_s = task.end_s.unwrap_or(f64::INFINITY);
        let free =
            rows.iter_mut().find(|row| row.name == task.lane && row.free_from_s <= task.start_s);
        if let Some(row) = free {
            row.free_from_s = end_s;
            row.tasks.push(task);
        } else if rows.len() == most {
            return None;
        } else {
            // Rows of one lane stand together, the lanes in order of their first task.
            let after = rows.iter().rposition(|row| row.name == task.lane);
            let row = Lane { name: &task.lane, tasks: vec![task], free_from_s: end_s };
            rows.insert(after.map_or(rows.len(), |last| last + 1), row);
        }
    }
    Some(rows)
}
