//! Connections that know their number and can be cut off from inside a request.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// What a request knows of the connection that it came by.
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
}

impl NumberedListener {
    pub(crate) fn new(listener: TcpListener) -> Self {
        Self { listener, accepted: 0 }
    }
}

impl Listener for NumberedListener {
    type Io = NumberedStream;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // Small answers go out at once; a stream that refuses this only answers later.
        let _ = stream.set_nodelay(true);
        self.accepted += 1;
        let connection = Connection { number: self.accepted, is_reset: Arc::default() };
        (NumberedStream { stream, connection }, address)
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
    fn check(&self) -> io::Result<()> {
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
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
