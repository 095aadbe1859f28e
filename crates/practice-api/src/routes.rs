//! What is answered to which request.

use std::{convert::Infallible, future, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{ConnectInfo, FromRequestParts, Path, State},
    http::{StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::{net::TcpListener, time};

use crate::{
    Config, Fault, Post,
    connection::{Connection, NumberedListener},
    price_list, report,
    stats::Counter,
};

const INDEX: &str = "\
The practice API answers these requests:
  GET    /posts         every post, as a JSON list
  GET    /posts/{id}    one post
  GET    /reports/{id}  the sales of one region, as CSV (also /reports/{id}.csv)
  GET    /prices        the price list for them, as CSV
  GET    /stats         the requests, connections, and most requests in flight so far
  DELETE /stats         counts from zero again
  /stats?client=NAME    the same for one client, whose header User-Agent is NAME
";

/// A client that does not say what it is.
const UNNAMED: &str = "unnamed";
const JSON: &str = "application/json";
const CSV: &str = "text/csv";

#[derive(Clone)]
struct Api {
    config: Arc<Config>,
    counter: Counter,
}

/// Serves until it is dropped.
pub(crate) async fn serve(listener: TcpListener, config: Config) {
    let api = Api { config: Arc::new(config), counter: Counter::default() };
    let router = Router::new()
        .route("/", get(INDEX))
        .route("/posts", get(all_posts))
        .route("/posts/{id}", get(one_post))
        .route("/reports/{id}", get(one_report))
        .route("/prices", get(prices))
        .route("/stats", get(stats).delete(reset_stats))
        .with_state(api)
        .into_make_service_with_connect_info::<Connection>();
    axum::serve(NumberedListener::new(listener), router).await.expect("axum::serve never returns");
}

async fn all_posts(State(api): State<Api>, from: Sender) -> Response {
    api.answer(&from, async || {
        wait(api.config.latency).await;
        Json((1..=api.config.posts).map(Post::with_id).collect::<Vec<_>>()).into_response()
    })
    .await
}

async fn one_post(State(api): State<Api>, from: Sender, Path(id): Path<String>) -> Response {
    let post = |id| Json(Post::with_id(id)).into_response();
    api.answer_one(&from, &id, api.config.posts, JSON, post).await
}

async fn one_report(State(api): State<Api>, from: Sender, Path(id): Path<String>) -> Response {
    let report = |id| text(CSV, report(id));
    api.answer_one(&from, id.strip_suffix(".csv").unwrap_or(&id), api.config.reports, CSV, report)
        .await
}

async fn prices(State(api): State<Api>, from: Sender) -> Response {
    api.answer(&from, async || {
        wait(api.config.latency).await;
        text(CSV, price_list())
    })
    .await
}

/// The timer rounds up to the next millisecond, so no latency must not ask it for anything.
async fn wait(latency: Duration) {
    if !latency.is_zero() {
        time::sleep(latency).await;
    }
}

fn text(content_type: &'static str, text: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, content_type)], text).into_response()
}

/// `{}`, as jsonplaceholder answers where it has nothing to give.
fn empty(status: StatusCode) -> Response {
    (status, text(JSON, "{}")).into_response()
}

async fn stats(State(api): State<Api>, uri: Uri) -> Response {
    match client_of(&uri) {
        Ok(client) => Json(api.counter.counted(client.as_deref())).into_response(),
        Err(refusal) => refusal,
    }
}

async fn reset_stats(State(api): State<Api>, uri: Uri) -> Response {
    match client_of(&uri) {
        Ok(client) => {
            api.counter.reset(client.as_deref());
            StatusCode::NO_CONTENT.into_response()
        }
        Err(refusal) => refusal,
    }
}

/// The client that `?client=NAME` names; `None` for all of them.
fn client_of(uri: &Uri) -> Result<Option<String>, Response> {
    let mut query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    match (query.next(), query.next()) {
        (None, _) => Ok(None),
        (Some((key, name)), None) if key == "client" => Ok(Some(name.into_owned())),
        _ => {
            Err((StatusCode::BAD_REQUEST, "expected /stats, or /stats?client=NAME").into_response())
        }
    }
}

/// Who sent a request, and by which connection.
struct Sender {
    connection: Connection,
    /// The header `User-Agent`.
    client: String,
}

impl<S: Sync> FromRequestParts<S> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let ConnectInfo(connection) =
            parts.extensions.get().cloned().expect("the server tells of every connection");
        let client = parts.headers.get(header::USER_AGENT).and_then(|name| name.to_str().ok());
        Ok(Self { connection, client: client.unwrap_or(UNNAMED).to_owned() })
    }
}

impl Api {
    /// Counts a request, and answers it unless too many are in flight already.
    async fn answer(&self, from: &Sender, answer: impl AsyncFnOnce() -> Response) -> Response {
        let Some(_in_flight) =
            self.counter.enter(&from.client, from.connection.number, self.config.max_in_flight)
        else {
            return empty(StatusCode::TOO_MANY_REQUESTS);
        };
        answer().await
    }

    /// Answers a request for one of the `most` posts or reports: after its latency, and with its
    /// fault if it has one.
    async fn answer_one(
        &self,
        from: &Sender,
        id: &str,
        most: u32,
        content_type: &'static str,
        good: impl Fn(u32) -> Response,
    ) -> Response {
        self.answer(from, async || {
            let id = id.parse().unwrap_or(0);
            wait(self.config.latency_of(id)).await;
            match self.config.faults.get(&id) {
                Some(Fault::Hang) => future::pending().await,
                Some(Fault::Reset) => {
                    from.connection.reset();
                    StatusCode::OK.into_response()
                }
                Some(Fault::Garbage) => text(content_type, "<p>This is neither JSON nor CSV"),
                Some(Fault::Status(code)) => {
                    empty(StatusCode::from_u16(*code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
                }
                None | Some(Fault::Slow) if (1..=most).contains(&id) => good(id),
                None | Some(Fault::Slow) => empty(StatusCode::NOT_FOUND),
            }
        })
        .await
    }
}
