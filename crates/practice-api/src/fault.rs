//! The ways in which a post or a report can go wrong.

/// What happens instead of a good answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An answer with this HTTP status, from 400 to 599.
    Status(u16),
    /// No answer, for as long as the client waits.
    Hang,
    /// The connection is reset.
    Reset,
    /// An answer that says it is JSON or CSV, but is not.
    Garbage,
    /// The right answer, after ten times the latency.
    Slow,
}

/// Parses `ID=KIND`, such as `3=500` or `4=hang`.
pub(crate) fn parse(value: &str) -> Result<(u32, Fault), String> {
    let expected = || {
        "expected ID=KIND, where KIND is a status from 400 to 599, hang, reset, garbage or slow"
            .to_owned()
    };
    let (id, kind) = value.split_once('=').ok_or_else(expected)?;
    let fault = match kind {
        "hang" => Fault::Hang,
        "reset" => Fault::Reset,
        "garbage" => Fault::Garbage,
        "slow" => Fault::Slow,
        status => match status.parse() {
            Ok(status @ 400..=599) => Fault::Status(status),
            _ => return Err(expected()),
        },
    };
    Ok((id.parse().map_err(|_| expected())?, fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_an_id_and_a_kind() {
        assert_eq!(parse("3=500"), Ok((3, Fault::Status(500))));
        assert_eq!(parse("4=hang"), Ok((4, Fault::Hang)));
        for wrong in ["", "3", "3=", "=hang", "3=200", "x=500", "3=explode", "-1=hang"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
