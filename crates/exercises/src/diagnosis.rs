//! What can be wrong with an attempt, and how that is said.

use serde::{Deserialize, Serialize};

/// What a run says of its code: one thing, the one to mend first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Diagnosis {
    /// Nothing is wrong.
    Passed,
    /// Everything waits, and nobody will end it.
    WaitsForEver,
    /// It computes, and does not end.
    EndlessLoop,
    /// It panicked.
    Panicked,
    /// It panicked where there is nothing to do.
    PanickedOnNothing,
    /// The function ended the whole program.
    EndedTheProgram,
    /// The system ended the program.
    Died,
    /// It prints and prints.
    FloodsTheTerminal,
    /// The function gave back its answer before the work was done.
    NobodyJoined,
    /// Something stays open, or in memory.
    LeftOpen,
    /// The answers are all there, in another order.
    WrongOrder,
    /// Some answers are missing.
    SomeMissing,
    /// A failure is reported as a success.
    ErrorHidden,
    /// A total is too small.
    LostUpdates,
    /// The answer is another one.
    WrongAnswer,
    /// Something is done that nobody needs.
    MoreThanNeeded,
    /// Each bar begins where the last one ended, on one thread.
    OneAfterTheOther,
    /// Each bar begins where the last one ended, on a new thread each time.
    JoinedTooEarly,
    /// Each bar begins where the last one ended, in a new process each time.
    WaitedTooEarly,
    /// Each bar begins where the last one ended, on threads that share a lock.
    LockHeldAtWork,
    /// All bars begin together, and end one after another.
    LockAcrossTheWait,
    /// Fewer at once than there could be.
    TooFewAtOnce,
    /// More at once than there may be.
    TooManyAtOnce,
    /// More threads than there may be.
    TooManyThreads,
    /// Something is opened too often.
    OpenedTooOften,
    /// What all could share is copied for each.
    CopiedTooOften,
    /// More is in memory at once than there may be.
    HoldsTooMuch,
    /// A group of tasks waits for the slowest of the group before it.
    InBatches,
    /// One thread has much more to do than another.
    UnevenShares,
    /// Threads are in flight at once, and compute in turns.
    TakesTurns,
    /// It takes too long, and nothing in the picture says why.
    TooSlow,
    /// Nobody has said yet what a picture shows.
    NotAnswered,
    /// A picture shows something else.
    Misread,
}

use Diagnosis as D;

impl Diagnosis {
    /// What the picture shows, and what in the code looks like that.
    pub(crate) fn words(self) -> &'static str {
        match self {
            D::Passed => "Nothing to add.",
            D::WaitsForEver => {
                "It does not end: everything waits, and nobody computes. Somebody holds what another waits for (a \
                 lock, the sender of a channel, room in it, a thread to be joined), and waits for that one in turn."
            }
            D::EndlessLoop => {
                "It does not end, and computes all the time: a loop whose end is never reached."
            }
            D::Panicked => {
                "A panic ends the function, and everybody's answers are lost with it. Look where `expect`, `unwrap` \
                 or an index meets what it does not expect."
            }
            D::PanickedOnNothing => {
                "It panics when there is nothing to do. Look what divides, chunks or indexes by a number that may be 0."
            }
            D::EndedTheProgram => {
                "Your function ended the whole program before it gave back an answer. Give back a value instead of \
                 calling `process::exit`."
            }
            D::Died => {
                "The system ended the program. A function that calls itself without end looks so, and so does one \
                 that takes all memory."
            }
            D::FloodsTheTerminal => {
                "It prints without end, and was stopped. Look for a loop that prints and has no end."
            }
            D::NobodyJoined => {
                "It gave back an answer while tasks were still at work, or before they began: bars that end in `>`, or \
                 no bars at all. Nobody waits for them: keep each handle, and wait for them all before you answer."
            }
            D::LeftOpen => {
                "Something is still open, or still in memory, when the function has ended. A value lets go of what it has \
                 when it is dropped: look for one that nobody drops."
            }
            D::WrongOrder => {
                "All answers are there, but not in the order of the tasks. Take them from the handles, in the order in \
                 which you started: a list to which everybody pushes has the order in which they end."
            }
            D::SomeMissing => {
                "Some answers are missing. Look at what is left over when the work is cut into equal shares, and at \
                 what is left out when a task fails, or finds nothing."
            }
            D::ErrorHidden => {
                "A task failed, and its answer says that it did not. Nobody can tell such an answer from a good one: \
                 hand the error on."
            }
            D::LostUpdates => {
                "The total is too small: updates are lost. Two threads read the same value, and the second to write \
                 overwrites what the first has written. Read, add and write have to be one step."
            }
            D::WrongAnswer => {
                "It does something else than what was asked. The line `right` says where the answer is another one."
            }
            D::MoreThanNeeded => {
                "More tasks are done than it takes: some of them change nothing, or many small ones do what a few could \
                 do. The fastest task is the one that is not done."
            }
            D::OneAfterTheOther => {
                "Nothing overlapped: one thread does all of it, and each bar starts where the last one ends."
            }
            D::JoinedTooEarly => {
                "Nothing overlapped: each bar starts where the last one ends, on a new thread each time. You join \
                 every thread before you start the next, or wait for what it sends."
            }
            D::WaitedTooEarly => {
                "Nothing overlapped: each bar starts where the last one ends, in a new process each time. You wait \
                 for every process before you start the next."
            }
            D::LockHeldAtWork => {
                "Nothing overlapped: there are several threads, and never two bars at once. They hold a lock while they \
                 work. Take what you need, let the lock go, then work."
            }
            D::LockAcrossTheWait => {
                "All bars begin together and end one after another, each a whole task later: they wait for one lock, \
                 which is held across the work. Lock after the work, for as long as it takes to note the result."
            }
            D::TooFewAtOnce => "Too few were in flight at once: there is room for more.",
            D::TooManyAtOnce => {
                "More were in flight at once than there may be. A few workers that share a queue keep the limit; so does \
                 a semaphore whose permits are kept until the work is done."
            }
            D::TooManyThreads => {
                "It starts more threads than there may be. A few threads, each of which takes the next task when it \
                 is done with one, do the same."
            }
            D::OpenedTooOften => {
                "It opens more than it needs, and pays for each. Open one for each worker, before its loop, and use \
                 it again."
            }
            D::CopiedTooOften => {
                "It copies for every task what all of them only read. Threads of a `thread::scope` may borrow it; an \
                 `Arc` is one value with several owners."
            }
            D::HoldsTooMuch => {
                "It has more in memory at once than there is room for. Let go of each value as soon as you have what \
                 you need of it; and where one part is faster than the next, let it wait: a `sync_channel` has room \
                 for only so much."
            }
            D::InBatches => {
                "It works in batches: the next few begin only when the slowest of the last few has ended, and the \
                 others wait for it. Let each worker take its next task as soon as it is done with one."
            }
            D::UnevenShares => {
                "One row ends long after another: equally many tasks are not equally much work. Let each worker take \
                 its next task from one queue."
            }
            D::TakesTurns => {
                "The bars overlap, and yet only one of them computes at a time: they take turns, at a lock."
            }
            D::NotAnswered => {
                "Look at the picture in your file. Below it there are names for what it may show: put one of them in \
                 the place of `NotSure`."
            }
            D::Misread => "The picture shows something else.",
            D::TooSlow => {
                "It takes too long, though as many are in flight at once as there should be."
            }
        }
    }
}
