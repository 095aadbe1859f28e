//! What a query asks of a list: which of its things, in what order, and which part of them.
//!
//! Whatever it says is served or refused. If a part of it went unread, the answer would be wrong.

use std::cmp::Ordering;

use axum::http::Uri;
use serde_json::Value;

use crate::{
    collection::Collection,
    filter::{Field, Filter, Test, Things, bound, compare, contains},
};

/// How many things a page has, if nothing else is asked for.
const PAGE: usize = 10;

pub(crate) const OPERATORS: &str = "_page, _limit (or _per_page), _start, _end, _sort, _order, q, and after a \
                         field's name _gte, _lte and _ne";

/// A query that was understood.
#[derive(Debug, Default)]
pub(crate) struct Query {
    filters: Vec<Filter>,
    /// In lower case.
    search: Option<String>,
    sort: Vec<(Field, Order)>,
    pub(crate) part: Part,
}

#[derive(Clone, Copy, Debug)]
enum Order {
    Ascending,
    Descending,
}

/// Which part of the things that were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Part {
    #[default]
    All,
    /// From `start` up to, but not including, `end`.
    Slice { start: usize, end: usize },
    /// Counts from 1.
    Page { number: usize, size: usize },
}

impl Query {
    /// Reads the query of a request for a list of this collection.
    ///
    /// # Errors
    /// Says what cannot be served.
    pub(crate) fn parse(uri: &Uri, collection: Collection) -> Result<Self, String> {
        let things = Things::of(collection);
        let mut parsed = Self::default();
        let mut flags = Flags::default();
        for (key, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            let value = value.into_owned();
            match &*key {
                "_page" => once(&mut flags.page, &key, number(&key, &value, 1)?)?,
                "_limit" | "_per_page" => once(&mut flags.limit, &key, number(&key, &value, 1)?)?,
                "_start" => once(&mut flags.start, &key, number(&key, &value, 0)?)?,
                "_end" => once(&mut flags.end, &key, number(&key, &value, 0)?)?,
                "_sort" => once(&mut flags.sort, &key, value)?,
                "_order" => once(&mut flags.order, &key, value)?,
                "q" => once(&mut parsed.search, &key, value.to_lowercase())?,
                _ => parsed.add_filter(&key, value, &things)?,
            }
        }
        parsed.sort = flags.sort(&things)?;
        parsed.part = flags.part()?;
        Ok(parsed)
    }

    fn add_filter(&mut self, key: &str, value: String, things: &Things) -> Result<(), String> {
        let (name, operator) = ["_gte", "_lte", "_ne"]
            .into_iter()
            .find_map(|operator| Some((key.strip_suffix(operator)?, operator)))
            .unwrap_or((key, ""));
        let (field, example) = things.field(name)?;
        let again = self.filters.iter_mut().find_map(|other| match &mut other.test {
            Test::Is(values) if other.field == field => Some(values),
            _ => None,
        });
        if let ("", Some(values)) = (operator, again) {
            // A field that is given more than once may have any of the values.
            values.push(value);
            return Ok(());
        }
        let test = match operator {
            "_gte" => Test::AtLeast(bound(key, &value, example)?),
            "_lte" => Test::AtMost(bound(key, &value, example)?),
            "_ne" => Test::IsNot(value),
            _ => Test::Is(vec![value]),
        };
        self.filters.push(Filter { field, test });
        Ok(())
    }

    /// Asks only for the things of this owner; where there is none with such an id, for nothing.
    pub(crate) fn require(&mut self, field: &str, owner: Option<u32>) {
        let ids = owner.iter().map(u32::to_string).collect();
        self.filters.push(Filter { field: Field::named(field), test: Test::Is(ids) });
    }

    /// Whether every thing is asked for, in the order that they have.
    pub(crate) fn takes_all(&self) -> bool {
        self.filters.is_empty() && self.search.is_none() && self.sort.is_empty()
    }

    /// The one value that this field has to have, if there is one.
    pub(crate) fn only(&self, field: &str) -> Option<&str> {
        self.filters.iter().find_map(|filter| match &filter.test {
            Test::Is(values) if filter.field.is(field) && values.len() == 1 => Some(&*values[0]),
            _ => None,
        })
    }

    /// Whether this is asked for.
    pub(crate) fn matches(&self, thing: &Value) -> bool {
        self.filters.iter().all(|filter| filter.matches(thing))
            && self.search.as_ref().is_none_or(|word| contains(thing, word))
    }

    /// What decides where this comes in the answer.
    pub(crate) fn sort_keys(&self, thing: &Value) -> Vec<Value> {
        self.sort.iter().map(|(field, _)| field.of(thing).clone()).collect()
    }

    /// Compares two things by their sort keys.
    pub(crate) fn compare(&self, left: &[Value], right: &[Value]) -> Ordering {
        self.sort
            .iter()
            .zip(left.iter().zip(right))
            .map(|((_, order), (left, right))| match order {
                Order::Ascending => compare(left, right),
                Order::Descending => compare(right, left),
            })
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

/// What a query says about order and part.
#[derive(Default)]
struct Flags {
    page: Option<usize>,
    limit: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    sort: Option<String>,
    order: Option<String>,
}

impl Flags {
    fn sort(&self, things: &Things) -> Result<Vec<(Field, Order)>, String> {
        let list = |text: &Option<String>| -> Vec<String> {
            text.iter().flat_map(|text| text.split(',')).map(str::to_owned).collect()
        };
        let orders = list(&self.order)
            .iter()
            .map(|order| parse_order(order))
            .collect::<Result<Vec<_>, _>>()?;
        let fields = list(&self.sort);
        if orders.len() > fields.len() {
            return Err("_order has more to say than _sort has fields".to_owned());
        }
        // A field without an order of its own ascends.
        let orders = orders.into_iter().chain(std::iter::repeat(Order::Ascending));
        fields.iter().zip(orders).map(|(name, order)| Ok((things.field(name)?.0, order))).collect()
    }

    fn part(&self) -> Result<Part, String> {
        match (self.page, self.limit, self.start, self.end) {
            (None, None, None, None) => Ok(Part::All),
            (Some(number), size, None, None) => {
                Ok(Part::Page { number, size: size.unwrap_or(PAGE) })
            }
            (Some(_), ..) => Err("_page goes with _limit, not with _start or _end".to_owned()),
            (None, Some(_), _, Some(_)) => Err("_limit and _end both say where to stop".to_owned()),
            (None, limit, start, end) => {
                let start = start.unwrap_or(0);
                let end =
                    end.or(limit.map(|limit| start.saturating_add(limit))).unwrap_or(usize::MAX);
                Ok(Part::Slice { start, end })
            }
        }
    }
}

/// Takes a value that may be given once.
fn once<T>(place: &mut Option<T>, key: &str, value: T) -> Result<(), String> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("`{key}` is given twice")),
    }
}

fn number(key: &str, value: &str, least: u32) -> Result<usize, String> {
    match value.parse() {
        Ok(number) if (least..=u32::MAX).contains(&number) => Ok(number as usize),
        _ => Err(format!("`{key}` is a whole number from {least}, not `{value}`")),
    }
}

fn parse_order(order: &str) -> Result<Order, String> {
    match &*order.to_lowercase() {
        "asc" => Ok(Order::Ascending),
        "desc" => Ok(Order::Descending),
        _ => Err(format!("`_order` is asc or desc, not `{order}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str, collection: Collection) -> Result<Query, String> {
        Query::parse(&format!("/list?{query}").parse().unwrap(), collection)
    }

    fn part(query: &str) -> Result<Part, String> {
        parse(query, Collection::Posts).map(|query| query.part)
    }

    #[test]
    fn a_part_is_a_page_or_a_slice() {
        assert_eq!(part(""), Ok(Part::All));
        assert_eq!(part("_page=2"), Ok(Part::Page { number: 2, size: 10 }));
        assert_eq!(part("_page=2&_per_page=7"), Ok(Part::Page { number: 2, size: 7 }));
        assert_eq!(part("_start=3&_limit=4"), Ok(Part::Slice { start: 3, end: 7 }));
        assert_eq!(part("_start=3"), Ok(Part::Slice { start: 3, end: usize::MAX }));
    }

    #[test]
    fn a_query_that_contradicts_itself_is_refused() {
        for query in [
            "_page=1&_start=3",
            "_limit=3&_end=4",
            "_limit=3&_per_page=3",
            "_page=1&_page=2",
            "_order=desc",
            "_sort=id&_order=desc,asc",
        ] {
            assert!(part(query).is_err(), "{query}");
        }
    }

    #[test]
    fn what_is_not_known_is_named() {
        let refusal = |query| parse(query, Collection::Users).unwrap_err();
        assert!(refusal("_embed=posts").contains("`_embed` is not served here; what is: _page"));
        assert!(refusal("name_like=a").contains("_gte"), "{}", refusal("name_like=a"));
        assert!(refusal("colour=red").contains("users have no field `colour`; they have "));
        assert!(refusal("address=x").contains("address.city"));
        assert!(refusal("_sort=-id").contains("no field `-id`"));
        assert!(refusal("_page=two").contains("`_page` is a whole number from 1, not `two`"));
        assert!(refusal("id_gte=many").contains("takes a number"));
    }
}
