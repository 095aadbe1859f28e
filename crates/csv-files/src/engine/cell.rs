//! What is in a cell of a sheet.

use calamine::{Data, DataRef, ExcelDateTime};

/// What is in a cell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(String),
    Number(String),
    /// And what kind of value it is: a date is not a number to sum, though Excel counts days.
    Other(String, &'static str),
    /// Nothing that can be used, and why.
    Nothing(String),
}

impl Cell {
    /// `None` where there is nothing. Workbooks store 19.99 as the nearest number that a computer has;
    /// it is written as `19.99`.
    pub(super) fn of(value: DataRef, is_formula: bool) -> Option<Self> {
        Some(match Data::from(value) {
            Data::Empty if is_formula => Self::Nothing(
                "is a formula that was saved without its value; save the workbook in Excel once"
                    .to_owned(),
            ),
            Data::Empty => return None,
            Data::String(text) if text.is_empty() => return None,
            Data::String(text) => Self::Text(text),
            Data::Int(number) => Self::Number(number.to_string()),
            Data::Float(number) => Self::Number(number.to_string()),
            Data::Bool(is_true) => {
                let text = if is_true { "TRUE" } else { "FALSE" };
                Self::Other(text.to_owned(), "a truth value")
            }
            Data::DateTime(time) => date(&time),
            Data::DateTimeIso(text) => Self::Other(text, "a date"),
            Data::DurationIso(text) => Self::Other(text, "a duration"),
            Data::Error(error) => Self::Nothing(format!("is an error: {error}")),
        })
    }

    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Other(text, _) => {
                text
            }
            Self::Nothing(_) => "",
        }
    }
}

/// `2025-01-03`, `2025-01-03 10:30:00`, `10:30:00`, or the hours of a duration: `30:00:00`.
fn date(time: &ExcelDateTime) -> Cell {
    let days = time.as_f64();
    if time.is_duration() {
        let seconds = (days * 86_400.0).round() as i64;
        let (minus, seconds) =
            (if seconds < 0 { "-" } else { "" }, seconds.abs());
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        let text =
            format!("{minus}{hours:02}:{minutes:02}:{:02}", seconds % 60);
        return Cell::Other(text, "a duration");
    }
    let (year, month, day, hour, minute, second, milli) =
        time.to_ymd_hms_milli();
    let date = format!("{year}-{month:02}-{day:02}");
    let mut clock = format!("{hour:02}:{minute:02}:{second:02}");
    if milli > 0 {
        clock += &format!(".{milli:03}");
    }
    match clock.as_str() {
        _ if days < 1.0 => Cell::Other(clock, "a time"),
        "00:00:00" => Cell::Other(date, "a date"),
        _ => Cell::Other(format!("{date} {clock}"), "a date"),
    }
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTimeType};

    use super::*;

    #[test]
    fn dates_times_and_durations_are_written_as_people_do() {
        let cell = |days, kind| {
            Cell::of(
                DataRef::DateTime(ExcelDateTime::new(days, kind, false)),
                false,
            )
            .unwrap()
        };
        let date = |days| cell(days, ExcelDateTimeType::DateTime);
        assert_eq!(date(45660.0), Cell::Other("2025-01-03".into(), "a date"));
        assert_eq!(
            date(45660.4375),
            Cell::Other("2025-01-03 10:30:00".into(), "a date")
        );
        assert_eq!(date(0.4375), Cell::Other("10:30:00".into(), "a time"));
        let duration = cell(1.25, ExcelDateTimeType::TimeDelta);
        assert_eq!(duration, Cell::Other("30:00:00".into(), "a duration"));
    }

    #[test]
    fn a_formula_without_a_value_and_an_error_are_nothing_that_could_be_used() {
        let formula = Cell::of(DataRef::Empty, true).unwrap();
        assert!(
            matches!(formula, Cell::Nothing(why) if why.contains("without its value"))
        );
        let error =
            Cell::of(DataRef::Error(CellErrorType::Div0), false).unwrap();
        assert_eq!(error, Cell::Nothing("is an error: #DIV/0!".into()));
        assert_eq!(Cell::of(DataRef::Empty, false), None);
        assert_eq!(Cell::of(DataRef::SharedString(""), false), None);
    }
}
