//! POST, PUT and PATCH: they answer as if they had changed something, and change nothing.

use std::fmt;

use axum::{
    Json,
    body::{self, Body},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::{RawValue, to_raw_value};

use crate::{answer::Refusal, collection::Item};

/// In bytes.
const LARGEST_BODY: usize = 1 << 20;
/// How much of a larger body is still read before it is refused, in bytes: a client that the server
/// hangs up on while it is sending never sees the answer.
const MOST_READ: usize = 16 << 20;

/// The fields of a thing, in their order and as they were written.
#[derive(Default)]
pub(crate) struct Fields(Vec<(String, Box<RawValue>)>);

impl Fields {
    /// Reads what a client sent: a JSON object or a form, or nothing.
    ///
    /// # Errors
    /// Says why it cannot be read.
    pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Refusal> {
        let too_large = || Refusal {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            error: format!("the body is larger than {LARGEST_BODY} bytes"),
        };
        let body = body::to_bytes(body, MOST_READ).await.map_err(|_| too_large())?;
        if body.len() > LARGEST_BODY {
            return Err(too_large());
        }
        if body.is_empty() {
            return Ok(Self::default());
        }
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let content_type = content_type.and_then(|kind| kind.split(';').next()).unwrap_or("");
        match &*content_type.trim().to_ascii_lowercase() {
            "application/json" => serde_json::from_slice(&body)
                .map_err(|_| Refusal::bad_request("the body is not a JSON object".to_owned())),
            "application/x-www-form-urlencoded" => Self::from_form(&body),
            _ => Err(Refusal {
                status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
                error: "the header Content-Type of the body has to be application/json or \
                        application/x-www-form-urlencoded"
                    .to_owned(),
            }),
        }
    }

    fn from_form(body: &[u8]) -> Result<Self, Refusal> {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            if fields.0.iter().any(|(other, _)| *other == name) {
                return Err(Refusal::bad_request(format!("the form has `{name}` twice")));
            }
            fields = fields.with(&name, value);
        }
        Ok(fields)
    }

    pub(crate) fn of(item: &Item) -> Self {
        let json = serde_json::to_string(item).expect("an item has text keys");
        serde_json::from_str(&json).expect("an item is an object")
    }

    /// These fields, with this value for one of them; a new one comes last.
    pub(crate) fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.set(name.to_owned(), to_raw_value(&value).expect("ids and texts are JSON"));
        self
    }

    fn set(&mut self, name: String, value: Box<RawValue>) {
        match self.0.iter_mut().find(|(other, _)| *other == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// These fields, with those of `other` in place of the ones with the same names.
    pub(crate) fn merged(mut self, other: Self) -> Self {
        for (name, value) in other.0 {
            self.set(name, value);
        }
        self
    }
}

impl IntoResponse for Fields {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        // Where a name is given twice, the last value counts, as in JavaScript.
        while let Some((name, value)) = map.next_entry()? {
            fields.set(name, value);
        }
        Ok(fields)
    }
}
