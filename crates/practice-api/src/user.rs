//! The users, made up from a fixed seed: the same on every machine.

use serde::Serialize;

use crate::{
    random::Random,
    words::{word, words},
};

const FIRST_NAMES: [&str; 10] =
    ["Ada", "Bruno", "Clara", "Dario", "Elena", "Fabio", "Greta", "Hugo", "Ines", "Jonas"];
const LAST_NAMES: [&str; 10] =
    ["Alder", "Birch", "Cedar", "Elm", "Hazel", "Larch", "Linden", "Maple", "Rowan", "Willow"];

#[derive(Serialize)]
pub(crate) struct User {
    id: u32,
    name: String,
    username: String,
    email: String,
    address: Address,
    phone: String,
    website: String,
    company: Company,
}

#[derive(Serialize)]
struct Address {
    street: String,
    suite: String,
    city: String,
    zipcode: String,
    geo: Geo,
}

/// In degrees, as texts, as on jsonplaceholder.
#[derive(Serialize)]
struct Geo {
    lat: String,
    lng: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Company {
    name: String,
    catch_phrase: String,
    bs: String,
}

impl User {
    pub(crate) fn with_id(id: u32) -> Self {
        let mut random = Random::of("users", id);
        let first = FIRST_NAMES[id.wrapping_sub(1) as usize % FIRST_NAMES.len()];
        let last = LAST_NAMES[random.below(LAST_NAMES.len())];
        let site = format!("{}.example", word(&mut random));
        Self {
            id,
            name: format!("{first} {last}"),
            username: format!("{first}{id}"),
            email: format!("{first}.{last}@{site}").to_lowercase(),
            address: Address::new(&mut random),
            phone: format!("555-{:04}", random.below(10_000)),
            website: site,
            company: Company {
                name: format!("{last} and {}", LAST_NAMES[random.below(LAST_NAMES.len())]),
                catch_phrase: words(&mut random, 2, 4),
                bs: words(&mut random, 2, 4),
            },
        }
    }
}

impl Address {
    fn new(random: &mut Random) -> Self {
        Self {
            street: format!("Via {}", word(random)),
            suite: format!("Apt. {}", 1 + random.below(999)),
            city: format!("Porto {}", word(random)),
            zipcode: format!("{:05}-{:04}", random.below(100_000), random.below(10_000)),
            geo: Geo { lat: degrees(random, 90), lng: degrees(random, 180) },
        }
    }
}

/// From `-most` to `most`, with four decimals.
fn degrees(random: &mut Random, most: usize) -> String {
    format!("{:.4}", random.below(20_000 * most) as f64 / 10_000.0 - most as f64)
}
