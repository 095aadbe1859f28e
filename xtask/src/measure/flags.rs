//! With which flags a chapter, its script in Python and their server are run.

use crate::chapters::About;

/// The flags of the program in Rust; beside Python it does an amount of work that both can manage.
pub(super) fn of_program(about: &About, quick: bool, beside_python: bool) -> Vec<String> {
    let flags = if quick { about.quick.as_slice() } else { &[] };
    if beside_python { replaced(flags, &about.python.sizes) } else { flags.to_vec() }
}

/// The flags of the script: those of the program, without those that it lacks and those of the server.
pub(super) fn of_script(about: &About, quick: bool) -> Vec<String> {
    let flags = of_program(about, quick, true);
    let own = without(&without(&flags, &about.python.server), &about.python.lacks);
    replaced(&own, &about.python.flags)
}

/// The flags of the server that the script downloads from.
pub(super) fn of_server(about: &About, quick: bool) -> Vec<String> {
    let flags = of_program(about, quick, true);
    let others = without(&flags, &about.python.server);
    replaced(&about.python.server, &without(&flags, &others))
}

/// The flags, with others in place of those that have the same names.
fn replaced(flags: &[String], others: &[String]) -> Vec<String> {
    [without(flags, others), others.to_vec()].concat()
}

/// The flags whose names are not among the others, each with its values.
fn without(flags: &[String], others: &[String]) -> Vec<String> {
    let with_values = flags.chunk_by(|_, next| !next.starts_with("--"));
    with_values.filter(|flag| !others.contains(&flag[0])).flatten().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapters::InPython;

    fn words(flags: &str) -> Vec<String> {
        flags.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn program_script_and_server_share_their_sizes_and_each_has_its_own_flags() {
        let python = InPython {
            sizes: words("--waits 500"),
            flags: words("--handful 7"),
            lacks: words("--starts"),
            server: words("--latency-ms 200 --fault 1=slow --fault 2=500"),
            ..InPython::default()
        };
        let quick = words("--waits 900 --only a b --starts 3 --latency-ms 20");
        let about = About { quick, python, ..About::default() };
        let expected = [
            (of_program(&about, true, false), "--waits 900 --only a b --starts 3 --latency-ms 20"),
            (of_program(&about, false, false), ""),
            (of_program(&about, true, true), "--only a b --starts 3 --latency-ms 20 --waits 500"),
            (of_program(&about, false, true), "--waits 500"),
            (of_script(&about, true), "--only a b --waits 500 --handful 7"),
            (of_script(&about, false), "--waits 500 --handful 7"),
            (of_server(&about, true), "--fault 1=slow --fault 2=500 --latency-ms 20"),
            (of_server(&about, false), "--latency-ms 200 --fault 1=slow --fault 2=500"),
        ];
        for (flags, expected) in expected {
            assert_eq!(flags, words(expected));
        }
    }
}
