//! In what way an answer is wrong.

use serde_json::Value;
use stopwatch::text;

use crate::diagnosis::Diagnosis;

/// What is wrong with an answer, in a few words, if anything is.
pub(crate) fn difference(expected: &Value, found: &Value) -> Option<(Diagnosis, String)> {
    if found == expected {
        return None;
    }
    let (Value::Array(expected), Value::Array(found)) = (expected, found) else {
        let lost = expected.as_i64().zip(found.as_i64()).is_some_and(|(all, some)| some < all);
        let diagnosis = if lost { Diagnosis::LostUpdates } else { Diagnosis::WrongAnswer };
        return Some((diagnosis, format!("{} instead of {}", short(found), short(expected))));
    };
    let counts =
        format!("{} instead of {}", text::counted(found.len() as u64, "answer"), expected.len());
    if found.len() < expected.len() {
        return Some((Diagnosis::SomeMissing, counts));
    }
    if found.len() > expected.len() {
        return Some((Diagnosis::WrongAnswer, counts));
    }
    let (at, (right, wrong)) =
        (0..).zip(expected.iter().zip(found)).find(|(_, (right, wrong))| right != wrong)?;
    let what = format!("answer {} is {} instead of {}", at + 1, short(wrong), short(right));
    let is_hidden = right.get("Err").is_some() && wrong.get("Err").is_none();
    let diagnosis = match sorted(expected) == sorted(found) {
        true => Diagnosis::WrongOrder,
        false if is_hidden => Diagnosis::ErrorHidden,
        false => Diagnosis::WrongAnswer,
    };
    Some((diagnosis, what))
}

fn sorted(values: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = values.iter().map(Value::to_string).collect();
    texts.sort_unstable();
    texts
}

fn short(value: &Value) -> String {
    text::excerpt(&value.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_way_to_be_wrong_has_its_name() {
        use Diagnosis as D;
        let cases = [
            (json!([1, 2]), json!([2, 1]), D::WrongOrder),
            (json!([1, 2]), json!([1]), D::SomeMissing),
            (json!([1, 2]), json!([1, 2, 2]), D::WrongAnswer),
            (json!([1, 2]), json!([1, 3]), D::WrongAnswer),
            (json!([{"Err": "no"}]), json!([{"Ok": ""}]), D::ErrorHidden),
            (json!(10), json!(9), D::LostUpdates),
            (json!(10), json!(11), D::WrongAnswer),
            (json!("a"), json!(null), D::WrongAnswer),
        ];
        for (expected, found, diagnosis) in cases {
            assert_eq!(difference(&expected, &found).unwrap().0, diagnosis, "{expected} {found}");
            assert_eq!(difference(&expected, &expected), None);
        }
    }
}
