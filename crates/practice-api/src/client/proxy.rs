//! The proxy that the environment names, found as curl finds it.
//!
//! Unlike curl, nothing on this machine is asked for through a proxy: a proxy elsewhere would look for
//! it on its own machine.

use std::net::IpAddr;

use super::BaseUrl;

/// A proxy, and the variable that names it.
pub(crate) struct Proxy {
    /// With its port.
    pub(crate) url: BaseUrl,
    variable: String,
}

impl Proxy {
    /// What it is called in messages.
    pub(crate) fn in_words(&self) -> String {
        format!("the proxy {} ({})", self.url, self.variable)
    }

    /// In the form that the library takes; it asks the proxy for a tunnel.
    pub(crate) fn tunnel(&self) -> Result<ureq::Proxy, ureq::Error> {
        let BaseUrl { scheme, credentials, .. } = &self.url;
        let credentials = credentials.as_ref().map(|it| format!("{it}@")).unwrap_or_default();
        ureq::Proxy::new(&format!("{scheme}://{credentials}{}", self.url.authority()))
    }

    /// Whether the proxy is asked for the whole URL of things on this server, without a tunnel.
    pub(crate) fn forwards(&self, server: &BaseUrl) -> bool {
        self.url.scheme == "http" && server.scheme == "http"
    }
}

/// The proxy for a server, in an environment.
pub(crate) fn for_server(
    server: &BaseUrl,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Proxy>, String> {
    // The name in small letters comes first. An empty variable does not count.
    let variable = |name: &str| {
        [name.to_owned(), name.to_ascii_uppercase()].into_iter().find_map(|name| {
            let value = environment(&name)?.trim().to_owned();
            (!value.is_empty()).then_some((name, value))
        })
    };
    let of_scheme = variable(&format!("{}_proxy", server.scheme));
    let Some((name, value)) = of_scheme.or_else(|| variable("all_proxy")) else { return Ok(None) };
    let without = variable("no_proxy").map(|(_, list)| list).unwrap_or_default();
    if server.is_local() || is_listed(server, &without) {
        return Ok(None);
    }
    parse(&name, &value).map(Some)
}

fn parse(name: &str, value: &str) -> Result<Proxy, String> {
    // The value may hold a password, so no message repeats it.
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https") {
        let scheme = stopwatch::text::excerpt(&scheme);
        return Err(format!(
            "{name} asks for a proxy of the kind {scheme}, and only http and https are spoken here\n\
             Unset it, or name the server in NO_PROXY, if there is another way."
        ));
    }
    let expected = || format!("{name} is not the URL of a proxy, such as http://proxy:3128");
    let mut url: BaseUrl = format!("{scheme}://{rest}").parse().map_err(|_| expected())?;
    // curl's ports, where none is given.
    url.port = url.port.or(Some(if scheme == "https" { 443 } else { 1080 }));
    if !url.path.is_empty() {
        return Err(expected());
    }
    Ok(Proxy { url, variable: name.to_owned() })
}

/// Whether a list as in `NO_PROXY` names the server: `*`, a name with all that end with it, an address,
/// or a network such as `10.0.0.0/8`. They are separated by commas or blanks.
fn is_listed(server: &BaseUrl, list: &str) -> bool {
    let host = server.host.trim_end_matches('.');
    list.split([',', ' ', '\t']).filter(|entry| !entry.is_empty()).any(|entry| {
        let name = entry.strip_prefix('*').unwrap_or(entry).trim_matches('.').to_ascii_lowercase();
        match server.address() {
            _ if entry == "*" => true,
            Some(address) => contains(entry.trim_matches(['[', ']']), address),
            None => {
                host.strip_suffix(&name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
        }
    })
}

/// Whether a network, or an address alone, contains an address.
fn contains(network: &str, address: IpAddr) -> bool {
    let (first, bits) = match network.split_once('/') {
        Some((first, bits)) => (first, bits.parse::<u32>().ok()),
        None => (network, Some(128)),
    };
    let differing = match (first.parse(), address) {
        (Ok(IpAddr::V4(a)), IpAddr::V4(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros(),
        (Ok(IpAddr::V6(a)), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros(),
        _ => return false,
    };
    let all = if address.is_ipv4() { 32 } else { 128 };
    bits.is_some_and(|bits| differing >= bits.min(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the proxy for a server is called, if there is one.
    fn found(server: &str, environment: &[(&str, &str)]) -> Result<Option<String>, String> {
        let value = |name: &str| {
            let (_, value) = environment.iter().find(|(variable, _)| *variable == name)?;
            Some((*value).to_owned())
        };
        let found = for_server(&server.parse().unwrap(), &value)?;
        Ok(found.map(|found| found.in_words()))
    }

    fn is_asked(server: &str, no_proxy: &str) -> bool {
        found(server, &[("ALL_PROXY", "p:1"), ("no_proxy", no_proxy)]).unwrap().is_some()
    }

    #[test]
    fn the_variable_of_the_scheme_comes_before_that_of_all_and_small_letters_before_large() {
        let environment = [
            ("HTTP_PROXY", "http://large:1"),
            ("http_proxy", "http://small:2"),
            ("HTTPS_PROXY", ""),
            ("ALL_PROXY", "all"),
        ];
        let proxy = |server| found(server, &environment).unwrap().unwrap();
        assert_eq!(proxy("http://example.com"), "the proxy http://small:2 (http_proxy)");
        assert_eq!(proxy("https://example.com"), "the proxy http://all:1080 (ALL_PROXY)");
        assert_eq!(found("http://example.com", &[("HTTPS_PROXY", "p:1")]), Ok(None));
    }

    #[test]
    fn this_machine_is_never_asked_for_through_a_proxy() {
        for server in ["http://127.0.0.1:3000", "http://localhost", "http://[::1]:3000"] {
            assert_eq!(found(server, &[("ALL_PROXY", "socks5://p")]), Ok(None));
        }
    }

    #[test]
    fn a_kind_of_proxy_that_is_not_spoken_is_refused_by_its_name_and_without_its_password() {
        for kind in ["socks5", "SOCKS5H", "socks4a", "ftp"] {
            let value = format!("{kind}://ann:secret@p:1");
            let error = found("http://example.com", &[("all_proxy", &value)]).unwrap_err();
            let named = format!("all_proxy asks for a proxy of the kind {}", kind.to_lowercase());
            assert!(error.starts_with(&named) && !error.contains("secret"), "{error}");
        }
        for wrong in [
            "http://ann:secret@p:99999",
            "ann:secret@",
            "http://ann:secret@p:1?x",
            "http://ann:secret@p/x",
        ] {
            let error = found("http://example.com", &[("HTTP_PROXY", wrong)]).unwrap_err();
            assert!(error.starts_with("HTTP_PROXY is not the URL of a proxy"), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
        let proxy = found("http://example.com", &[("HTTP_PROXY", "http://ann:secret@p:1")]);
        assert_eq!(proxy.unwrap().unwrap(), "the proxy http://p:1 (HTTP_PROXY)");
    }

    #[test]
    fn no_proxy_lists_names_addresses_and_networks() {
        for (server, list) in [
            ("http://example.com", "example.com"),
            ("http://EXAMPLE.com", " a.b , .Example.COM "),
            ("http://www.example.com", "x.y example.com"),
            ("http://www.example.com", "*.example.com"),
            ("http://www.example.com.", "example.com."),
            ("http://example.com", "x,*"),
            ("http://10.1.2.3", "10.0.0.0/8"),
            ("http://10.1.2.3", "10.1.2.3"),
            ("http://10.1.2.3", "0.0.0.0/0"),
            ("http://[fd00::1]", "fd00::/8"),
            ("http://[fd00::1]", "fd00::1"),
        ] {
            assert!(!is_asked(server, list), "{server} is in {list}");
        }
        for (server, list) in [
            ("http://notexample.com", "example.com"),
            ("http://example.com", "www.example.com"),
            ("http://example.com.evil", "example.com"),
            ("http://11.1.2.3", "10.0.0.0/8"),
            ("http://10.1.2.3", "10.1.2.0/x"),
            ("http://10.1.2.3", "10.1.2.4/32"),
            ("http://10.1.2.3", "2.3"),
            ("http://[fe00::1]", "fd00::/8"),
            ("http://example.com", ","),
        ] {
            assert!(is_asked(server, list), "{server} is not in {list}");
        }
    }
}
