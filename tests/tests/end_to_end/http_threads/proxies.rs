//! What comes between the chapter and a server: proxies and certificates.

use end_to_end::program;
use predicates::{prelude::*, str::contains};

use super::{
    CHAPTER, QUICK,
    servers::{ok, serve},
};

/// The chapter, in an environment with no proxies but those of a test.
fn with_proxies(proxies: &[(&str, &str)]) -> assert_cmd::Command {
    let mut chapter = program(CHAPTER);
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        chapter.env_remove(name).env_remove(name.to_uppercase());
    }
    chapter.envs(proxies.iter().copied());
    chapter
}

#[test]
fn a_proxy_is_asked_for_the_whole_url_and_without_a_tunnel() {
    let proxy = serve(|request| {
        let is_known =
            request.to_lowercase().contains("proxy-authorization: basic yw5uonnly3jlda==");
        let posts =
            (1..=2).map(|id| format!("GET http://posts.example/api/posts/{id} HTTP/1.1\r\n"));
        match posts.into_iter().any(|line| request.starts_with(&line)) && is_known {
            true => ok("application/json", "{\"through\": \"the proxy\"}"),
            false => b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".to_vec(),
        }
    });
    let url = ["--base-url", "http://posts.example/api", "--posts", "2"];
    with_proxies(&[("HTTP_PROXY", &format!("http://ann:secret@{proxy}"))])
        .args(url)
        .assert()
        .success()
        .stdout(contains("\"through\": \"the proxy\"").count(2));

    let unknown = with_proxies(&[("http_proxy", &proxy)]).args(url).assert().code(1);
    let words =
        format!("403 Forbidden; it was asked through the proxy http://{proxy} (http_proxy)");
    unknown.stderr(contains(words));
}

#[test]
fn a_proxy_digs_a_tunnel_for_https_and_may_refuse_to() {
    let proxy = serve(|request| match request.starts_with("CONNECT posts.example:443 ") {
        true => b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n".to_vec(),
        false => Vec::new(),
    });
    let proxies = [("ALL_PROXY", proxy.as_str()), ("http_proxy", "http://127.0.0.1:1")];
    // On Windows both spellings of the name are one variable.
    let variable = if cfg!(windows) { "all_proxy" } else { "ALL_PROXY" };
    let words = format!(
        "could not reach https://posts.example: the proxy wants another name and password (407); it \
         was asked through the proxy http://{proxy} ({variable})"
    );
    with_proxies(&proxies)
        .args(["--base-url", "https://posts.example"])
        .assert()
        .code(1)
        .stderr(contains(words));
}

#[test]
fn a_proxy_that_is_not_spoken_is_refused_by_its_kind() {
    let proxies = [("https_proxy", "socks5h://ann:secret@127.0.0.1:1080")];
    with_proxies(&proxies)
        .args(["--live"])
        .assert()
        .code(1)
        .stderr(contains("https_proxy asks for a proxy of the kind socks5h"))
        .stderr(contains("secret").not());
}

#[test]
fn a_server_in_no_proxy_is_asked_directly() {
    let proxies = [("ALL_PROXY", "http://127.0.0.1:1"), ("no_proxy", "a.b, invalid")];
    with_proxies(&proxies)
        .args(["--base-url", "http://posts.invalid"])
        .assert()
        .code(1)
        // Where there is no network, nobody can say that there is no such host.
        .stderr(
            contains(": no such host").or(contains("the name of the host could not be looked up")),
        )
        .stderr(contains("proxy").not());
}

#[test]
fn a_proxy_does_not_come_between_a_chapter_and_its_own_server() {
    let proxies = [("ALL_PROXY", "socks5://127.0.0.1:1"), ("http_proxy", "http://127.0.0.1:1")];
    with_proxies(&proxies).args(QUICK).assert().success();
}

/// An HTTPS server for localhost, with one of the certificates beside these tests; its port.
#[cfg(target_os = "linux")]
fn serve_https(certificate: &str) -> u16 {
    use std::{
        io::{BufRead, BufReader, Write},
        net::TcpListener,
        thread,
    };

    use rustls::{
        ServerConfig, ServerConnection, StreamOwned,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    };

    let folder = end_to_end::workspace().join("tests/certificates");
    let certificate = CertificateDer::from_pem_file(folder.join(certificate)).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let config =
        ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
    let config = std::sync::Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(config.clone()).unwrap();
            let mut reader = BufReader::new(StreamOwned::new(connection, stream.unwrap()));
            let mut request = String::new();
            while !request.ends_with("\r\n\r\n")
                && reader.read_line(&mut request).is_ok_and(|n| n > 0)
            {}
            // A client that does not trust us is gone.
            let _ = reader.get_mut().write_all(&ok("application/json", "{\"is\": \"secret\"}"));
            reader.get_mut().conn.send_close_notify();
            let _ = reader.get_mut().flush();
        }
    });
    port
}

/// Other systems use their own store of certificates, which a test should not change.
#[cfg(target_os = "linux")]
#[test]
fn a_certificate_that_is_not_trusted_is_described() {
    let ask = |url: String, trusted: &str| {
        let folder = end_to_end::workspace().join("tests/certificates");
        let mut chapter = with_proxies(&[]);
        chapter.env("SSL_CERT_FILE", folder.join(trusted)).env_remove("SSL_CERT_DIR");
        let output = chapter.args(["--base-url", &url, "--posts", "1"]).output().unwrap();
        let (stdout, stderr) = crate::texts(&output);
        format!("{stdout}{stderr}")
    };
    let (good, bad) = (serve_https("localhost.pem"), serve_https("self-signed.pem"));
    let text = ask(format!("https://localhost:{good}"), "authority.pem");
    assert!(text.contains("\"is\": \"secret\""), "{text}");

    let text = ask(format!("https://127.0.0.1:{good}"), "authority.pem");
    assert!(text.contains("its certificate is for another name"), "{text}");
    let text = ask(format!("https://localhost:{bad}"), "authority.pem");
    assert!(text.contains("its certificate is self-signed"), "{text}");
    let plain = serve(|_| ok("text/html", ""));
    let text = ask(format!("https://{plain}"), "authority.pem");
    assert!(text.contains("it does not speak HTTPS: try http://"), "{text}");
}
