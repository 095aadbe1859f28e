//! Why there is no answer, in words for somebody who never saw this client.

use std::{io, time::Duration};

use rustls::CertificateError;
use ureq::Error;

use super::files;

/// A request without an answer, or with half of one.
pub(crate) enum Failure {
    /// Nothing came.
    Before(Error),
    /// Something came, but not all of it.
    Within(Error),
    /// It is packed in this way, which nobody asked for.
    Packed(String),
    /// It says that it is gzip.
    NotGzip,
    /// It is not HTTP.
    NotHttp,
}

impl Failure {
    /// Whether the connection ended before anything came: that is how it ends when a server has closed
    /// a connection that was kept.
    pub(crate) fn is_cut_off(&self) -> bool {
        use io::ErrorKind::{
            BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof,
        };
        let Self::Before(Error::Io(error)) = self else { return false };
        let ends = [BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof];
        ends.contains(&error.kind()) && of_tls(error).is_none()
    }

    /// A clause for a sentence.
    pub(crate) fn in_words(&self, timeout: Duration) -> String {
        let timeout = timeout.as_secs_f64();
        match self {
            Self::Packed(how) => {
                format!("the answer is packed as {how}, which nobody asked for")
            }
            Self::NotHttp => "what came is not HTTP".to_owned(),
            Self::NotGzip => "the answer says that it is gzip, and is not".to_owned(),
            Self::Within(Error::Timeout(_)) => {
                format!("the answer was not complete within {timeout} s")
            }
            Self::Within(Error::Io(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                "the connection failed (it ended in the middle of the answer)".to_owned()
            }
            Self::Before(error) | Self::Within(error) => error_in_words(error, timeout),
        }
    }
}

fn error_in_words(error: &Error, timeout: f64) -> String {
    match error {
        Error::Timeout(_) => format!("no answer within {timeout} s"),
        Error::Io(error) => io_in_words(error),
        Error::Rustls(error) => tls_in_words(error),
        Error::HostNotFound => "no such host".to_owned(),
        Error::BodyExceedsLimit(bytes) => {
            format!("the answer is larger than {}", stopwatch::text::bytes(*bytes))
        }
        Error::LargeResponseHeader(..) => "the answer has too many headers".to_owned(),
        Error::TooManyRedirects => "it leads to another place, again and again".to_owned(),
        Error::Protocol(_) => "what came is not HTTP".to_owned(),
        Error::ConnectProxyFailed(reason) => {
            // It reads `proxy server responded 407/407`.
            match reason.rsplit(' ').next().and_then(|status| status.split('/').next()) {
                Some("407") => "the proxy wants another name and password (407)".to_owned(),
                Some(status) if status.parse::<u16>().is_ok() => {
                    format!("the proxy does not lead there (it answered {status})")
                }
                _ => "the proxy did not answer".to_owned(),
            }
        }
        // Some of the others repeat the URL, which may hold a password.
        Error::BadUri(_) | Error::Http(_) | Error::RedirectFailed => {
            "it leads to a place that is neither http nor https".to_owned()
        }
        other => format!("the request failed ({other})"),
    }
}

fn io_in_words(error: &io::Error) -> String {
    if let Some(error) = of_tls(error) {
        return tls_in_words(error);
    }
    if is_lookup(error) {
        return lookup_in_words(error);
    }
    if files::is_too_many(error) {
        return files::too_many();
    }
    let why = match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused: nobody listens there".to_owned(),
        io::ErrorKind::ConnectionReset => "the server cut it off".to_owned(),
        io::ErrorKind::UnexpectedEof => "the server closed it without an answer".to_owned(),
        _ => error.to_string(),
    };
    format!("the connection failed ({why})")
}

/// Whether the name of the host could not be looked up. The standard library has no kind for this.
fn is_lookup(error: &io::Error) -> bool {
    /// Windows: "No such host is known", and "no data of the requested type was found".
    const OF_WINDOWS: [i32; 2] = [11001, 11004];
    error.raw_os_error().is_some_and(|code| cfg!(windows) && OF_WINDOWS.contains(&code))
        || error.to_string().starts_with("failed to lookup address")
}

/// Linux, macOS and Windows each say in their own words that a name does not exist. Whatever else
/// fails, above all a missing network, is not the fault of the name.
fn lookup_in_words(error: &io::Error) -> String {
    let text = error.to_string();
    let why = text.split_once(": ").map_or(text.as_str(), |(_, why)| why);
    let is_unknown = ["not known", "No such host"].iter().any(|words| text.contains(words));
    match is_unknown {
        true => "no such host".to_owned(),
        false => format!("the name of the host could not be looked up ({why})"),
    }
}

fn of_tls(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

fn tls_in_words(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(error) => certificate_in_words(error),
        rustls::Error::InvalidMessage(_) => "it does not speak HTTPS: try http://".to_owned(),
        rustls::Error::General(why) if why.contains("No CA certificates") => {
            "this machine knows no authority for certificates (ca-certificates is not installed)"
                .to_owned()
        }
        other => format!("the encrypted connection failed ({other})"),
    }
}

fn certificate_in_words(error: &CertificateError) -> String {
    match error {
        CertificateError::UnknownIssuer => {
            "its certificate is self-signed, or from an authority that this machine does not trust"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another name"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet, by the clock of this machine"
        }
        // A certificate made to sign others, used for a server: nobody but its maker signed it.
        CertificateError::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            "its certificate is self-signed"
        }
        other => return format!("its certificate is not trusted ({other})"),
    }
    .to_owned()
}
