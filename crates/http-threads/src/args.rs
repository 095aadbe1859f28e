//! The flags of chapter 03.

use std::time::Duration;

use clap::Parser;
use ureq::http::Uri;

use practice_api::ApiArgs;
use stopwatch::OutputArgs;

const LIVE: &str = "https://jsonplaceholder.typicode.com";

/// Chapter 03: five real JSON downloads over HTTP, one by one and in threads
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// How many posts to fetch
    #[arg(long, value_name = "N", default_value_t = 5, allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=10_000))]
    pub(crate) posts: u32,

    /// How many threads fetch at once, at most
    #[arg(long, value_name = "N", default_value_t = 32, allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=1_000))]
    pub(crate) workers: u32,

    /// Give up on a request after this many seconds
    #[arg(long, value_name = "S", default_value = "10", allow_negative_numbers = true)]
    #[arg(value_parser = stopwatch::seconds)]
    pub(crate) timeout: Duration,

    /// Fetch from this server, instead of one that the chapter starts itself
    #[arg(long, value_name = "URL", value_parser = base_url, conflicts_with = "ApiArgs")]
    pub(crate) base_url: Option<String>,

    /// Fetch from the public API, over the internet
    #[arg(long, conflicts_with_all = ["base_url", "ApiArgs"])]
    pub(crate) live: bool,

    /// Print every post, however many there are
    #[arg(long)]
    pub(crate) print_all: bool,

    #[command(flatten)]
    pub(crate) api: ApiArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl Args {
    /// The server that was asked for; `None` for one of our own.
    pub(crate) fn other_server(&self) -> Option<&str> {
        if self.live { Some(LIVE) } else { self.base_url.as_deref() }
    }
}

fn base_url(value: &str) -> Result<String, String> {
    let uri: Uri = value.parse().map_err(|_| expected_url())?;
    let has_good_port = uri.port().is_none() || uri.port_u16().is_some();
    let is_whole = uri.query().is_none() && !value.contains('#') && has_good_port;
    match (uri.scheme_str(), uri.host()) {
        (Some("http" | "https"), Some(_)) if is_whole => Ok(value.trim_end_matches('/').to_owned()),
        _ => Err(expected_url()),
    }
}

fn expected_url() -> String {
    "expected a URL such as http://127.0.0.1:3000".to_owned()
}
