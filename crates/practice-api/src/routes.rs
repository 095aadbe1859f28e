//! What is answered to which request.

use std::{future, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{ConnectInfo, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::{net::TcpListener, time};

use crate::{
    Config, Fault, Post, Stats,
    connection::{Connection, NumberedListener},
    stats::Counter,
};

const INDEX: &str = "\
The practice API answers these requests:
  GET    /posts       every post, as a JSON list
  GET    /posts/{id}  one post
  GET    /stats       the requests, connections, and most requests in flight so far
  DELETE /stats       counts from zero again
";

/// How many times the latency a slow post takes.
const SLOW: u32 = 10;

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
        .route("/stats", get(stats).delete(reset_stats))
        .with_state(api)
        .into_make_service_with_connect_info::<Connection>();
    axum::serve(NumberedListener::new(listener), router).await.expect("axum::serve never returns");
}

async fn all_posts(State(api): State<Api>, ConnectInfo(from): ConnectInfo<Connection>) -> Response {
    api.answer(&from, async || {
        wait(api.config.latency).await;
        Json((1..=api.config.posts).map(Post::with_id).collect::<Vec<_>>()).into_response()
    })
    .await
}

async fn one_post(
    State(api): State<Api>,
    ConnectInfo(from): ConnectInfo<Connection>,
    Path(id): Path<String>,
) -> Response {
    api.answer(&from, async || {
        let id = id.parse().unwrap_or(0);
        let fault = api.config.faults.get(&id);
        wait(api.config.latency * latencies(fault)).await;
        match fault {
            Some(Fault::Hang) => future::pending().await,
            Some(Fault::Reset) => {
                from.reset();
                StatusCode::OK.into_response()
            }
            Some(Fault::Garbage) => {
                ([(header::CONTENT_TYPE, "application/json")], "<p>This is not JSON")
                    .into_response()
            }
            Some(Fault::Status(code)) => {
                empty(StatusCode::from_u16(*code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
            }
            None | Some(Fault::Slow) => match id {
                id if (1..=api.config.posts).contains(&id) => {
                    Json(Post::with_id(id)).into_response()
                }
                _ => empty(StatusCode::NOT_FOUND),
            },
        }
    })
    .await
}

/// The timer rounds up to the next millisecond, so no latency must not ask it for anything.
async fn wait(latency: Duration) {
    if !latency.is_zero() {
        time::sleep(latency).await;
    }
}

fn latencies(fault: Option<&Fault>) -> u32 {
    if fault == Some(&Fault::Slow) { SLOW } else { 1 }
}

/// `{}`, as jsonplaceholder answers where it has nothing to give.
fn empty(status: StatusCode) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], "{}").into_response()
}

async fn stats(State(api): State<Api>) -> Json<Stats> {
    Json(api.counter.stats())
}

async fn reset_stats(State(api): State<Api>) -> StatusCode {
    api.counter.reset();
    StatusCode::NO_CONTENT
}

impl Api {
    /// Counts a request for posts, and answers it unless too many are in flight already.
    async fn answer(&self, from: &Connection, answer: impl AsyncFnOnce() -> Response) -> Response {
        let Some(_in_flight) = self.counter.enter(from.number, self.config.max_in_flight) else {
            return empty(StatusCode::TOO_MANY_REQUESTS);
        };
        answer().await
    }
}
