//! Plain HTTP through a proxy, which is asked for the whole URL, as curl asks it.
//!
//! The library that makes all other requests asks every proxy for a tunnel; many proxies allow one for
//! HTTPS only.

use std::{error::Error as _, future::Future, io, time::Duration};

use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, runtime, time};
use ureq::{
    Error, Timeout,
    http::{HeaderName, Request, Response, header::HOST},
};

use super::{BaseUrl, Failure};

/// Asks a proxy for `path` of a server, over a connection of its own.
pub(crate) fn get(
    proxy: &BaseUrl,
    server: &BaseUrl,
    path: &str,
    headers: &[(HeaderName, &str)],
    timeout: Duration,
    largest: u64,
) -> Result<Response<Vec<u8>>, Failure> {
    let mut request = Request::get(server.url(path)).header(HOST, server.authority());
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let request = request.body(Empty::<&[u8]>::new()).map_err(|e| Failure::Before(e.into()))?;
    let within = |timed_out| Within { timeout, timed_out };
    // A runtime that lives as long as the request, on the thread that waits for it.
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(before)?;
    runtime.block_on(async {
        let place = (proxy.host.trim_matches(['[', ']']), proxy.port_or_default());
        let stream =
            within(Timeout::Connect).wait(TcpStream::connect(place)).await?.map_err(before)?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(of_http)?;
        let connection = tokio::spawn(connection);
        let response = within(Timeout::RecvResponse).wait(sender.send_request(request)).await?;
        let (head, body) = response.map_err(of_http)?.into_parts();
        let body = Limited::new(body, usize::try_from(largest).unwrap_or(usize::MAX)).collect();
        let body = match time::timeout(timeout, body).await {
            Ok(Ok(body)) => Ok(body.to_bytes().into()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                Err(Error::BodyExceedsLimit(largest))
            }
            Ok(Err(_)) => Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
            Err(_) => Err(Error::Timeout(Timeout::RecvBody)),
        };
        connection.abort();
        Ok(Response::from_parts(head, body.map_err(Failure::Within)?))
    })
}

/// A limit on the time of one step.
struct Within {
    timeout: Duration,
    timed_out: Timeout,
}

impl Within {
    async fn wait<T>(self, step: impl Future<Output = T>) -> Result<T, Failure> {
        let ended = time::timeout(self.timeout, step).await;
        ended.map_err(|_| Failure::Before(Error::Timeout(self.timed_out)))
    }
}

fn before(error: io::Error) -> Failure {
    Failure::Before(error.into())
}

fn of_http(error: hyper::Error) -> Failure {
    if error.is_parse() {
        return Failure::NotHttp;
    }
    let kind = match error.source().and_then(|source| source.downcast_ref::<io::Error>()) {
        Some(error) => error.kind(),
        None => io::ErrorKind::UnexpectedEof,
    };
    before(kind.into())
}
