use std::time::Duration;

use super::*;

#[test]
fn the_process_of_a_version_predicts_nothing_and_starts_nothing() {
    let mut lesson = Lesson::new("chapter", &OutputArgs::default());
    lesson.is_isolated = true;
    lesson.shared = Some("http://127.0.0.1:3000".to_owned());
    let predict = || -> Duration { panic!("it predicts") };
    let answer = lesson.version("threads").predict_with(predict).run(|| 8);
    let start = || -> Result<(String, ())> { panic!("it starts a server") };
    let (url, started) = lesson.share(start).unwrap();
    assert_eq!((url.as_str(), started, answer), ("http://127.0.0.1:3000", None, Some(8)));
}

#[test]
fn nothing_is_tried_out_for_a_version_that_is_not_wanted() {
    let only = OutputArgs { only: vec!["threads".to_owned()], ..OutputArgs::default() };
    let mut lesson = Lesson::new("chapter", &only);
    let predict = || -> Duration { panic!("it predicts") };
    assert_eq!(lesson.version("tokio").predict_with(predict).run(|| 8), None);
}

#[test]
fn what_was_shown_is_not_shown_again_and_predictions_wait_for_the_end() {
    for predict in [false, true] {
        let output = OutputArgs { predict, ..OutputArgs::default() };
        let mut lesson = Lesson::new("chapter", &output).show_jobs();
        for (job, shown) in [("a", 1), ("b", 2)] {
            lesson.next_job();
            lesson.version(job).run(|| drop(crate::task("task")));
            lesson.show_job();
            assert_eq!(lesson.shown, if predict { 0 } else { shown });
        }
        lesson.show();
        assert_eq!(lesson.shown, 2);
    }
}

#[test]
fn rounds_of_a_version_are_one_in_the_report() {
    let mut lesson = Lesson::new("chapter", &OutputArgs::default());
    for round in lesson.rounds(3) {
        lesson.version("sequential").run(|| drop(crate::task("a")));
        let broken = || if round == 1 { Err("broke") } else { Ok(()) };
        lesson.version("threads").try_run(broken);
    }
    let [sequential, threads] = lesson.runs() else { panic!("{:?}", lesson.runs()) };
    assert_eq!((sequential.rounds_s.len(), threads.rounds_s.len()), (3, 3));
    assert_eq!(threads.failures, ["broke"]);
    assert_eq!(threads.baseline, "sequential");
}
