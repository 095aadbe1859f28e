//! Runs the versions of chapter 09; started again as `worker`, it is one of the processes.

use anyhow::{Context, anyhow, bail};
use rayon::ThreadPoolBuilder;

use chapter_09_csv_files::{
    CsvFile, Folder, Query, Request, Sums, Task, fast, sum_in_processes,
    sum_piece, sum_sequentially, sum_with_rayon,
    workbooks::{
        FolderSums, sum_workbooks_sequentially, sum_workbooks_with_rayon,
    },
};
use stopwatch::Lesson;

mod args;
mod predict;
mod show;

use args::{Args, Role, VERSIONS};

/// How many pieces each thread gets: enough that none waits long for another's last one.
const PIECES: usize = 8;

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    if let Some(Role::Worker) = args.command {
        return Ok(stopwatch::answer_jobs(|task: Task| task.work())?);
    }
    args.check_files();
    stopwatch::room_for_threads(args.workers()).map_err(anyhow::Error::msg)?;
    let threads = ThreadPoolBuilder::new().num_threads(args.workers());
    threads.build_global().map_err(|error| {
        anyhow!(
            "rayon could not start its threads ({})",
            stopwatch::refusal(&error)
        )
    })?;
    let request = args.request();
    let (file, workbooks) = (args.csv_file()?, args.workbooks()?);
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);

    if let Some(file) = file {
        sum_file(&args, &file, &file.query(&request)?, &mut lesson)?;
    }
    lesson.next_job();
    if let Some(workbooks) = workbooks {
        sum_workbooks(&args, &workbooks, &request, &mut lesson);
    }

    lesson.finish()
}

/// One large CSV file.
fn sum_file(
    args: &Args,
    file: &CsvFile,
    query: &Query,
    lesson: &mut Lesson,
) -> anyhow::Result<()> {
    if !args.output.predict {
        file.warm_up()
            .with_context(|| format!("could not read {}", file.name()))?;
    }
    let truncated =
        file.may_be_truncated(query).with_context(|| file.name())?;
    let (workers, busy_cores) = (args.workers(), args.busy_cores());
    let pieces = PIECES * workers;
    let one_core = predict::one_core(file, query, sum_piece);
    let all_cores = one_core / busy_cores;
    let fast = predict::one_core(file, query, fast::sum_piece) / busy_cores;
    let mut run = |name,
                   workers,
                   predicted,
                   sum: &dyn Fn() -> anyhow::Result<Sums>| {
        lesson.version(name).workers(workers).predict(predicted).try_run(|| {
            let sums = sum()?;
            match truncated.as_ref().filter(|_| query.is_strict()) {
                Some(column) => {
                    bail!("{}: {}", file.name(), show::may_be_truncated(column))
                }
                None => Ok(sums),
            }
        })
    };
    let answers = [
        run("sequential", 1, one_core, &|| sum_sequentially(file, query)),
        run("rayon", workers, all_cores, &|| {
            sum_with_rayon(file, query, pieces)
        }),
        run("processes", workers, all_cores, &|| {
            sum_in_processes(file, query, workers)
        }),
        run("fast", workers, fast, &|| fast::sum_fast(file, query, pieces)),
    ];
    if let Some(sums) = answers.into_iter().flatten().next() {
        show::answer(query.by(), &query.sums().collect::<Vec<_>>(), &sums);
        show::truncated(truncated.as_deref());
    }
    Ok(())
}

/// A folder of workbooks. Those that cannot be read are failures; the others are summed all the same.
fn sum_workbooks(
    args: &Args,
    folder: &Folder,
    request: &Request,
    lesson: &mut Lesson,
) {
    let files = &folder.workbooks;
    let one_core = predict::workbooks(files, request);
    let all_cores = one_core / args.busy_cores().min(files.len() as u32);
    let mut run =
        |name, predicted, sum: &dyn Fn() -> anyhow::Result<FolderSums>| {
            let folder_sums =
                lesson.version(name).predict(predicted).try_run(sum)?;
            lesson.add_failures(folder_sums.broken);
            Some((folder_sums.sums, folder_sums.unread))
        };
    let answers = [
        run("excel-sequential", one_core, &|| {
            sum_workbooks_sequentially(files, request)
        }),
        run("excel-rayon", all_cores, &|| {
            sum_workbooks_with_rayon(files, request)
        }),
    ];
    if let Some((sums, unread)) = answers.into_iter().flatten().next() {
        let names: Vec<&str> =
            request.sums.iter().map(|sum| sum.name.as_str()).collect();
        show::answer(&request.by, &names, &sums);
        show::unread(&unread, &folder.others);
    }
}
