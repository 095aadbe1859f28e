//! Connections that know their number and can be cut off from inside a request; and what happens to
//! connections for which there is no room.

use std::{
    future, io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpSocket, TcpStream},
    time,
};

/// How long the server attends to a connection for which there is no room.
const PATIENCE: Duration = Duration::from_millis(100);

/// What a request knows about the connection that it came by.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    /// Counts connections from 1.
    pub(crate) number: u64,
    is_reset: Arc<AtomicBool>,
}

impl Connection {
    /// Makes the connection end with a TCP reset instead of the answer.
    pub(crate) fn reset(&self) {
        self.is_reset.store(true, Ordering::Relaxed);
    }
}

impl Connected<IncomingStream<'_, NumberedListener>> for Connection {
    fn connect_info(stream: IncomingStream<'_, NumberedListener>) -> Self {
        stream.io().connection.clone()
    }
}

/// Numbers the connections that it accepts.
pub(crate) struct NumberedListener {
    listener: TcpListener,
    accepted: u64,
    /// An open file to give up when there is no other, so that a client can be told why.
    spare: Option<TcpSocket>,
}

impl NumberedListener {
    pub(crate) fn new(listener: TcpListener) -> Self {
        Self { listener, accepted: 0, spare: TcpSocket::new_v4().ok() }
    }

    fn number(&mut self, stream: TcpStream) -> NumberedStream {
        // Small answers go out at once; a stream that refuses this only answers later.
        let _ = stream.set_nodelay(true);
        self.accepted += 1;
        let connection = Connection { number: self.accepted, is_reset: Arc::default() };
        NumberedStream { stream, connection }
    }

    /// Tells the next client why it is not served. Without a file for that either, it waits, so that
    /// the same refusal is not asked for again and again.
    async fn turn_away(&mut self, why: &io::Error) {
        self.spare = None;
        match future::poll_fn(|context| Poll::Ready(self.listener.poll_accept(context))).await {
            // A client that does not listen is not waited for.
            Poll::Ready(Ok((stream, _))) => {
                drop(time::timeout(PATIENCE, refuse(stream, why)).await)
            }
            Poll::Ready(Err(_)) => time::sleep(PATIENCE).await,
            // There is none: the system wants a file before it looks whether there is.
            Poll::Pending => {}
        }
        self.spare = TcpSocket::new_v4().ok();
    }
}

/// Answers a request with the reason why it is not read.
async fn refuse(stream: TcpStream, why: &io::Error) -> io::Result<()> {
    let error = format!("the practice API cannot take one more connection: {why}{}", limit(why));
    let body = format!("{{\"error\":\"{error}\"}}");
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    // A connection that is closed before its request is read is reset, and its answer is lost.
    stream.readable().await?;
    let _ = stream.try_read(&mut [0; 8192]);
    stream.writable().await?;
    stream.try_write(answer.as_bytes())?;
    Ok(())
}

/// The limit of open files, if it is the one that was reached.
fn limit(why: &io::Error) -> String {
    match rlimit::increase_nofile_limit(0) {
        Ok(limit) if why.raw_os_error() == Some(libc::EMFILE) => {
            format!("; its limit is {limit} open files (ulimit -n)")
        }
        _ => String::new(),
    }
}

impl Listener for NumberedListener {
    type Io = NumberedStream;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => return (self.number(stream), address),
                Err(error) => match error.kind() {
                    // The client has gone already.
                    ConnectionAborted | ConnectionRefused | ConnectionReset => {}
                    _ => self.turn_away(&error).await,
                },
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A TCP stream that refuses to write once its connection is to be reset.
pub(crate) struct NumberedStream {
    stream: TcpStream,
    connection: Connection,
}

impl NumberedStream {
    fn refuse_if_reset(&self) -> io::Result<()> {
        if !self.connection.is_reset.load(Ordering::Relaxed) {
            return Ok(());
        }
        // Closing a socket that may not linger sends a reset; hyper closes it after an error.
        self.stream.set_zero_linger()?;
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncRead for NumberedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for NumberedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.refuse_if_reset()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
