//! What jsonplaceholder has lists of: how many of each there are, and whose they are.

use serde::Serialize;

use crate::{
    Post,
    items::{Album, Comment, Photo, Todo},
    user::User,
};

pub(crate) const POSTS_PER_USER: u32 = 10;
pub(crate) const COMMENTS_PER_POST: u32 = 5;
pub(crate) const ALBUMS_PER_USER: u32 = 10;
pub(crate) const PHOTOS_PER_ALBUM: u32 = 50;
pub(crate) const TODOS_PER_USER: u32 = 20;

/// Only this many users have albums and todos, as on jsonplaceholder: with more posts there are more
/// users, and millions of photos would be made up for nobody.
const USERS_WITH_ALBUMS: u32 = 10;

/// A list of things of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Collection {
    Posts,
    Comments,
    Albums,
    Photos,
    Todos,
    Users,
}

/// Whose the things of a collection are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) collection: Collection,
    /// The field that holds the owner's id.
    pub(crate) field: &'static str,
    /// How many things each owner has. They are next to each other.
    pub(crate) each: u32,
}

/// One of the things.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Item {
    Post(Post),
    Comment(Comment),
    Album(Album),
    Photo(Photo),
    Todo(Todo),
    User(Box<User>),
}

impl Collection {
    const ALL: [Self; 6] =
        [Self::Posts, Self::Comments, Self::Albums, Self::Photos, Self::Todos, Self::Users];

    /// The collection with this name in a path.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|collection| collection.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::Comments => "comments",
            Self::Albums => "albums",
            Self::Photos => "photos",
            Self::Todos => "todos",
            Self::Users => "users",
        }
    }

    pub(crate) fn owner(self) -> Option<Owner> {
        let (collection, field, each) = match self {
            Self::Posts => (Self::Users, "userId", POSTS_PER_USER),
            Self::Comments => (Self::Posts, "postId", COMMENTS_PER_POST),
            Self::Albums => (Self::Users, "userId", ALBUMS_PER_USER),
            Self::Photos => (Self::Albums, "albumId", PHOTOS_PER_ALBUM),
            Self::Todos => (Self::Users, "userId", TODOS_PER_USER),
            Self::Users => return None,
        };
        Some(Owner { collection, field, each })
    }

    /// How many things it has on a server with this many posts.
    pub(crate) fn count(self, posts: u32) -> u32 {
        let users = posts.div_ceil(POSTS_PER_USER);
        let users_with_albums = users.min(USERS_WITH_ALBUMS);
        match self {
            Self::Posts => posts,
            Self::Comments => posts * COMMENTS_PER_POST,
            Self::Albums => users_with_albums * ALBUMS_PER_USER,
            Self::Photos => users_with_albums * ALBUMS_PER_USER * PHOTOS_PER_ALBUM,
            Self::Todos => users_with_albums * TODOS_PER_USER,
            Self::Users => users,
        }
    }

    /// The thing with this id, always with the same text.
    pub(crate) fn item(self, id: u32) -> Item {
        match self {
            Self::Posts => Item::Post(Post::with_id(id)),
            Self::Comments => Item::Comment(Comment::with_id(id)),
            Self::Albums => Item::Album(Album::with_id(id)),
            Self::Photos => Item::Photo(Photo::with_id(id)),
            Self::Todos => Item::Todo(Todo::with_id(id)),
            Self::Users => Item::User(Box::new(User::with_id(id))),
        }
    }
}

/// Whose this is, where each owner has this many.
pub(crate) fn owner(id: u32, each: u32) -> u32 {
    id.saturating_sub(1) / each + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_a_hundred_posts_there_is_as_much_as_on_jsonplaceholder() {
        let counts = Collection::ALL.map(|collection| collection.count(100));
        assert_eq!(counts, [100, 500, 100, 5000, 200, 10]);
    }

    #[test]
    fn every_item_says_its_id_and_its_owner() {
        for collection in Collection::ALL {
            let item = serde_json::to_value(collection.item(21)).unwrap();
            assert_eq!(item["id"], 21, "{collection:?}");
            if let Some(Owner { field, each, .. }) = collection.owner() {
                assert_eq!(item[field], owner(21, each), "{collection:?}");
            }
        }
    }
}
