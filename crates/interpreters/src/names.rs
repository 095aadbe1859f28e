//! What Pythons are called in a table: each as short as tells it from the others.

use super::ask::Answer;

/// How long a name may have to be.
#[derive(Clone, Copy)]
enum Form {
    /// `CPython 3.13`
    Short,
    /// `CPython 3.13.5`
    Exact,
    /// `CPython 3.13 (my-environment)`
    Folder,
    /// `CPython 3.13 (/usr/local/bin/python3.13)`
    Path,
}

/// A name for each.
pub(super) fn names(answers: &[Answer]) -> Vec<String> {
    let forms = [Form::Short, Form::Exact, Form::Folder];
    let is_alone =
        |name: &String, form| answers.iter().filter(|it| it.name(form) == *name).count() == 1;
    let name = |answer: &Answer| {
        let mut names = forms.into_iter().map(|form| (answer.name(form), form));
        let alone = names.find(|(name, form)| is_alone(name, *form));
        alone.map_or_else(|| answer.name(Form::Path), |(name, _)| name)
    };
    answers.iter().map(name).collect()
}

impl Answer {
    fn name(&self, form: Form) -> String {
        let shown = |(major, minor, micro)| match form {
            Form::Exact => format!("{major}.{minor}.{micro}"),
            _ => format!("{major}.{minor}"),
        };
        let threads = match (self.has_gil, self.is_free_threaded) {
            (false, _) => " free-threaded",
            (true, true) => " free-threaded, GIL on",
            (true, false) => "",
        };
        // PyPy counts its versions in its own way.
        let language =
            (self.release != self.version).then(|| format!("Python {}", shown(self.version)));
        let place = match form {
            Form::Short | Form::Exact => None,
            Form::Folder => Some(self.prefix.file_name().unwrap_or_default().display().to_string()),
            Form::Path => Some(self.executable.display().to_string()),
        };
        let more: Vec<String> = language.into_iter().chain(place).collect();
        let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
        format!("{} {}{threads}{more}", self.implementation, shown(self.release))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python(version: (u32, u32, u32), has_gil: bool, folder: &str) -> Answer {
        Answer {
            implementation: "CPython".to_owned(),
            version,
            release: version,
            has_gil,
            is_free_threaded: !has_gil,
            executable: format!("{folder}/bin/python3").into(),
            prefix: folder.into(),
        }
    }

    #[test]
    fn a_name_is_as_short_as_tells_one_from_the_others() {
        let (old, new) = ((3, 11, 2), (3, 11, 7));
        let pairs = [
            (python(old, true, "/usr"), python((3, 13, 5), true, "/opt"), "CPython 3.11"),
            (python(old, true, "/usr"), python(old, false, "/opt"), "CPython 3.11"),
            (python(old, false, "/usr"), python(old, true, "/o"), "CPython 3.11 free-threaded"),
            (python(old, true, "/usr"), python(new, true, "/opt"), "CPython 3.11.2"),
            (python(old, true, "/my own"), python(old, true, "/opt"), "CPython 3.11 (my own)"),
            (
                python(old, true, "/a/b"),
                python(old, true, "/c/b"),
                "CPython 3.11 (/a/b/bin/python3)",
            ),
        ];
        for (one, other, expected) in pairs {
            assert_eq!(names(&[one, other])[0], expected);
        }
    }

    #[test]
    fn a_gil_that_was_turned_on_is_named() {
        let answer = Answer { has_gil: true, ..python((3, 13, 5), false, "/usr") };
        assert_eq!(names(&[answer]), ["CPython 3.13 free-threaded, GIL on"]);
    }

    #[test]
    fn pypy_is_named_by_its_own_version_and_by_that_of_the_language() {
        let pypy = |folder| Answer {
            implementation: "PyPy".to_owned(),
            release: (7, 3, 11),
            ..python((3, 9, 16), true, folder)
        };
        assert_eq!(names(&[pypy("/usr")]), ["PyPy 7.3 (Python 3.9)"]);
        let twice = names(&[pypy("/usr"), pypy("/my own")]);
        assert_eq!(twice, ["PyPy 7.3 (Python 3.9, usr)", "PyPy 7.3 (Python 3.9, my own)"]);
    }
}
