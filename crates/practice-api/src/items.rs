//! Comments, albums, photos and todos, made up from a fixed seed: the same on every machine.

use serde::Serialize;

use crate::{
    collection::{ALBUMS_PER_USER, COMMENTS_PER_POST, PHOTOS_PER_ALBUM, TODOS_PER_USER, owner},
    random::Random,
    words::{lines, word, words},
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Comment {
    post_id: u32,
    id: u32,
    name: String,
    email: String,
    body: String,
}

impl Comment {
    pub(crate) fn with_id(id: u32) -> Self {
        let mut random = Random::of("comments", id);
        Self {
            post_id: owner(id, COMMENTS_PER_POST),
            id,
            name: words(&mut random, 3, 7),
            email: format!("{}@{}.example", word(&mut random), word(&mut random)),
            body: lines(&mut random),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Album {
    user_id: u32,
    id: u32,
    title: String,
}

impl Album {
    pub(crate) fn with_id(id: u32) -> Self {
        let mut random = Random::of("albums", id);
        Self { user_id: owner(id, ALBUMS_PER_USER), id, title: words(&mut random, 2, 5) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Photo {
    album_id: u32,
    id: u32,
    title: String,
    url: String,
    thumbnail_url: String,
}

impl Photo {
    pub(crate) fn with_id(id: u32) -> Self {
        let mut random = Random::of("photos", id);
        let title = words(&mut random, 3, 8);
        // Nothing is there: names that end in `.example` belong to nobody.
        let colour = random.below(1 << 24);
        let url = |size| format!("https://photos.example/{size}/{colour:06x}");
        Self {
            album_id: owner(id, PHOTOS_PER_ALBUM),
            id,
            title,
            url: url(600),
            thumbnail_url: url(150),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Todo {
    user_id: u32,
    id: u32,
    title: String,
    completed: bool,
}

impl Todo {
    pub(crate) fn with_id(id: u32) -> Self {
        let mut random = Random::of("todos", id);
        Self {
            user_id: owner(id, TODOS_PER_USER),
            id,
            title: words(&mut random, 2, 7),
            completed: random.below(2) == 1,
        }
    }
}
