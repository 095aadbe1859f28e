//! What a server answered, judged: what is good goes on, and what is not is said in words.

use std::{
    io::Read,
    time::{Duration, SystemTime},
};

use flate2::read::MultiGzDecoder;
use stopwatch::text::excerpt;
use ureq::{
    Body,
    http::{HeaderMap, Response, StatusCode, header},
};

use super::{Failure, Json, address::without_password};

/// An answer, read to its end.
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// Reads an answer of at most `largest` bytes.
pub(crate) fn read(
    mut response: Response<Body>,
    largest: u64,
) -> Result<Response<Vec<u8>>, Failure> {
    let body = response.body_mut().with_config().limit(largest).read_to_vec();
    let body = body.map_err(Failure::Within)?;
    Ok(response.map(|_| body))
}

impl Answer {
    /// Unpacks an answer where it is packed, to at most `largest` bytes.
    pub(crate) fn unpack(response: Response<Vec<u8>>, largest: u64) -> Result<Self, Failure> {
        let (head, body) = response.into_parts();
        let body = match content_encoding(&head.headers).as_str() {
            "" | "identity" => body,
            "gzip" | "x-gzip" => unpacked(&body, largest)?,
            other => return Err(Failure::Packed(excerpt(other))),
        };
        Ok(Self { status: head.status, headers: head.headers, body })
    }

    /// Whether the server asked for patience: 429 Too Many Requests, 503 Service Unavailable.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self.status.as_u16(), 429 | 503)
    }

    /// For how long the server wants to be left alone: a number of seconds, or a date.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let value = self.headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Duration::from_secs(value.parse().unwrap_or(u64::from(u32::MAX))));
        }
        let date = httpdate::parse_http_date(value).ok()?;
        // A date that has passed asks for nothing.
        Some(date.duration_since(SystemTime::now()).unwrap_or_default())
    }

    /// The answer, if the status says that it is what was asked for.
    pub(crate) fn good(self) -> Result<Self, String> {
        if self.status.is_success() {
            return Ok(self);
        }
        let status = self.status();
        // Where there is nothing to say, jsonplaceholder says `{}`.
        let says_nothing = matches!(self.body.trim_ascii(), b"" | b"{}");
        let more = match self.headers.get(header::LOCATION).and_then(|place| place.to_str().ok()) {
            Some(place) if self.status.is_redirection() => {
                format!(" (it leads to {})", excerpt(&without_password(place)))
            }
            _ if says_nothing => String::new(),
            _ => format!(" ({})", self.what_came()),
        };
        Err(format!("the server answered {status}{more}"))
    }

    pub(crate) fn into_text(self) -> Result<String, String> {
        self.text().map(str::to_owned).ok_or_else(|| self.not_text())
    }

    fn not_text(&self) -> String {
        format!("the answer is not text in UTF-8 ({})", self.what_came())
    }

    pub(crate) fn into_json(self) -> Result<Json, String> {
        let text = self.text().ok_or_else(|| self.not_text())?;
        if text.trim().is_empty() {
            return Err(format!("the answer is empty (status {})", self.status()));
        }
        Json::parse(text)
            .map_err(|wrong| format!("{wrong} (status {}, {})", self.status(), self.what_came()))
    }

    /// The body as text, without the mark that some programs of Windows put in front of it.
    fn text(&self) -> Option<&str> {
        let text = str::from_utf8(&self.body).ok()?;
        Some(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// Such as `404 Not Found`.
    fn status(&self) -> String {
        let reason = self.status.canonical_reason().map(|reason| format!(" {reason}"));
        self.status.as_str().to_owned() + &reason.unwrap_or_default()
    }

    /// Its type, and how it begins: `text/html: <h1>Sign in</h1>`.
    fn what_came(&self) -> String {
        let content_type = self.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let content_type = content_type.and_then(|it| it.split(';').next()).map(str::trim);
        let content_type = excerpt(content_type.unwrap_or("of no type"));
        // Enough for an excerpt: the rest need not be read as text.
        let beginning = &self.body[..self.body.len().min(1000)];
        let text = String::from_utf8_lossy(beginning);
        let words: Vec<&str> = text.split_whitespace().collect();
        format!("{content_type}: {}", excerpt(&words.join(" ")))
    }
}

fn content_encoding(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().trim().to_ascii_lowercase()
}

/// Nobody asked for gzip, but some servers and proxies send nothing else.
fn unpacked(packed: &[u8], largest: u64) -> Result<Vec<u8>, Failure> {
    let mut unpacked = Vec::new();
    let read = MultiGzDecoder::new(packed).take(largest + 1).read_to_end(&mut unpacked);
    match read {
        Ok(_) if unpacked.len() as u64 > largest => {
            Err(Failure::Within(ureq::Error::BodyExceedsLimit(largest)))
        }
        Ok(_) => Ok(unpacked),
        Err(_) => Err(Failure::NotGzip),
    }
}
