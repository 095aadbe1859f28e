//! What answers are made of.

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

pub(crate) const JSON: &str = "application/json";
pub(crate) const CSV: &str = "text/csv";

/// Why a request is not served.
#[derive(Debug, Serialize)]
pub(crate) struct Refusal {
    #[serde(skip)]
    pub(crate) status: StatusCode,
    pub(crate) error: String,
}

impl Refusal {
    /// What was asked for cannot be served.
    pub(crate) fn bad_request(error: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

pub(crate) fn text(content_type: &'static str, text: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, content_type)], text).into_response()
}

/// `{}`, as jsonplaceholder answers where it has nothing to give.
pub(crate) fn empty(status: StatusCode) -> Response {
    (status, text(JSON, "{}")).into_response()
}

/// Lets the scripts of web pages read an answer, wherever the page comes from.
pub(crate) fn allow_other_sites(response: &mut Response) {
    let every = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, every);
}

/// Lets these scripts read the headers with these names, too.
pub(crate) fn expose(response: &mut Response, names: &'static str) {
    let names = HeaderValue::from_static(names);
    response.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, names);
}

/// Where a request went, without its query: `http://127.0.0.1:3000/posts`.
pub(crate) fn place(uri: &Uri, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.map(|host| format!("http://{host}")).unwrap_or_default();
    host + uri.path().trim_end_matches('/')
}
