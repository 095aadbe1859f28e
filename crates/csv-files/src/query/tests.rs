use super::*;

fn columns(names: &str) -> Vec<String> {
    names.split(',').map(str::to_owned).collect()
}

fn query(names: &str, by: &str, sums: &[&str]) -> Result<Query> {
    Query::new(&columns(names), &Request::new(by, sums))
}

fn read(query: &Query, row: &[&str]) -> Result<(String, Vec<String>), String> {
    let row = ByteRecord::from(row);
    let (group, amounts) =
        query.read(&row).map_err(|error| error.to_string())?;
    Ok((
        group.to_owned(),
        amounts.as_slice().iter().map(Decimal::to_string).collect(),
    ))
}

#[test]
fn a_column_or_two_multiplied_are_summed() {
    let query = query(
        "region,units,price",
        "region",
        &["units", "revenue", "price*price"],
    )
    .unwrap();
    let (group, sums) = read(&query, &["North", "3", "0.10"]).unwrap();
    assert_eq!(
        (group.as_str(), sums),
        ("North", vec!["3".into(), "0.3".into(), "0.01".into()])
    );
}

#[test]
fn revenue_is_a_column_where_there_is_one() {
    let query = query("region,revenue", "region", &["revenue"]).unwrap();
    assert_eq!(read(&query, &["North", "7"]).unwrap().1, ["7"]);
}

#[test]
fn an_unknown_column_is_refused_with_the_known_ones() {
    for sums in [["weight"], ["revenue"], ["units*weight"]] {
        let error =
            query("region,units", "region", &sums).unwrap_err().to_string();
        assert!(error.contains("the columns are region, units"), "{error}");
    }
    assert!(query("region,units", "city", &["units"]).is_err());
}

#[test]
fn a_bad_row_says_why() {
    let query = query("region,units", "region", &["units"]).unwrap();
    let reason = |row: &[&str]| read(&query, row).unwrap_err();
    assert_eq!(reason(&["North"]), "it has 1 cell instead of 2");
    assert_eq!(reason(&["North", "1", "2"]), "it has 3 cells instead of 2");
    assert_eq!(reason(&["North", " "]), "its units is empty");
    assert_eq!(reason(&["North", "n/a"]), "its units is not a number: \"n/a\"");
    let not_utf8 = query
        .read(&ByteRecord::from(vec![b"S\xFCd"; 2]))
        .unwrap_err()
        .to_string();
    assert!(not_utf8.starts_with("its region is not UTF-8; if"), "{not_utf8}");
}
