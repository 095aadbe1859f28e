//! The URL of a server, read whole: what cannot be read is refused, and never left out.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::percent_decode_str;
use ureq::http::Uri;

/// Where a server is, such as `http://127.0.0.1:3000` or `https://name:password@example.com/api`.
///
/// Name and password are for the server alone: they are not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    pub(crate) scheme: String,
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    pub(crate) path: String,
    /// As they are written in the URL: `name:password`.
    pub(crate) credentials: Option<String>,
}

impl FromStr for BaseUrl {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, String> {
        let expected = || "expected a URL such as http://127.0.0.1:3000".to_owned();
        let uri: Uri = url.parse().map_err(|_| expected())?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"));
        let (Some(scheme), Some(authority)) = (scheme, uri.authority()) else {
            return Err(expected());
        };
        // The library leaves these out.
        if url.contains(['?', '#']) {
            return Err("expected a URL without ? and #".to_owned());
        }
        let (credentials, place) = match authority.as_str().rsplit_once('@') {
            Some((credentials, place)) => (Some(credentials.to_owned()), place),
            None => (None, authority.as_str()),
        };
        let host = authority.host();
        if !is_host(host) {
            return Err(expected());
        }
        let port = match place.strip_prefix(host) {
            Some("") => None,
            Some(port) => Some(port_number(port).ok_or("expected a port from 1 to 65,535")?),
            None => return Err(expected()),
        };
        Ok(Self {
            scheme: scheme.to_owned(),
            host: host.to_ascii_lowercase(),
            port,
            path: uri.path().trim_end_matches('/').to_owned(),
            credentials,
        })
    }
}

/// `:3000` as a number. Anything but digits, a sign included, makes it no port.
fn port_number(port: &str) -> Option<u16> {
    let digits = port.strip_prefix(':').filter(|port| port.bytes().all(|b| b.is_ascii_digit()))?;
    digits.parse().ok().filter(|port| *port > 0)
}

/// Whether this is an address, or a name that may be looked up. A host that ends with a number is meant
/// as an address.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let labels: Vec<&str> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
    if labels.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit())) {
        return host.parse::<Ipv4Addr>().is_ok();
    }
    labels.iter().all(|label| {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !label.is_empty() && label.len() <= 63 && label.bytes().all(is_name)
    })
}

/// A URL, of whatever form, as it may be printed.
pub(crate) fn without_password(url: &str) -> String {
    match url.rsplit_once('@') {
        Some((before, place)) => match before.split_once("://") {
            Some((scheme, _)) => format!("{scheme}://{place}"),
            None => format!("…@{place}"),
        },
        None => url.to_owned(),
    }
}

impl BaseUrl {
    /// The port that is meant.
    pub(crate) fn port_or_default(&self) -> u16 {
        self.port.unwrap_or(if self.scheme == "https" { 443 } else { 80 })
    }

    /// Host and port, as they are written in the header `Host`.
    pub(crate) fn authority(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }

    /// The URL of something on this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{self}{path}")
    }

    /// The address, where the host is one.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.host.trim_matches(['[', ']']).parse().ok()
    }

    /// Whether the server is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        self.host == "localhost" || self.address().is_some_and(|address| address.is_loopback())
    }

    /// Name and password, without the escapes of a URL.
    pub(crate) fn name_and_password(&self) -> Option<(String, String)> {
        let credentials = self.credentials.as_ref()?;
        let (name, password) = credentials.split_once(':').unwrap_or((credentials, ""));
        let [name, password] =
            [name, password].map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned());
        Some((name, password))
    }

    /// What the header `Authorization` says.
    pub(crate) fn authorization(&self) -> Option<String> {
        let (name, password) = self.name_and_password()?;
        Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{name}:{password}"))))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority(), self.path)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_that_can_be_read_whole_are_taken() {
        for (url, shown) in [
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
            ("HTTPS://Example.com/Api/v1/", "https://example.com/Api/v1"),
            ("http://[::1]:80", "http://[::1]:80"),
            ("http://my_host-1", "http://my_host-1"),
            ("http://example.com.", "http://example.com."),
        ] {
            let parsed: Result<BaseUrl, String> = url.parse();
            assert_eq!(parsed.map(|url| url.to_string()), Ok(shown.to_owned()), "{url}");
        }
    }

    #[test]
    fn a_url_with_a_part_that_cannot_be_read_is_refused() {
        for url in [
            "",
            "127.0.0.1:3000",
            "localhost",
            "ftp://127.0.0.1",
            "http://",
            "http://:80",
            "http:/x",
            "http://127.0.0.1:99999",
            "http://127.0.0.1:65536/api",
            "http://127.0.0.1:abc",
            "http://127.0.0.1:-1",
            "http://127.0.0.1:+80",
            "http://127.0.0.1:",
            "http://127.0.0.1:0",
            "http://127.0.0.1:80:80",
            "http://127.0.0.1: 80",
            "http://127.0.0.1:8 0",
            "http://a b",
            "http://256.0.0.1",
            "http://1.2.3",
            "http://1.2.3.4.5",
            "http://[::1",
            "http://[::g]",
            "http://::1",
            "http://a..b",
            "http://exa$mple.com",
            "http://example.com?a=1",
            "http://example.com#a",
            "http://user@:80",
            "http://127.0.0.1:99999@",
            "http://%41.com",
        ] {
            assert!(url.parse::<BaseUrl>().is_err(), "{url}");
        }
    }

    #[test]
    fn a_password_is_sent_and_not_shown() {
        let url: BaseUrl = "http://ann:p%40ss:w@127.0.0.1:3000/api".parse().unwrap();
        assert_eq!(url.url("/posts"), "http://127.0.0.1:3000/api/posts");
        assert_eq!(format!("{url} {url:?}").matches("p@ss").count(), 0);
        assert_eq!(url.name_and_password(), Some(("ann".to_owned(), "p@ss:w".to_owned())));
        assert_eq!(url.authorization().as_deref(), Some("Basic YW5uOnBAc3M6dw=="));
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        for local in ["http://localhost", "http://LOCALHOST:1", "http://127.8.0.1", "http://[::1]"]
        {
            assert!(local.parse::<BaseUrl>().unwrap().is_local(), "{local}");
        }
        assert!(!"http://localhost.example".parse::<BaseUrl>().unwrap().is_local());
    }
}
