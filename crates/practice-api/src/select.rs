//! The things of a list that a query asks for.

use std::ops::RangeInclusive;

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};

use crate::{
    answer::{expose, place},
    collection::{Collection, Item},
    query::{Part, Query},
    target::id,
};

/// The list that a query asks for; where it asks for a part, with the number of things in all.
pub(crate) fn list(
    collection: Collection,
    posts: u32,
    query: &Query,
    uri: &Uri,
    headers: &HeaderMap,
) -> Response {
    let found = find(collection, posts, query);
    let total = found.len();
    let (start, end) = match query.part {
        Part::All => (0, total),
        Part::Slice { start, end } => (start, end),
        Part::Page { number, size } => {
            let end = number.saturating_mul(size);
            (end.saturating_sub(size), end)
        }
    };
    let end = end.min(total);
    let items: Vec<Item> =
        found[start.min(end)..end].iter().map(|&id| collection.item(id)).collect();
    let mut response = Json(items).into_response();
    if query.part != Part::All {
        response.headers_mut().insert("X-Total-Count", total.into());
        expose(&mut response, "X-Total-Count, Link");
    }
    if let Part::Page { number, size } = query.part
        && let Some(links) = links(number, total.div_ceil(size), uri, headers)
    {
        response.headers_mut().insert(header::LINK, links);
    }
    response
}

/// The ids of what is asked for, in the order that is asked for.
fn find(collection: Collection, posts: u32, query: &Query) -> Vec<u32> {
    let ids = candidates(collection, posts, query);
    if query.takes_all() {
        return ids.collect();
    }
    let value = |id| serde_json::to_value(collection.item(id)).expect("an item has text keys");
    let mut found: Vec<_> = ids
        .map(|id| (id, value(id)))
        .filter(|(_, thing)| query.matches(thing))
        .map(|(id, thing)| (id, query.sort_keys(&thing)))
        .collect();
    found.sort_by(|(_, left), (_, right)| query.compare(left, right));
    found.into_iter().map(|(id, _)| id).collect()
}

/// Where to look: everywhere, or among the things of the one owner that is asked for, so that the
/// comments of a post are not searched for among thousands.
fn candidates(collection: Collection, posts: u32, query: &Query) -> RangeInclusive<u32> {
    let count = collection.count(posts);
    let owned =
        collection.owner().and_then(|owner| Some((id(query.only(owner.field)?)?, owner.each)));
    match owned {
        Some((owner, each)) => {
            let last = owner.saturating_mul(each);
            last.saturating_sub(each - 1).max(1)..=last.min(count)
        }
        None => 1..=count,
    }
}

/// The other pages, as browsers and `requests` read them; `None` where there is only one page, and past
/// the last.
fn links(number: usize, last: usize, uri: &Uri, headers: &HeaderMap) -> Option<HeaderValue> {
    if number > last || last == 1 {
        return None;
    }
    let mut pages = vec![("first", 1), ("prev", number - 1), ("next", number + 1), ("last", last)];
    pages.retain(|(_, page)| (1..=last).contains(page));
    let place = place(uri, headers);
    let link = |(name, page): (&str, usize)| {
        let query: Vec<String> = uri
            .query()
            .unwrap_or_default()
            .split('&')
            .map(|part| match form_urlencoded::parse(part.as_bytes()).next() {
                Some((key, _)) if key == "_page" => format!("_page={page}"),
                _ => part.to_owned(),
            })
            .collect();
        format!("<{place}?{}>; rel=\"{name}\"", query.join("&"))
    };
    let links: Vec<String> = pages.into_iter().map(link).collect();
    HeaderValue::from_str(&links.join(", ")).ok()
}
