//! Random files, made mostly of bytes that mean something in CSV.

use proptest::prelude::*;

use super::{HEADERS, answer};

const BLANKS: &str = "\n\n\n\n\n\n\r\r\r\r\r\r\r\n\r\n\r\n\r\n\r\n\n\n\n\n\n\n\n\n\n\n\n\r\r\r\r\r\r\n";

/// Random text, made mostly of bytes that mean something in CSV.
fn any_rows() -> impl Strategy<Value = Vec<u8>> {
    const CELLS: &[&str] = &[
        "",
        "a",
        "N",
        "1",
        "2.5",
        "-3",
        "n/a",
        "\"",
        "\"\"",
        "\"\"\"",
        "\"N\"",
        "\"1\"",
        "\"a,\nb\"",
        "5\" pipe",
        "\"a\"b",
        "\"x\r\n\n\"",
        " 7 ",
        "\u{FEFF}N",
        "é",
        "\"open",
        "a\rb",
        "\"a\rb\r\n\"",
        "1e3",
        "0.1234567",
        "3,5",
        "3;5",
    ];
    const ENDS: &[&str] = &[
        "\n", "\r\n", "\n\n", "\r\n\r\n", "\r", "", "\r\r\n", "\n\r", "\r\r",
        BLANKS,
    ];
    let rows = prop::collection::vec(
        (
            prop::collection::vec(prop::sample::select(CELLS), 1..5),
            prop::sample::select(ENDS),
        ),
        0..25,
    );
    let rows = rows.prop_map(|rows| {
        let rows = rows.iter().map(|(cells, end)| cells.join(",") + end);
        rows.collect::<String>().into_bytes()
    });
    let simple = prop::collection::vec(
        prop::sample::select(
            &[("tea", "N"), ("\"a,\nb\"", "\"S\""), ("\"a\"\"b\"", "é")][..],
        ),
        0..25,
    );
    let end = prop::sample::select(&["\n", "\r\n", "\r"][..]);
    let simple = (simple, end).prop_map(|(rows, end)| {
        let rows = rows
            .iter()
            .map(|(product, region)| format!("{product},{region},2,1.5{end}"));
        rows.collect::<String>().into_bytes()
    });
    let bytes = prop::collection::vec(
        prop::sample::select(&b",,,\"\"\n\n\r1.aN\xFF"[..]),
        0..200,
    );
    prop_oneof![rows, simple, bytes]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn wherever_a_file_is_cut_its_answer_is_the_same(
        header in prop::sample::select(HEADERS),
        rows in any_rows(),
        pieces in 1..40_usize,
        strict in prop::bool::weighted(0.1),
    ) {
        let _ = answer(&[header.as_bytes(), &rows].concat(), strict, pieces);
    }
}
