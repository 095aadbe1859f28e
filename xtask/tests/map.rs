//! The map in CONTRIBUTING.md is true: nothing calls anything that the map does not allow, and nothing
//! runs in a circle.

#![expect(clippy::unwrap_used, reason = "clippy knows test functions, not the helpers beside them")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::MetadataCommand;

/// Each name with those that it may call, or calls.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// A module of a package, such as `["report", "table"]`; `main` and `lib` are `[]`.
type Module = Vec<String>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The lines `name → name, name` of the map below a heading.
fn map(heading: &str) -> Arrows {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let (_, section) = contributing.split_once(heading).unwrap();
    let (_, block) = section.split_once("```text\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let lines = block.lines().map(|line| {
        let (name, others) = line.split_once('→').unwrap();
        let others = others.split(',').map(|other| other.trim().to_owned());
        (name.trim().to_owned(), others.filter(|other| !other.is_empty()).collect())
    });
    lines.collect()
}

/// Fails where something calls what the map does not let it call.
fn check(map: &Arrows, name: &str, called: &str) {
    let Some(allowed) = map.get(name) else { panic!("the map has no line for {name}") };
    assert!(allowed.contains(called), "the map has no arrow from {name} to {called}");
}

#[test]
fn packages_call_only_those_that_the_map_names() {
    let map = map("### Packages");
    let metadata = MetadataCommand::new().current_dir(root()).no_deps().exec().unwrap();
    let names: Vec<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    for package in &metadata.packages {
        let is_chapter = package.name.starts_with("chapter-");
        let name = if is_chapter { "a chapter" } else { package.name.as_str() };
        assert!(map.contains_key(name), "the map has no line for {name}");
        for dependency in &package.dependencies {
            if names.contains(&dependency.name.as_str()) {
                check(&map, name, &dependency.name);
            }
        }
    }
}

#[test]
fn rooms_of_xtask_call_only_those_that_the_map_names() {
    check_rooms("### Rooms of xtask", "xtask");
}

#[test]
fn rooms_of_stopwatch_call_only_those_that_the_map_names() {
    check_rooms("### Rooms of stopwatch", "crates/stopwatch");
}

fn check_rooms(heading: &str, package: &str) {
    let map = map(heading);
    // `main` and `lib` declare them all.
    for (module, called) in arrows(package).into_iter().filter(|(module, _)| !module.is_empty()) {
        for other in called.iter().filter_map(|other| other.first()) {
            if *other != module[0] {
                check(&map, &module[0], other);
            }
        }
    }
}

#[test]
fn no_files_of_xtask_call_each_other_in_a_circle() {
    let mut left = arrows("xtask");
    // A module that calls none of those left is in no circle, nor is one that none of them calls.
    let is_free = |module: &Module, left: &BTreeMap<Module, BTreeSet<Module>>| {
        left[module].is_empty() || !left.values().any(|called| called.contains(module))
    };
    while let Some(free) = left.keys().find(|module| is_free(module, &left)).cloned() {
        left.remove(&free);
        left.values_mut().for_each(|called| called.retain(|other| *other != free));
    }
    let circle: Vec<String> = left.keys().map(|module| module.join("/")).collect();
    assert!(circle.is_empty(), "these call each other in a circle: {}", circle.join(", "));
}

/// Every module of a package with those from which it names something.
fn arrows(package: &str) -> BTreeMap<Module, BTreeSet<Module>> {
    let mut texts = BTreeMap::new();
    read(&root().join(package).join("src"), &Vec::new(), &mut texts);
    let arrows = texts.iter().map(|(module, text)| {
        let children = declared(text).map(|child| [module.as_slice(), &[child]].concat());
        let named = paths(text).into_iter().map(|path| resolve(&texts, module, &path));
        (module.clone(), children.chain(named).filter(|other| other != module).collect())
    });
    arrows.collect()
}

/// The texts of the modules in a folder, without their tests and comments.
fn read(folder: &Path, above: &Module, texts: &mut BTreeMap<Module, String>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let module = if ["main", "lib"].contains(&name.as_str()) {
            above.clone()
        } else {
            [above.as_slice(), &[name]].concat()
        };
        if path.is_dir() {
            read(&path, &module, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.insert(module, without_tests_and_comments(path));
        }
    }
}

fn without_tests_and_comments(file: PathBuf) -> String {
    let text = fs::read_to_string(file).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap();
    code.lines().map(|line| line.split("//").next().unwrap().to_owned() + "\n").collect()
}

/// The modules that a module declares: `mod table;`.
fn declared(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().filter_map(|line| line.strip_suffix(';')?.split_once("mod "));
    lines.map(|(_, name)| name.to_owned())
}

/// Every path that begins with `crate` or `super`.
fn paths(text: &str) -> Vec<Vec<String>> {
    let begins = |word: &'static str| text.match_indices(word).map(|(at, _)| at);
    let is_first = |at: &usize| !text[..*at].ends_with([':', '_', '$']);
    let begin = begins("crate::").chain(begins("super::")).filter(is_first);
    begin.flat_map(|at| expand(&text[at..]).0).collect()
}

/// What a tree such as `a::{b, c::d}` stands for, and the text after it.
fn expand(tree: &str) -> (Vec<Vec<String>>, &str) {
    let tree = tree.trim_start();
    if let Some(mut rest) = tree.strip_prefix('{') {
        let mut paths = Vec::new();
        loop {
            rest = rest.trim_start_matches([',', ' ', '\n']);
            if rest.is_empty() || rest.starts_with('}') {
                return (paths, rest.trim_start_matches('}'));
            }
            let (more, after) = expand(rest);
            paths.extend(more);
            rest = after;
        }
    }
    let end = tree.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let (name, rest) = tree.split_at(end.unwrap_or(tree.len()));
    let name = name.to_owned();
    match rest.strip_prefix("::") {
        Some(below) => {
            let (paths, rest) = expand(below);
            let whole = |path: Vec<String>| [vec![name.clone()], path].concat();
            (paths.into_iter().map(whole).collect(), rest)
        }
        None => (vec![vec![name]], rest),
    }
}

/// The module in which a path ends, even by way of a `pub use`.
fn resolve(texts: &BTreeMap<Module, String>, here: &Module, path: &[String]) -> Module {
    let mut module = here.clone();
    let mut names = path.iter();
    for name in names.by_ref() {
        match name.as_str() {
            "crate" => module.clear(),
            "super" => drop(module.pop()),
            name => {
                let below = [module.as_slice(), &[name.to_owned()]].concat();
                if !texts.contains_key(&below) {
                    return behind_use(&texts[&module], name)
                        .map_or(module.clone(), |child| [module.as_slice(), &[child]].concat());
                }
                module = below;
            }
        }
    }
    module
}

/// The module from which `pub use` or `pub(crate) use` takes a name.
fn behind_use(text: &str, name: &str) -> Option<String> {
    let text = text.replace("pub(crate) use ", "pub use ");
    let uses = text.split("pub use ").skip(1).flat_map(|tree| expand(tree).0);
    let mut taken = uses.filter(|path| path.last().is_some_and(|last| last == name));
    taken.next().map(|path| path[0].clone())
}
