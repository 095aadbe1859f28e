//! JSON as it came.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Value, error::Category, value::RawValue};

/// A text that is JSON, and that is kept as it came: fields in their order, numbers with all their
/// digits. It prints with a line for each field.
#[derive(Clone, Debug)]
pub struct Json(Box<RawValue>);

/// How many layers a report can hold: fields within fields.
const DEEPEST: usize = 100;

impl Json {
    /// Takes a text that is JSON.
    ///
    /// # Errors
    /// Says what is wrong with it, as a clause for a sentence.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        // Numbers that no other program could read are found by reading them.
        if let Err(error) = serde_json::from_str::<Value>(text) {
            let begins_well = text.trim_start().starts_with(['{', '[']);
            return Err(match error.classify() {
                Category::Eof => "the answer is JSON that ends in the middle".to_owned(),
                _ if depth(text) > DEEPEST => "the answer is JSON in too many layers".to_owned(),
                _ if begins_well => format!(
                    "the answer is not JSON after line {}, column {}",
                    error.line(),
                    error.column()
                ),
                _ => "the answer is not JSON".to_owned(),
            });
        }
        if depth(text) > DEEPEST {
            return Err("the answer is JSON in too many layers".to_owned());
        }
        RawValue::from_string(text.trim().to_owned())
            .map(Self)
            .map_err(|_| "the answer is not JSON".to_owned())
    }

    /// A field of an object, as text; `None` where there is none.
    pub fn field(&self, name: &str) -> Option<String> {
        let value: Value = serde_json::from_str(self.0.get()).ok()?;
        match value.get(name)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// With two blanks for each layer, as Python's `json.dumps(…, indent=2)` prints it.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut layers: usize = 0;
        let mut chars = Tokens::new(self.0.get()).peekable();
        while let Some((char, is_in_string)) = chars.next() {
            let new_line =
                |f: &mut fmt::Formatter<'_>, layers: usize| write!(f, "\n{:1$}", "", 2 * layers);
            match char {
                _ if is_in_string => write_visibly(f, char)?,
                '{' | '[' => {
                    write!(f, "{char}")?;
                    layers += 1;
                    if !chars.peek().is_some_and(|(next, _)| matches!(next, '}' | ']')) {
                        new_line(f, layers)?;
                    } else if let Some((end, _)) = chars.next() {
                        layers -= 1;
                        write!(f, "{end}")?;
                    }
                }
                '}' | ']' => {
                    layers -= 1;
                    new_line(f, layers)?;
                    write!(f, "{char}")?;
                }
                ',' => {
                    f.write_str(",")?;
                    new_line(f, layers)?;
                }
                ':' => f.write_str(": ")?,
                _ => write!(f, "{char}")?,
            }
        }
        Ok(())
    }
}

/// Writes a character of a string; one that cannot be seen, or that moves the cursor, as an escape of
/// JSON.
fn write_visibly(f: &mut fmt::Formatter<'_>, char: char) -> fmt::Result {
    let is_visible = matches!(char, '"' | '\\' | '\'') || char.escape_debug().eq([char]);
    if is_visible {
        return write!(f, "{char}");
    }
    let mut units = [0; 2];
    char.encode_utf16(&mut units).iter().try_for_each(|unit| write!(f, "\\u{unit:04x}"))
}

/// The characters of a JSON text that mean something, and whether each is in a string.
struct Tokens<'j> {
    chars: std::str::Chars<'j>,
    is_in_string: bool,
    is_escaped: bool,
}

impl<'j> Tokens<'j> {
    fn new(json: &'j str) -> Self {
        Self { chars: json.chars(), is_in_string: false, is_escaped: false }
    }
}

impl Iterator for Tokens<'_> {
    type Item = (char, bool);

    fn next(&mut self) -> Option<(char, bool)> {
        let is_in_string = self.is_in_string;
        let char = self.chars.by_ref().find(|char| is_in_string || !char.is_ascii_whitespace())?;
        let is_quote = char == '"' && !self.is_escaped;
        self.is_escaped = char == '\\' && is_in_string && !self.is_escaped;
        self.is_in_string ^= is_quote;
        Some((char, is_in_string))
    }
}

/// How many layers of objects and lists there are, or, where there are few objects and lists in all, at
/// most how many.
fn depth(json: &str) -> usize {
    let all = json.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    if all <= DEEPEST {
        return all;
    }
    let mut deepest: usize = 0;
    let mut layers: usize = 0;
    for (char, is_in_string) in Tokens::new(json) {
        match char {
            '{' | '[' if !is_in_string => layers += 1,
            '}' | ']' if !is_in_string => layers = layers.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(layers);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(json: &str) -> String {
        Json::parse(json).unwrap().to_string()
    }

    #[test]
    fn fields_keep_their_order_and_numbers_their_digits() {
        let json = r#"{"b":12345678901234567890123,"a":1.10,"c":[1,{"x":null}],"e":{},"l":[ ],"s":"a, b: {c} \" \\"}"#;
        let expected = "{\n  \"b\": 12345678901234567890123,\n  \"a\": 1.10,\n  \"c\": [\n    1,\n    {\n      \"x\": null\n    }\n  ],\n  \"e\": {},\n  \"l\": [],\n  \"s\": \"a, b: {c} \\\" \\\\\"\n}";
        assert_eq!(printed(json), expected);
        assert_eq!(printed(expected), expected, "what is printed is the same JSON");
        assert_eq!(printed(" [] "), "[]");
        assert_eq!(printed("\"x\""), "\"x\"");
    }

    #[test]
    fn what_is_printed_moves_no_cursor() {
        let json = "{\"a\":\"\u{9b}31m\u{202e}\u{1f600}é\u{e0001}\"}";
        let shown = printed(json);
        assert_eq!(shown, "{\n  \"a\": \"\\u009b31m\\u202e\u{1f600}é\\udb40\\udc01\"\n}");
        let read = |json: &str| serde_json::from_str::<Value>(json).unwrap();
        assert_eq!(read(&shown), read(json));
    }

    #[test]
    fn what_is_not_json_is_said_to_be_that() {
        for (text, wrong) in [
            ("<p>", "the answer is not JSON"),
            ("{\"a\": 1,", "the answer is JSON that ends in the middle"),
            ("{\"a\": 1}\n,", "the answer is not JSON after line 2, column 1"),
            ("[NaN]", "the answer is not JSON after line 1, column 2"),
            (&"[".repeat(101), "the answer is JSON that ends in the middle"),
            (&("[".repeat(101) + &"]".repeat(101)), "the answer is JSON in too many layers"),
            (
                &("[".repeat(100_000) + &"]".repeat(100_000)),
                "the answer is JSON in too many layers",
            ),
        ] {
            assert_eq!(Json::parse(text).unwrap_err(), wrong, "{text:.100}");
        }
        assert!(Json::parse(&("[".repeat(100) + &"]".repeat(100))).is_ok());
    }

    #[test]
    fn a_field_is_text_whether_it_is_a_number_or_a_string() {
        let json = Json::parse(r#"{"id": "7", "n": 8}"#).unwrap();
        let field = |name| json.field(name);
        assert_eq!((field("id").as_deref(), field("n").as_deref()), (Some("7"), Some("8")));
        assert_eq!(field("x"), None);
    }
}
