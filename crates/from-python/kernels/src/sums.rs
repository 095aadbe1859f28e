//! Sales by region, from the text of a CSV file: chapter 09's question in a small form.

use std::{collections::BTreeMap, error::Error, fmt, ops::Range, str};

use csv::{ByteRecord, Position, ReaderBuilder};
use rayon::prelude::*;

/// What was sold in one region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many rows it has.
    pub rows: u64,
    /// How many units were sold.
    pub units: u64,
    /// For how much, in cents, which are exact.
    pub cents: u64,
}

/// The first row that cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Where it begins, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl Error for BadRow {}

/// The sums of each region.
pub type Regions = BTreeMap<String, Sums>;

impl Sums {
    fn add(&mut self, more: Self) {
        self.rows += more.rows;
        self.units += more.units;
        self.cents += more.cents;
    }
}

/// How many pieces each thread gets, so that none waits long for another's last one.
const PIECES: usize = 8;

// ANCHOR: sums
/// The sums of each region.
pub fn sum_by_region(text: &[u8]) -> Result<Regions, BadRow> {
    let (columns, rows) = header(text)?;
    join(text, vec![sum_piece(&text[rows.clone()], columns)], &[rows])
}

/// The same in pieces, on all cores.
pub fn sum_by_region_with_rayon(text: &[u8]) -> Result<Regions, BadRow> {
    let (columns, rows) = header(text)?;
    let pieces = cut(text, rows, PIECES * rayon::current_num_threads());
    let sum = |piece: &Range<usize>| sum_piece(&text[piece.clone()], columns);
    let parts = pieces.par_iter().map(sum).collect();
    join(text, parts, &pieces)
}
// ANCHOR_END: sums

/// The places of `region`, `units` and `price` in a row.
type Columns = [usize; 3];
const NAMES: [&str; 3] = ["region", "units", "price"];

/// Where the columns are in a row, and the rows in the text.
fn header(text: &[u8]) -> Result<(Columns, Range<usize>), BadRow> {
    let bad = |what| BadRow { line: 1, what };
    let mut names = ByteRecord::new();
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(text);
    reader
        .read_byte_record(&mut names)
        .map_err(|error| bad(error.to_string()))?;
    let mut columns = Columns::default();
    for (column, name) in columns.iter_mut().zip(NAMES) {
        let place = names.iter().position(|it| it == name.as_bytes());
        *column =
            place.ok_or_else(|| bad(format!("there is no column `{name}`")))?;
    }
    let begin = reader.position().byte() as usize;
    Ok((columns, begin..text.len()))
}

/// Cuts rows into about so many pieces. A row ends where a line does, unless that is within quotes:
/// then the number of quotes before it is odd.
fn cut(text: &[u8], rows: Range<usize>, count: usize) -> Vec<Range<usize>> {
    let size = rows.len() / count + 1;
    let (mut begin, mut pieces) = (rows.start, Vec::new());
    while begin < rows.end {
        let near = rows.end.min(begin + size);
        let quotes =
            text[begin..near].iter().filter(|&&byte| byte == b'"').count();
        let mut in_quotes = quotes % 2 == 1;
        let mut is_end = |&byte: &u8| {
            in_quotes ^= byte == b'"';
            byte == b'\n' && !in_quotes
        };
        let end = text[near..rows.end].iter().position(&mut is_end);
        let end = end.map_or(rows.end, |end| near + end + 1);
        pieces.push(begin..end);
        begin = end;
    }
    pieces
}

/// The sums of some rows. The line of a bad one is counted from the first of them.
fn sum_piece(rows: &[u8], columns: Columns) -> Result<Regions, BadRow> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(rows);
    let (mut row, mut regions) = (ByteRecord::new(), Regions::new());
    loop {
        let begin = reader.position().clone();
        let bad = |what| BadRow { line: line_of_row(rows, &begin), what };
        match reader.read_byte_record(&mut row) {
            Ok(true) => add(&row, columns, &mut regions).map_err(bad)?,
            Ok(false) => return Ok(regions),
            Err(error) => return Err(bad(error.to_string())),
        }
    }
}

/// The line on which a row begins: the reader counts blank lines before it as part of it.
fn line_of_row(rows: &[u8], begin: &Position) -> u64 {
    let before = rows[begin.byte() as usize..]
        .iter()
        .take_while(|&byte| b"\r\n".contains(byte));
    begin.line() + before.filter(|&&byte| byte == b'\n').count() as u64
}

/// Adds a row to its region.
fn add(
    row: &ByteRecord,
    columns: Columns,
    regions: &mut Regions,
) -> Result<(), String> {
    let cell = |column| {
        let name = NAMES[column];
        let cell = row
            .get(columns[column])
            .ok_or_else(|| format!("it has no {name}"))?;
        str::from_utf8(cell).map_err(|_| format!("its {name} is not UTF-8"))
    };
    let (region, units, price) = (cell(0)?, cell(1)?, cell(2)?);
    let no_number = |text: &str, name| format!("`{text}` is no {name}");
    let units: u32 =
        units.parse().map_err(|_| no_number(units, "number of units"))?;
    let cents = cents(price).ok_or_else(|| no_number(price, "price"))?;
    if !regions.contains_key(region) {
        regions.insert(region.to_owned(), Sums::default());
    }
    if let Some(sums) = regions.get_mut(region) {
        sums.add(Sums {
            rows: 1,
            units: units.into(),
            cents: u64::from(units) * cents,
        });
    }
    Ok(())
}

/// A price such as `19.99` or `20`, in cents.
fn cents(price: &str) -> Option<u64> {
    let (whole, cents) = price.split_once('.').unwrap_or((price, "00"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole: u32 = whole.parse().ok()?;
    let cents: u64 =
        cents.parse().ok().filter(|_| cents.len() == 2 && digits(cents))?;
    Some(u64::from(whole) * 100 + cents)
}

/// Makes one answer of those of all pieces; or names the first bad row of all.
fn join(
    text: &[u8],
    parts: Vec<Result<Regions, BadRow>>,
    pieces: &[Range<usize>],
) -> Result<Regions, BadRow> {
    let mut whole = Regions::new();
    for (part, piece) in parts.into_iter().zip(pieces) {
        let part = part.map_err(|bad| {
            let before = text[..piece.start]
                .iter()
                .filter(|&&byte| byte == b'\n')
                .count();
            BadRow { line: before as u64 + bad.line, ..bad }
        })?;
        for (region, sums) in part {
            whole.entry(region).or_default().add(sums);
        }
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALES: &str = "\
product,region,units,price
\"Gift box\n(6 cups)\",North,2,10.50
Tea,South,1,0.99

\"Plate, 10\"\"\",North,3,20
";

    /// The answer, which must be the same in one piece and in many.
    fn sums(text: &str) -> Result<Regions, String> {
        let answer = sum_by_region(text.as_bytes());
        assert_eq!(sum_by_region_with_rayon(text.as_bytes()), answer);
        let (columns, rows) = header(text.as_bytes()).unwrap();
        for count in 1..=rows.len() {
            let pieces = cut(text.as_bytes(), rows.clone(), count);
            let part = |piece: &Range<usize>| {
                sum_piece(&text.as_bytes()[piece.clone()], columns)
            };
            let parts = pieces.iter().map(part).collect();
            assert_eq!(
                join(text.as_bytes(), parts, &pieces),
                answer,
                "{count} pieces"
            );
        }
        answer.map_err(|bad| bad.to_string())
    }

    #[test]
    fn regions_are_summed_wherever_the_text_is_cut() {
        let regions = sums(SALES).unwrap();
        assert_eq!(regions["North"], Sums { rows: 2, units: 5, cents: 8_100 });
        assert_eq!(regions["South"], Sums { rows: 1, units: 1, cents: 99 });
        assert!(sums("region,units,price\n").unwrap().is_empty());
        let crlf = SALES.replace('\n', "\r\n");
        assert_eq!(sums(crlf.trim_end()).unwrap(), regions);
    }

    #[test]
    fn the_first_bad_row_is_named_with_its_line() {
        for (from, to, named) in [
            ("South,1,", "South,one,", "line 4: `one` is no number of units"),
            ("South,1,", "South,-1,", "line 4: `-1` is no number of units"),
            ("3,20", "3,20.+5", "line 6: `20.+5` is no price"),
            ("3,20", "3,", "line 6: `` is no price"),
            ("3,20", "3", "line 6: it has no price"),
        ] {
            let bad = SALES.replace(from, to) + "Tea,West,nothing,nothing\n";
            assert_eq!(sums(&bad).unwrap_err(), named);
        }
    }

    #[test]
    fn a_missing_column_is_named() {
        let text = "region,units\nNorth,1\n".as_bytes();
        let bad = sum_by_region(text).unwrap_err();
        assert_eq!(bad.to_string(), "line 1: there is no column `price`");
        assert_eq!(sum_by_region_with_rayon(text), Err(bad));
    }
}
