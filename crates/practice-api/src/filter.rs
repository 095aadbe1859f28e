//! The fields of things: which there are, and which values of them a query asks for.

use std::cmp::Ordering;

use serde_json::Value;

use crate::{collection::Collection, query::OPERATORS};

/// One field of the things, such as `userId` or `address.city`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// As JSON pointers have it: `/address/city`.
    pointer: String,
}

/// What a field has to be.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) field: Field,
    pub(crate) test: Test,
}

#[derive(Debug)]
pub(crate) enum Test {
    /// One of these.
    Is(Vec<String>),
    IsNot(String),
    AtLeast(Value),
    AtMost(Value),
}

impl Field {
    pub(crate) fn named(name: &str) -> Self {
        Self { pointer: format!("/{}", name.replace('.', "/")) }
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.pointer.strip_prefix('/') == Some(name)
    }

    pub(crate) fn of<'t>(&self, thing: &'t Value) -> &'t Value {
        thing.pointer(&self.pointer).unwrap_or(&Value::Null)
    }
}

impl Filter {
    pub(crate) fn matches(&self, thing: &Value) -> bool {
        let value = self.field.of(thing);
        match &self.test {
            Test::Is(values) => values.iter().any(|other| is_written(value, other)),
            Test::IsNot(other) => !is_written(value, other),
            Test::AtLeast(least) => compare(value, least).is_ge(),
            Test::AtMost(most) => compare(value, most).is_le(),
        }
    }
}

/// The things of a collection, as far as their fields go.
pub(crate) struct Things {
    collection: Collection,
    /// All others have the same fields.
    example: Value,
}

impl Things {
    pub(crate) fn of(collection: Collection) -> Self {
        let example = serde_json::to_value(collection.item(1)).expect("an item has text keys");
        Self { collection, example }
    }

    /// The field with this name, and an example of its values.
    pub(crate) fn field(&self, name: &str) -> Result<(Field, &Value), String> {
        let field = Field::named(name);
        match self.example.pointer(&field.pointer) {
            Some(parts @ Value::Object(_)) => {
                Err(format!("`{name}` has parts: {}", names(parts, &format!("{name}."))))
            }
            Some(example) if !name.contains('/') => Ok((field, example)),
            _ if name.starts_with('_') || name.ends_with("_like") => {
                Err(format!("`{name}` is not served here; what is: {OPERATORS}"))
            }
            _ => {
                let (what, fields) = (self.collection.name(), names(&self.example, ""));
                Err(format!("{what} have no field `{name}`; they have {fields}"))
            }
        }
    }
}

/// The names of an object's fields, each after `prefix`.
fn names(object: &Value, prefix: &str) -> String {
    let fields = object.as_object().into_iter().flatten();
    let names: Vec<String> = fields.map(|(name, _)| format!("{prefix}{name}")).collect();
    names.join(", ")
}

/// What a field like `example` is compared with.
pub(crate) fn bound(key: &str, value: &str, example: &Value) -> Result<Value, String> {
    match example {
        Value::Number(_) => match value.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number.into()),
            _ => Err(format!("`{key}` takes a number, not `{value}`")),
        },
        Value::String(_) => Ok(value.into()),
        _ => Err(format!("`{key}` cannot be served: one is not more than the other")),
    }
}

/// Whether this is how a query writes the value.
fn is_written(value: &Value, text: &str) -> bool {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned) == text
}

/// Whether the word is in the value, or in a part of it; `word` is in lower case.
pub(crate) fn contains(value: &Value, word: &str) -> bool {
    match value {
        Value::Object(parts) => parts.values().any(|part| contains(part, word)),
        Value::String(string) => string.to_lowercase().contains(word),
        other => other.to_string().contains(word),
    }
}

/// Compares two values of one field.
pub(crate) fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        _ => left.as_f64().partial_cmp(&right.as_f64()).unwrap_or(Ordering::Equal),
    }
}
