//! The flags of chapter 03.

use std::{ffi::OsStr, time::Duration};

use clap::{
    Arg, Command, Error, Parser,
    builder::{StringValueParser, TypedValueParser},
    error::ErrorKind,
};

use practice_api::{ApiArgs, BaseUrl};
use stopwatch::OutputArgs;

const LIVE: &str = "https://jsonplaceholder.typicode.com";

/// Chapter 03: five real JSON downloads over HTTP, one by one and in threads
#[derive(Parser)]
#[command(version)]
pub(crate) struct Args {
    /// How many posts to fetch
    #[arg(
        long,
        value_name = "N",
        default_value_t = 5,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=10_000))]
    pub(crate) posts: u32,

    /// How many threads fetch at once, at most
    #[arg(
        long,
        value_name = "N",
        default_value_t = 32,
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::whole_number::<u32>(1..=1_000))]
    pub(crate) workers: u32,

    /// Give up on a request after this many seconds
    #[arg(
        long,
        value_name = "S",
        default_value = "10",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = stopwatch::seconds)]
    pub(crate) timeout: Duration,

    /// Fetch from this server, instead of one that the chapter starts itself
    #[arg(long, value_name = "URL", value_parser = UrlParser, conflicts_with = "ApiArgs")]
    pub(crate) base_url: Option<BaseUrl>,

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
    pub(crate) fn other_server(&self) -> Option<BaseUrl> {
        if self.live { LIVE.parse().ok() } else { self.base_url.clone() }
    }
}

/// Parses a URL. A refusal does not show its password.
#[derive(Clone)]
struct UrlParser;

impl TypedValueParser for UrlParser {
    type Value = BaseUrl;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<BaseUrl, Error> {
        let url = StringValueParser::new().parse_ref(command, arg, value)?;
        url.parse().map_err(|why| {
            let shown = url
                .rsplit_once('@')
                .map_or(url.clone(), |(_, place)| format!("…@{place}"));
            let message = format!(
                "invalid value '{shown}' for '--base-url <URL>': {why}\n"
            );
            Error::raw(ErrorKind::ValueValidation, message).with_cmd(command)
        })
    }
}
