use exercises::e09_whole_lines::{Sales, check, read};

fn read_all(sales: &Sales) -> (u64, u64) {
    read(sales, &sales.csv)
}

fn main() {
    check(read_all);
}
