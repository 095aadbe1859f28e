//! All files of all exercises, as modules: what is handed out with the line that fails, the attempts with the
//! diagnosis that they must get, and the solutions.

use exercises::{Aspect, Diagnosis};

/// One file of an exercise.
pub(crate) struct Case {
    pub(crate) exercise: &'static str,
    pub(crate) file: &'static str,
    pub(crate) kind: Kind,
    pub(crate) main: fn(),
    pub(crate) diagnosis: Diagnosis,
    /// The line that has to fail, of what is handed out.
    pub(crate) line: Option<Aspect>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Start,
    Solution,
    Attempt,
}

impl Case {
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.exercise, self.file)
    }
}

macro_rules! cases {
    ($($exercise:literal $module:ident $line:ident $start:ident {
        $($attempt:ident $diagnosis:ident)*
    })*) => {
        $(mod $module {
            pub(super) mod start {
                include!(concat!(env!("CARGO_MANIFEST_DIR"), "/start/", $exercise, ".rs"));
                pub(in super::super) const MAIN: fn() = main;
            }
            pub(super) mod solution {
                include!(concat!(env!("CARGO_MANIFEST_DIR"), "/solutions/", $exercise, ".rs"));
                pub(in super::super) const MAIN: fn() = main;
            }
            $(pub(super) mod $attempt {
                include!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/tests/attempts/", $exercise, "/", stringify!($attempt), ".rs"
                ));
                pub(in super::super) const MAIN: fn() = main;
            })*
        })*

        pub(crate) static CASES: &[Case] = &[$(
            Case {
                exercise: $exercise, file: "start", kind: Kind::Start, main: $module::start::MAIN,
                diagnosis: Diagnosis::$start, line: Some(Aspect::$line),
            },
            Case {
                exercise: $exercise, file: "solution", kind: Kind::Solution,
                main: $module::solution::MAIN, diagnosis: Diagnosis::Passed, line: None,
            },
            $(Case {
                exercise: $exercise, file: stringify!($attempt), kind: Kind::Attempt,
                main: $module::$attempt::MAIN, diagnosis: Diagnosis::$diagnosis, line: None,
            },)*
        )*];
    };
}

cases! {
    "01_first_large" first_large Gentle MoreThanNeeded {
        all_then_look MoreThanNeeded
        in_threads TooManyAtOnce
        from_the_end WrongAnswer
        index_of_nothing PanickedOnNothing
    }
    "01_price_once" price_once Gentle MoreThanNeeded {
        remembers_only_the_last MoreThanNeeded
        in_threads TooManyAtOnce
        forgets_the_repeated WrongAnswer
    }
    "02_all_at_once" all_at_once Overlapped JoinedTooEarly {
        lazy_iterator JoinedTooEarly
        nobody_joins NobodyJoined
        in_the_order_of_their_ends WrongOrder
        one_after_the_other OneAfterTheOther
        ends_the_program EndedTheProgram
        polls_for_ever EndlessLoop
        prints_for_ever FloodsTheTerminal
        calls_itself Died
    }
    "02_few_workers" few_workers Gentle TooManyAtOnce {
        batches_of_four InBatches
        equal_shares UnevenShares
        guard_in_while_let LockHeldAtWork
        loses_the_remainder SomeMissing
    }
    "03_keep_connections" keep_connections Gentle OpenedTooOften {
        one_for_all LockHeldAtWork
        one_by_one OneAfterTheOther
        one_for_each_post TooManyAtOnce
        never_closed LeftOpen
    }
    "03_one_bad_post" one_bad_post Right Panicked {
        drops_the_failures SomeMissing
        empty_for_failed ErrorHidden
        one_by_one OneAfterTheOther
        caught_too_late WrongAnswer
    }
    "04_all_cores" all_cores Overlapped OneAfterTheOther {
        a_thread_for_each TooManyAtOnce
        loses_the_remainder SomeMissing
        shares_of_nothing PanickedOnNothing
    }
    "04_start_then_wait" start_then_wait Overlapped WaitedTooEarly {
        lazy_iterator WaitedTooEarly
        nobody_waits NobodyJoined
        from_the_last_to_the_first WrongOrder
    }
    "05_one_total" one_total Right LostUpdates {
        two_locks_for_one_update LostUpdates
        lock_held_at_work LockHeldAtWork
        nobody_joins NobodyJoined
    }
    "05_two_accounts" two_accounts Right WaitsForEver {
        the_other_one_first WaitsForEver
        one_lock_for_all LockHeldAtWork
        writes_what_it_read WrongAnswer
    }
    "06_one_word" one_word Overlapped OneAfterTheOther {
        a_thread_for_each TooManyAtOnce
        one_large_piece OneAfterTheOther
        without_the_empty_ones SomeMissing
    }
    "06_their_order" their_order Right WrongOrder {
        sorts_afterwards WrongOrder
        bridged WrongOrder
        on_one_core OneAfterTheOther
    }
    "07_all_awaited" all_awaited Overlapped OneAfterTheOther {
        futures_do_nothing OneAfterTheOther
        awaits_in_the_loop OneAfterTheOther
        in_the_order_of_their_ends WrongOrder
        nobody_awaits SomeMissing
    }
    "07_polite_client" polite_client Gentle TooManyAtOnce {
        permit_dropped_at_once TooManyAtOnce
        batches_of_twenty InBatches
        one_after_the_other OneAfterTheOther
    }
    "08_hand_over" hand_over Overlapped OneAfterTheOther {
        spawned_on_the_one_thread OneAfterTheOther
        gives_way_in_between OneAfterTheOther
        in_the_order_of_their_ends WrongOrder
    }
    "08_room_to_wait" room_to_wait Overlapped TooFewAtOnce {
        eight_are_many TooFewAtOnce
        a_thread_for_each TooManyAtOnce
        batches_of_sixteen InBatches
    }
    "09_piece_by_piece" piece_by_piece Gentle HoldsTooMuch {
        adds_up_at_the_end HoldsTooMuch
        a_thread_for_each_piece TooManyAtOnce
        one_after_the_other OneAfterTheOther
        loses_the_remainder SomeMissing
    }
    "09_whole_lines" whole_lines Right WrongAnswer {
        without_the_broken_lines WrongAnswer
        one_line_each MoreThanNeeded
        cut_in_a_letter Panicked
        in_one_piece OneAfterTheOther
    }
    "10_own_counts" own_counts Overlapped LockHeldAtWork {
        locked_before_it_looks_up LockHeldAtWork
        keeps_the_last_counts WrongAnswer
        a_thread_for_each_event TooManyAtOnce
        one_after_the_other OneAfterTheOther
    }
    "10_whole_users" whole_users Right WrongAnswer {
        a_session_less_for_each_cut WrongAnswer
        a_thread_for_each_user TooManyAtOnce
        one_after_the_other OneAfterTheOther
    }
    "11_share_the_rows" share_the_rows Fast UnevenShares {
        slow_one_first UnevenShares
        equal_shares UnevenShares
        two_threads_for_each_model TooManyAtOnce
        one_after_the_other OneAfterTheOther
    }
    "11_share_the_table" share_the_table Gentle CopiedTooOften {
        copied_in_the_thread CopiedTooOften
        table_behind_a_lock LockHeldAtWork
        one_after_the_other OneAfterTheOther
    }
    "12_close_the_channel" close_the_channel Right WaitsForEver {
        dropped_too_late WaitsForEver
        receives_in_the_loop JoinedTooEarly
        takes_what_is_there NobodyJoined
    }
    "12_little_room" little_room Gentle HoldsTooMuch {
        room_for_all HoldsTooMuch
        all_then_write HoldsTooMuch
        joins_before_it_writes WaitsForEver
        one_after_the_other OneAfterTheOther
    }
}
