//! "Check yourself": every question has an answer, and every choice a reply. Scripts make buttons of them.

use super::page::{Finding, Page};

const MEND: &str = "begin an answer with the right choice, **so**, and each line below it with a wrong one, \
                    *so*, and what to reply to it";

/// Answers that cannot be clicked.
pub(super) fn without_reply(page: &Page) -> Vec<Finding> {
    let lines = (1..).zip(page.text.lines());
    let section = lines.skip_while(|(_, line)| *line != "## Check yourself").skip(1);
    let section: Vec<(usize, &str)> =
        section.take_while(|(_, line)| !line.starts_with("## ")).collect();
    let end =
        section.iter().position(|(_, line)| line.starts_with("<details")).unwrap_or(section.len());
    let (questions, answers) = section.split_at(end);
    let asked: Vec<usize> = questions.iter().filter_map(numbered).map(|(line, _)| line).collect();
    let parts: Vec<&[(usize, &str)]> = answers
        .chunk_by(|_, next| numbered(next).is_none())
        .filter(|part| numbered(&part[0]).is_some())
        .collect();
    let finding = |line, what: &str| page.finding(line, what.to_owned(), MEND);
    let unanswered =
        asked.iter().skip(parts.len()).map(|line| finding(*line, "a question without an answer"));
    unanswered
        .chain(parts.iter().filter_map(|part| Some(finding(part[0].0, wrong_answer(part)?))))
        .collect()
}

/// What is wrong with an answer and the lines below it.
fn wrong_answer(lines: &[(usize, &str)]) -> Option<&'static str> {
    let (_, answer) = numbered(&lines[0])?;
    let choices: Vec<&str> =
        lines.iter().filter_map(|(_, line)| line.strip_prefix("   - ")).collect();
    if !answer.starts_with("**") {
        Some("an answer that does not begin with the right choice")
    } else if choices.is_empty() {
        Some("an answer without wrong choices")
    } else if !choices.iter().all(|choice| has_reply(choice)) {
        Some("a wrong choice without a reply")
    } else {
        None
    }
}

/// Whether there are words after `*the choice*`.
fn has_reply(choice: &str) -> bool {
    let rest = choice.strip_prefix('*').filter(|rest| !rest.starts_with('*'));
    let reply = rest.and_then(|rest| Some(rest.split_once('*')?.1));
    reply.is_some_and(|reply| reply.contains(char::is_alphabetic))
}

/// The number of the line, and what follows `1. ` on it.
fn numbered<'l>((line, text): &(usize, &'l str)) -> Option<(usize, &'l str)> {
    let (number, rest) = text.split_once(". ")?;
    number.parse::<u32>().ok()?;
    Some((*line, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapters::Workspace;

    const RIGHT: &str = "# Page\n\n## Check yourself\n\n1. How long?\n2. Why?\n\n<details>\n<summary>Answers</summary>\n\n\
                         1. **Six seconds**: three rounds.\n   - *Two* is one round.\n2. **It slept.** It did.\n   \
                         - *Luck*: no.\n   - *Cores* do\n     nothing here.\n\n</details>\n";

    fn findings(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("page.md"), text).unwrap();
        let page = Page::read(folder.path(), "page.md".into()).unwrap();
        without_reply(&page).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn every_choice_has_its_reply() {
        assert_eq!(findings(RIGHT), [""; 0]);
        for (from, to, said) in [
            ("**Six seconds**", "Six seconds", "page.md:11: an answer that does not begin"),
            ("   - *Two* is one round.\n", "", "page.md:11: an answer without wrong choices"),
            ("*Luck*: no.", "*Luck*.", "page.md:13: a wrong choice without a reply"),
            ("*Cores* do", "**Cores** do", "page.md:13: a wrong choice without a reply"),
            ("2. Why?\n", "2. Why?\n3. And?\n", "page.md:7: a question without an answer"),
        ] {
            let found = findings(&RIGHT.replace(from, to));
            assert!(found.len() == 1 && found[0].starts_with(said), "{said}: {found:?}");
        }
    }

    #[test]
    fn every_chapter_asks_something() {
        let workspace = Workspace::read().unwrap();
        let pages = Page::read_all(&workspace.root).unwrap();
        for chapter in &workspace.chapters {
            let name = format!("{}.md", chapter.name.trim_start_matches("chapter-"));
            let page = pages.iter().find(|page| page.name() == name).unwrap();
            assert!(page.text.contains("## Check yourself\n\n1. "), "{name}");
            assert_eq!(without_reply(page).len(), 0, "{name}");
        }
    }
}
