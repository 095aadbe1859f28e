//! The rooms of this crate use those below them, and none above: `src/lib.rs` says which these are.

use std::{fs, path::Path};

/// From the bottom to the top.
const ROOMS: [&str; 4] = ["report", "measure", "draw", "cli"];

#[test]
fn no_room_uses_one_above_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (floor, room) in ROOMS.iter().enumerate() {
        let files = fs::read_dir(source.join(room)).unwrap().map(|file| file.unwrap().path());
        for file in files.chain([source.join(format!("{room}.rs"))]) {
            let code = fs::read_to_string(&file).unwrap();
            for used in used(&code) {
                let is_below = ROOMS[..=floor].contains(&used.as_str());
                assert!(is_below, "{} uses crate::{used}", file.display());
            }
        }
    }
}

/// What follows `crate::` in the code of a file, its tests and comments left out.
fn used(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let code: String = code.lines().filter(is_code).flat_map(|line| [line, "\n"]).collect();
    let word = |path: &str| {
        path.trim().chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect()
    };
    let mut used = Vec::new();
    for path in code.replace("$crate::", "").split("crate::").skip(1) {
        match path.strip_prefix('{') {
            None => used.push(word(path)),
            Some(list) => used.extend(heads(list).into_iter().map(word)),
        }
    }
    used.retain(|word: &String| !word.is_empty());
    used
}

/// The items of a list of paths up to its closing brace, without what their own lists hold.
fn heads(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut heads) = (1, 0, Vec::new());
    for (at, char) in list.char_indices() {
        match char {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => {
                heads.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            heads.push(&list[start..at]);
            break;
        }
    }
    heads
}

#[test]
fn what_a_file_uses_is_found_in_lists_and_paths() {
    let code =
        "use crate::{\n    a::{b, c},\n    d::e,\n};\nuse crate::f;\nfn g() { crate::h::i() }\n";
    assert_eq!(used(code), ["a", "d", "f", "h"]);
}
