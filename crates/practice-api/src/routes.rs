//! What is answered to which request.

use std::{future, sync::Arc, time::Duration};

use axum::{
    Json,
    body::Body,
    extract::{ConnectInfo, Request, State},
    handler::Handler,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use tokio::{net::TcpListener, time};

use crate::{
    Config, Fault,
    answer::{CSV, JSON, Refusal, allow_other_sites, empty, expose, place, text},
    change::Fields,
    collection::Owner,
    connection::{Connection, NumberedListener},
    price_list,
    query::Query,
    report, select,
    stats::Counter,
    target::Target,
};

const INDEX: &str = "\
The practice API answers these requests:
  GET    /posts               every post, as a JSON list; also /comments, /albums, /photos, /todos, /users
  GET    /posts/{id}          one post; a user with /users/{id}, and so on
  GET    /posts/{id}/comments the comments of one post; also /users/{id}/posts, /users/{id}/albums,
                              /users/{id}/todos and /albums/{id}/photos
  POST   /posts               answers as if there were one post more, and changes nothing
  PUT, PATCH, DELETE /posts/{id}   answer as if the post were another, or gone, and change nothing
  GET    /reports/{id}        the sales of one region, as CSV (also /reports/{id}.csv)
  GET    /prices              the price list for them, as CSV
  GET    /stats               the requests, connections, and most requests in flight so far
  DELETE /stats               counts from zero again
  /stats?client=NAME          the same for one client, whose header User-Agent is NAME

Lists take these queries:
  ?userId=1, ?userId=1&userId=2     only those with such a field; also userId_ne, id_gte, id_lte
  ?q=TEXT                           only those that have TEXT in a field
  ?_sort=userId,id&_order=desc,asc  in another order
  ?_page=2&_limit=10                a page (or _per_page); the header Link names the others
  ?_start=20&_end=30, or &_limit=10 from the 21st on; the header X-Total-Count says how many there are
";

/// A client that does not say what it is.
const UNNAMED: &str = "unnamed";

struct Api {
    config: Config,
    counter: Counter,
}

/// Serves until it is dropped.
pub(crate) async fn serve(listener: TcpListener, config: Config) {
    let api = Api { config, counter: Counter::default() };
    let service =
        answer.with_state(Arc::new(api)).into_make_service_with_connect_info::<Connection>();
    axum::serve(NumberedListener::new(listener), service).await.expect("axum::serve never returns");
}

async fn answer(
    State(api): State<Arc<Api>>,
    ConnectInfo(from): ConnectInfo<Connection>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = match Target::of(parts.uri.path()) {
        None => empty(StatusCode::NOT_FOUND),
        // Whoever asks what was counted is not counted.
        Some(target @ (Target::Index | Target::Stats)) => api.serve(target, &parts, body).await,
        Some(target) => api.count(&from, target, &parts, body).await,
    };
    allow_other_sites(&mut response);
    response
}

impl Api {
    /// Counts a request, and answers it unless too many are in flight already: after its latency,
    /// and with its fault if it has one.
    async fn count(
        &self,
        from: &Connection,
        target: Target,
        parts: &Parts,
        body: Body,
    ) -> Response {
        let client = parts.headers.get(header::USER_AGENT).and_then(|name| name.to_str().ok());
        let most = self.config.max_in_flight;
        let Some(_in_flight) = self.counter.enter(client.unwrap_or(UNNAMED), from.number, most)
        else {
            return empty(StatusCode::TOO_MANY_REQUESTS);
        };
        let id = target.faulty_id();
        wait(id.map_or(self.config.latency, |id| self.config.latency_of(id))).await;
        match id.and_then(|id| self.config.faults.get(&id)) {
            Some(Fault::Hang) => future::pending().await,
            Some(Fault::Reset) => {
                from.reset();
                StatusCode::OK.into_response()
            }
            Some(Fault::Garbage) => {
                let content_type = if matches!(target, Target::Report(_)) { CSV } else { JSON };
                text(content_type, "<p>This is neither JSON nor CSV")
            }
            Some(Fault::Status(code)) => {
                empty(StatusCode::from_u16(*code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
            }
            None | Some(Fault::Slow) => self.serve(target, parts, body).await,
        }
    }

    /// Answers a request, or says why not.
    async fn serve(&self, target: Target, request: &Parts, body: Body) -> Response {
        if !target.serves(&request.method) {
            return not_allowed(target, &request.method);
        }
        let answered = match request.method {
            Method::OPTIONS => Ok(options(target, &request.headers)),
            // The server leaves the body out where only the head is asked for.
            Method::GET | Method::HEAD => self.get(target, &request.uri, &request.headers),
            _ => self.change(target, request, body).await,
        };
        answered.unwrap_or_else(Refusal::into_response)
    }

    fn get(&self, target: Target, uri: &Uri, headers: &HeaderMap) -> Result<Response, Refusal> {
        let posts = self.config.posts;
        match target {
            Target::Stats => {
                let client = client_of(uri)?;
                Ok(Json(self.counter.counted(client.as_deref())).into_response())
            }
            Target::List(list) => {
                let query = Query::parse(uri, list).map_err(Refusal::bad_request)?;
                Ok(select::list(list, posts, &query, uri, headers))
            }
            Target::Owned(list, Owner { field, .. }, id) => {
                let mut query = Query::parse(uri, list).map_err(Refusal::bad_request)?;
                query.require(field, id);
                Ok(select::list(list, posts, &query, uri, headers))
            }
            _ => {
                refuse_query(uri)?;
                Ok(match target {
                    Target::Index => INDEX.into_response(),
                    Target::Prices => text(CSV, price_list()),
                    Target::Report(Some(id)) if id <= self.config.reports => text(CSV, report(id)),
                    Target::Item(list, Some(id)) if id <= list.count(posts) => {
                        Json(list.item(id)).into_response()
                    }
                    _ => empty(StatusCode::NOT_FOUND),
                })
            }
        }
    }

    /// Answers as if something had been changed.
    async fn change(
        &self,
        target: Target,
        request: &Parts,
        body: Body,
    ) -> Result<Response, Refusal> {
        let Parts { method, uri, headers, .. } = request;
        if target == Target::Stats {
            self.counter.reset(client_of(uri)?.as_deref());
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        refuse_query(uri)?;
        let posts = self.config.posts;
        match target {
            Target::Item(list, Some(id)) if id <= list.count(posts) => match *method {
                Method::DELETE => Ok(empty(StatusCode::OK)),
                Method::PATCH => {
                    let fields = Fields::of(&list.item(id));
                    Ok(fields.merged(Fields::read(headers, body).await?).into_response())
                }
                _ => Ok(Fields::read(headers, body).await?.with("id", id).into_response()),
            },
            Target::List(list) => {
                let fields = Fields::read(headers, body).await?;
                Ok(created(fields, list.count(posts) + 1, uri, headers))
            }
            Target::Owned(list, Owner { field, .. }, Some(id)) => {
                let fields = Fields::read(headers, body).await?;
                // As a text, as on jsonplaceholder, which takes the id from the path.
                let fields = fields.with(field, id.to_string());
                Ok(created(fields, list.count(posts) + 1, uri, headers))
            }
            _ => Ok(empty(StatusCode::NOT_FOUND)),
        }
    }
}

/// The timer rounds up to the next millisecond, so no latency must not ask it for anything.
async fn wait(latency: Duration) {
    if !latency.is_zero() {
        time::sleep(latency).await;
    }
}

/// The answer to a POST: what was sent, with the id that it would have.
fn created(fields: Fields, id: u32, uri: &Uri, headers: &HeaderMap) -> Response {
    let mut response = (StatusCode::CREATED, fields.with("id", id)).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("{}/{id}", place(uri, headers))) {
        response.headers_mut().insert(header::LOCATION, location);
        expose(&mut response, "Location");
    }
    response
}

/// What a browser asks before it lets a page's script send a request.
fn options(target: Target, headers: &HeaderMap) -> Response {
    let asked = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let any = HeaderValue::from_static("*");
    let allowed = target.allowed();
    let answer =
        [(header::ALLOW, allowed.clone()), (header::ACCESS_CONTROL_ALLOW_METHODS, allowed)];
    let mut response = (StatusCode::NO_CONTENT, answer).into_response();
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.unwrap_or(any));
    response
}

fn not_allowed(target: Target, method: &Method) -> Response {
    let allowed = target.allowed();
    let error = format!("{method} is not served here; what is: {allowed}");
    let refusal = Refusal { status: StatusCode::METHOD_NOT_ALLOWED, error };
    ([(header::ALLOW, allowed)], refusal).into_response()
}

/// The client that `?client=NAME` names; `None` for all of them.
fn client_of(uri: &Uri) -> Result<Option<String>, Refusal> {
    let mut query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    match (query.next(), query.next()) {
        (None, _) => Ok(None),
        (Some((key, name)), None) if key == "client" => Ok(Some(name.into_owned())),
        _ => Err(Refusal::bad_request("expected /stats, or /stats?client=NAME".to_owned())),
    }
}

fn refuse_query(uri: &Uri) -> Result<(), Refusal> {
    match uri.query() {
        None | Some("") => Ok(()),
        Some(query) => {
            let error = format!("`?{query}` is not served here: queries are for lists, as /posts");
            Err(Refusal::bad_request(error))
        }
    }
}
