//! What is asked, before any file is looked at.

/// What is asked, by the names of columns: each file may have them in other places.
#[derive(Clone, Debug)]
pub struct Request {
    /// The column to sum by.
    pub by: String,
    /// What is summed.
    pub sums: Vec<Expression>,
    /// Whether the first row that cannot be used ends everything.
    pub strict: bool,
    /// The sheet of a workbook that is read; without one, the first that is not hidden.
    pub sheet: Option<String>,
    /// What separates the decimals of a number: a point or a comma.
    pub decimal_point: u8,
}

impl Request {
    /// Sums by one column. Some rows may be unusable, and numbers have a decimal point.
    pub fn new(by: &str, sums: &[&str]) -> Self {
        let sums = sums.iter().map(|sum| Expression::parse(sum)).collect();
        Self {
            by: by.to_owned(),
            sums,
            strict: false,
            sheet: None,
            decimal_point: b'.',
        }
    }
}

/// What is summed: a column, or two multiplied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// As it was asked for; it becomes the heading of the sum.
    pub name: String,
    /// The column, and another one by which it is multiplied.
    pub columns: (String, Option<String>),
}

impl Expression {
    /// Parses `units`, or `units*price`.
    pub fn parse(text: &str) -> Self {
        let columns = match text.split_once('*') {
            Some((of, times)) => {
                (of.trim().to_owned(), Some(times.trim().to_owned()))
            }
            None => (text.to_owned(), None),
        };
        Self { name: text.to_owned(), columns }
    }
}
