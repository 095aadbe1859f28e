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
    /// What it has to be told besides, which nothing else is told.
    pub(crate) says: &'static str,
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
        $($attempt:ident $diagnosis:ident $($says:literal)?)*
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
                diagnosis: Diagnosis::$start, line: Some(Aspect::$line), says: "",
            },
            Case {
                exercise: $exercise, file: "solution", kind: Kind::Solution,
                main: $module::solution::MAIN, diagnosis: Diagnosis::Passed, line: None, says: "",
            },
            $(Case {
                exercise: $exercise, file: stringify!($attempt), kind: Kind::Attempt,
                main: $module::$attempt::MAIN, diagnosis: Diagnosis::$diagnosis, line: None,
                says: concat!("", $($says)?),
            },)*
        )*];
    };
}

cases! {
    "01_first_large" first_large Gentle MoreThanNeeded {
        all_then_look MoreThanNeeded
        in_threads MoreThanNeeded
        from_the_end WrongAnswer
        index_of_nothing PanickedOnNothing
    }
    "01_price_once" price_once Gentle MoreThanNeeded {
        remembers_only_the_last MoreThanNeeded
        in_threads MoreThanNeeded
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
        nobody_awaits NobodyJoined
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
    "13_a_staircase" a_staircase Right NotAnswered {
        lock_across_the_wait Misread "Then all five threads would be there from the beginning"
        nobody_joins Misread "Of a thread that nobody waits for"
        one_thread_for_all Misread "One thread is one row"
    }
    "13_ends_in_pairs" ends_in_pairs Right NotAnswered {
        lock_across_the_call Misread "Who shares one lock ends alone"
        random_pauses Misread "Then they would come one by one"
        two_workers Misread "Two workers are two rows"
    }
    "13_ends_in_steps" ends_in_steps Right NotAnswered {
        blocking_call Misread "Then all rows would be named `main`"
        joined_in_the_loop Misread "Then no thread would begin before another has ended"
        too_many_threads Misread "Who computes has a solid bar"
    }
    "13_ends_together" ends_together Right NotAnswered {
        all_are_awaited Misread "Then only the third bar would be short"
        nobody_awaits Misread "Then their bars would end in `>`"
        one_by_one Misread "Then one bar would begin where another ends"
    }
    "13_five_times_main" five_times_main Right NotAnswered {
        awaited_in_the_loop Misread "Then a bar would begin only where another ends"
        lock_between_threads Misread "Threads have names of their own"
        one_error_loses_all Misread "Then all bars would end at the same moment"
    }
    "13_four_to_compute" four_to_compute Right NotAnswered {
        half_as_long Misread "That would be so if there were a core for each of them"
        quarter_as_long Misread "All work would have to be done in a quarter of the time"
        twice_as_long Misread "The work does not grow"
    }
    "13_four_to_wait" four_to_wait Right NotAnswered {
        as_long_as_two Misread "That would be so if they computed"
        quarter_as_long Misread "A quarter is the time of one download"
        twice_as_long Misread "No download takes longer because others are on their way"
    }
    "13_full_of_gaps" full_of_gaps Right NotAnswered {
        in_batches Misread "Then bars would begin in fours"
        lock_across_the_fetch Misread "Then there would never be two bars above each other"
        uneven_shares Misread "Then its row would be full"
    }
    "13_no_end" no_end Right NotAnswered {
        nobody_joins Misread "Then their bars would end in `>`"
        one_download_hangs Misread "Count the bars that end in `]`"
        slow_to_add_up Misread "Five numbers are added up in no time"
    }
    "13_on_one_thread" on_one_thread Right NotAnswered {
        a_thread_for_each Misread "Threads have names of their own"
        awaited_in_the_loop Misread "Then there would be one row"
        blocking_calls Misread "Then one would end after another"
    }
    "13_one_row_ends_early" one_row_ends_early Right NotAnswered {
        in_batches Misread "Then there would be gaps behind the short bars"
        lock_across_the_wait Misread "Then there would never be two bars above each other"
        one_gave_up Misread "Count the bars"
    }
}
