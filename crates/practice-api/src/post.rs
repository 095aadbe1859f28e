//! The posts, made up from a fixed seed: the same on every machine.

use serde::{Deserialize, Serialize};

use crate::{
    collection::{POSTS_PER_USER, owner},
    random::Random,
    words::{lines, words},
};

/// A post as jsonplaceholder shapes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Post {
    /// Who wrote it: ten posts a user.
    pub user_id: u32,
    /// Counts from 1.
    pub id: u32,
    /// A few words.
    pub title: String,
    /// Four lines.
    pub body: String,
}

impl Post {
    /// The post with this id, always with the same text.
    pub fn with_id(id: u32) -> Self {
        let mut random = Random::with_seed(u64::from(id));
        Self {
            user_id: owner(id, POSTS_PER_USER),
            id,
            title: words(&mut random, 3, 8),
            body: lines(&mut random),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_posts_belong_to_each_user() {
        let users = [1, 10, 11, 100].map(|id| Post::with_id(id).user_id);
        assert_eq!(users, [1, 1, 2, 10]);
    }

    #[test]
    fn the_text_of_a_post_is_always_the_same_and_its_own() {
        assert_eq!(Post::with_id(7), Post::with_id(7));
        assert_ne!(Post::with_id(7).title, Post::with_id(8).title);
        assert_eq!(Post::with_id(7).body.lines().count(), 4);
    }
}
