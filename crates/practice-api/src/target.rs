//! What a request is for.

use axum::http::Method;

use crate::collection::{Collection, Owner};

/// What the path of a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// What there is, as text.
    Index,
    Stats,
    Prices,
    Report(Option<u32>),
    /// All things of a kind.
    List(Collection),
    /// One of them, which may not exist.
    Item(Collection, Option<u32>),
    /// The things of one owner, such as the comments of a post.
    Owned(Collection, Owner, Option<u32>),
}

impl Target {
    /// What is at this path, with or without a `/` at its end.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let path = path.strip_prefix('/')?;
        let parts: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
        match *parts {
            [""] => Some(Self::Index),
            ["stats"] => Some(Self::Stats),
            ["prices"] => Some(Self::Prices),
            ["reports", region] => {
                Some(Self::Report(id(region.strip_suffix(".csv").unwrap_or(region))))
            }
            [list] => Some(Self::List(Collection::named(list)?)),
            [list, item] => Some(Self::Item(Collection::named(list)?, id(item))),
            [owners, owner, list] => {
                let list = Collection::named(list)?;
                let whose = list.owner()?;
                let is_theirs = whose.collection == Collection::named(owners)?;
                is_theirs.then(|| Self::Owned(list, whose, id(owner)))
            }
            _ => None,
        }
    }

    /// The methods that are served here, besides OPTIONS.
    fn methods(self) -> &'static [Method] {
        match self {
            Self::Index | Self::Prices | Self::Report(_) => &[Method::GET, Method::HEAD],
            Self::Stats => &[Method::GET, Method::HEAD, Method::DELETE],
            Self::List(_) | Self::Owned(..) => &[Method::GET, Method::HEAD, Method::POST],
            Self::Item(..) => {
                &[Method::GET, Method::HEAD, Method::PUT, Method::PATCH, Method::DELETE]
            }
        }
    }

    pub(crate) fn serves(self, method: &Method) -> bool {
        *method == Method::OPTIONS || self.methods().contains(method)
    }

    /// The methods as the header `Allow` names them.
    pub(crate) fn allowed(self) -> String {
        let names: Vec<&str> = self.methods().iter().map(Method::as_str).collect();
        names.join(", ") + ", OPTIONS"
    }

    /// The id whose fault this has: only posts and reports go wrong.
    pub(crate) fn faulty_id(self) -> Option<u32> {
        match self {
            Self::Item(Collection::Posts, id) | Self::Report(id) => id,
            _ => None,
        }
    }
}

/// An id as it is written in a path: digits, and no zero before them.
pub(crate) fn id(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| text.starts_with(|first| matches!(first, '1'..='9')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_the_same_with_a_slash_at_its_end() {
        let owned = |list: Collection, id| Target::Owned(list, list.owner().unwrap(), Some(id));
        for (path, target) in [
            ("/", Target::Index),
            ("/posts", Target::List(Collection::Posts)),
            ("/posts/7", Target::Item(Collection::Posts, Some(7))),
            ("/posts/1/comments", owned(Collection::Comments, 1)),
            ("/users/2/todos", owned(Collection::Todos, 2)),
            ("/reports/7.csv", Target::Report(Some(7))),
        ] {
            assert_eq!(Target::of(path), Some(target), "{path}");
            assert_eq!(Target::of(&format!("{}/", path.trim_end_matches('/'))), Some(target));
        }
    }

    #[test]
    fn what_belongs_to_somebody_else_is_not_there() {
        for path in
            ["/users/1/comments", "/posts/1/users", "/posts/1/2/3", "/post", "//posts", "posts"]
        {
            assert_eq!(Target::of(path), None, "{path}");
        }
    }

    #[test]
    fn an_id_has_one_spelling() {
        for text in ["0", "01", "+1", "-1", "1.0", "abc", "", "4294967296"] {
            assert_eq!(id(text), None, "{text}");
        }
        assert_eq!(id("10"), Some(10));
    }
}
