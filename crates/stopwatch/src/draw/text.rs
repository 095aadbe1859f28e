//! Durations, counts and words from outside, as people read them.

use std::borrow::Cow;

/// A duration in seconds, rounded as the notebook rounds: `6.0 s`, `4.01 s`, `0.44 s`; below a
/// tenth of a second in milliseconds.
pub fn duration(seconds: f64) -> String {
    if seconds >= 0.1 {
        format!("{} s", rounded(seconds))
    } else if seconds >= 1e-3 {
        format!("{:.1} ms", seconds * 1e3)
    } else {
        format!("{:.3} ms", seconds * 1e3)
    }
}

/// A duration with two digits, in the unit that fits: `0.18 µs`, `77 µs`, `2.1 ms`; `us` in plain
/// characters.
pub fn short_duration(seconds: f64, ascii: bool) -> String {
    let microsecond = if ascii { "us" } else { "µs" };
    let (value, unit) = match seconds {
        ..1e-3 => (seconds * 1e6, microsecond),
        ..1.0 => (seconds * 1e3, "ms"),
        _ => (seconds, "s"),
    };
    let decimals = match value {
        ..1.0 => 2,
        ..10.0 => 1,
        _ => 0,
    };
    format!("{value:.decimals$} {unit}")
}

/// `seconds` with two decimals, less a trailing zero, as Python's `round(seconds, 2)` prints it;
/// with four below a tenth of a second, where two would say nothing.
pub(crate) fn rounded(seconds: f64) -> String {
    if seconds < 0.1 {
        return format!("{seconds:.4}");
    }
    let two_decimals = format!("{seconds:.2}");
    match two_decimals.strip_suffix('0') {
        Some(one_decimal) => one_decimal.to_owned(),
        None => two_decimals,
    }
}

/// A whole number with its thousands separated: `664,579`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count with its noun: `1 task`, `1,000 tasks`, `2 processes`.
pub fn counted(number: u64, noun: &str) -> String {
    let plural = match number {
        1 => "",
        _ if noun.ends_with('s') => "es",
        _ => "s",
    };
    format!("{} {noun}{plural}", count(number))
}

/// A size in memory: `512 KiB`, `6.5 MiB`, `64 MiB`.
pub fn bytes(bytes: u64) -> String {
    const KIB: f64 = 1024.0;
    match bytes as f64 {
        bytes if bytes < KIB * KIB => format!("{:.0} KiB", bytes / KIB),
        bytes if bytes < 10.0 * KIB * KIB => format!("{:.1} MiB", bytes / KIB / KIB),
        bytes if bytes < KIB * KIB * KIB => format!("{:.0} MiB", bytes / KIB / KIB),
        bytes => format!("{:.1} GiB", bytes / KIB / KIB / KIB),
    }
}

/// The heading of a column, its words below each other: figures need less room than words.
pub fn stacked(heading: &str) -> String {
    heading.replace(' ', "\n")
}

/// How many cores computed on average: `1.9`.
pub fn cores_busy(cores: f64) -> String {
    format!("{cores:.1}")
}

/// How many times as fast: `5.0×`, `0.02×`, or `5.0x` in plain characters.
pub fn times(factor: f64, ascii: bool) -> String {
    let decimals = match factor {
        ..0.01 => 3,
        ..0.1 => 2,
        _ => 1,
    };
    format!("{factor:.decimals$}{}", if ascii { 'x' } else { '×' })
}

/// A text from outside (a name in a file, an answer of a server) as it may be printed: two different
/// ones never look the same, and none moves the cursor or sets a colour.
///
/// An ordinary text stays as it is. An empty one, one with a control character or another that
/// cannot be seen, one with blanks at an end, one that begins with a quote and one with an accent
/// that is a character of its own are put in quotes, with escapes as in a string of Rust or Python:
/// `"a\nb"`, `"\u{1b}[31m"`, `""`, `"Zu\u{308}rich"`.
pub fn shown(outside: &str) -> Cow<'_, str> {
    let visible = outside.replace(['"', '\'', '\\'], "");
    let is_ordinary = !outside.is_empty()
        && outside.trim() == outside
        && !outside.starts_with('"')
        && !outside.contains(is_accent_apart)
        && visible.escape_debug().eq(visible.chars());
    if is_ordinary {
        return Cow::Borrowed(outside);
    }
    let quoted = format!("{outside:?}");
    let mut escaped = String::with_capacity(quoted.len());
    for character in quoted.chars() {
        match is_accent_apart(character) {
            true => escaped.extend(character.escape_unicode()),
            false => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

/// Whether a character is an accent for the letter before it: the two look like one letter with an
/// accent, but are a different text.
fn is_accent_apart(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// A sentence in which something from outside may stand, as it may be printed: its characters that
/// cannot be seen, which could move the cursor or set a colour, are escaped as by [`shown`].
pub fn sentence(text: &str) -> String {
    const AS_THEY_ARE: [char; 4] = ['\n', '"', '\'', '\\'];
    let pieces = text.split_inclusive(AS_THEY_ARE).map(|piece| {
        let words = piece.trim_end_matches(AS_THEY_ARE);
        format!("{}{}", words.escape_debug(), &piece[words.len()..])
    });
    pieces.collect()
}

/// The beginning of a text from outside, for a message: at most 60 characters, as [`shown`].
pub fn excerpt(outside: &str) -> String {
    const LONGEST: usize = 60;
    match outside.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", shown(outside[..end].trim_end())),
        None => shown(outside).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_texts_from_outside_stay_as_they_are() {
        for text in
            ["North", "New York", "O'Hara", "Zürich", "東京", r"C:\data", "5\" disk", "(empty)"]
        {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn texts_that_would_look_alike_or_move_the_cursor_are_quoted_and_escaped() {
        let texts = [
            "a\nb",
            "\u{1b}[31mred",
            "",
            " a",
            "a\r",
            "a\u{a0}b",
            "\u{200b}a",
            "\"\"",
            "\u{202e}a",
        ];
        for text in texts {
            let shown = shown(text);
            assert!(shown.starts_with('"') && shown.ends_with('"'), "{shown}");
            assert!(
                !shown.chars().any(|char| char.is_control() || char == '\u{202e}'),
                "{shown:?}"
            );
        }
        assert_eq!(shown("a\nb"), r#""a\nb""#);
        assert_eq!(shown(""), r#""""#);
        // One letter, or two that look like it.
        assert_eq!([shown("á"), shown("a\u{301}")], ["á", r#""a\u{301}""#]);
    }

    #[test]
    fn a_sentence_keeps_its_words_and_lines_and_loses_what_nobody_can_see() {
        let plain = "`a` failed: C:\\data's \"x\" — größer\n  Do that.\n";
        assert_eq!(sentence(plain), plain);
        assert_eq!(sentence("a\u{1b}[31m\rb\u{202e}"), r"a\u{1b}[31m\rb\u{202e}");
    }

    #[test]
    fn a_long_text_is_cut_in_a_message() {
        assert_eq!(excerpt("short"), "short");
        assert_eq!(excerpt(&"é".repeat(100)), format!("{} …", "é".repeat(60)));
        assert_eq!(excerpt(&"\u{1b}".repeat(100)), format!("\"{}\" …", r"\u{1b}".repeat(60)));
    }

    #[test]
    fn durations_read_as_in_the_notebook() {
        assert_eq!(duration(6.0004), "6.0 s");
        assert_eq!(duration(4.0123), "4.01 s");
        assert_eq!(duration(0.4449), "0.44 s");
        assert_eq!(duration(0.0123), "12.3 ms");
        assert_eq!(duration(0.000_012), "0.012 ms");
    }

    #[test]
    fn short_durations_have_two_digits_and_the_unit_that_fits() {
        let durations = [0.000_000_18, 0.000_004_56, 0.000_077, 0.0021, 0.31, 2.0];
        assert_eq!(
            durations.map(|seconds| short_duration(seconds, false)),
            ["0.18 µs", "4.6 µs", "77 µs", "2.1 ms", "310 ms", "2.0 s"]
        );
        assert_eq!(short_duration(0.000_077, true), "77 us");
    }

    #[test]
    fn what_is_much_slower_is_not_nothing() {
        assert_eq!(times(5.04, false), "5.0×");
        assert_eq!(times(0.0234, true), "0.02x");
        assert_eq!(times(0.0012, true), "0.001x");
    }

    #[test]
    fn sizes_are_in_the_unit_that_fits() {
        let sizes = [512 << 10, 13 << 19, 64 << 20, 3 << 29].map(bytes);
        assert_eq!(sizes, ["512 KiB", "6.5 MiB", "64 MiB", "1.5 GiB"]);
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1000), "1,000");
        assert_eq!(count(10_000_000), "10,000,000");
        assert_eq!(counted(1, "task"), "1 task");
        assert_eq!(counted(2000, "task"), "2,000 tasks");
        assert_eq!(counted(2, "process"), "2 processes");
    }
}
